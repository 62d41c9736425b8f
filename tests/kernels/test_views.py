"""What a view shows and hides, read from the bubblewrap command that comes of it."""

from __future__ import annotations

import importlib.util
import os
import stat
import sys
from pathlib import Path

import pytest

from autograder.kernels import bubblewrap
from autograder.kernels.fork_server import ForkServer
from autograder.kernels.views import SandboxUnavailable, View
from tests.kernels.visitors import LIGHT, visiting

ROOT = Path(__file__).resolve().parents[2]


def test_a_view_is_made_of_a_json_object():
    view = View.from_config({"preload": ["json"], "environment": {"A": "1"}})
    assert view == View(preload=("json",), environment=(("A", "1"),))


def test_a_kernelspec_that_version_0_1_installed_loads_what_it_named():
    view = View.from_config({"preload": ["torch", "autograder.checking", "autograder.emitting"]})
    assert view.preload[0] == "torch"
    for name in view.preload[1:]:
        assert importlib.util.find_spec(name)


def test_a_misspelt_field_is_named_with_the_right_ones():
    with pytest.raises(ValueError, match="no preloads; it has devices, environment, hidden"):
        View.from_config({"preloads": ["json"]})


def test_of_the_checkout_only_the_packages_are_shown():
    below = [path for path in LIGHT.folders() if path.is_relative_to(ROOT)]
    assert set(below) - {Path(sys.prefix)} <= {ROOT / "autograder", ROOT / "utils"}


def test_the_answers_are_covered_wherever_they_are_found(tmp_path, monkeypatch):
    copy = tmp_path / "site-packages" / "autograder"
    (copy / "answers").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(copy.parent))
    view = View(hidden=("autograder.answers",), readable=(str(copy.parent),))
    assert copy / "answers" in view.covered()


def test_a_hidden_module_is_covered_with_what_it_was_compiled_to(tmp_path, monkeypatch):
    (tmp_path / "__pycache__").mkdir()
    files = [tmp_path / "secrets_of.py", tmp_path / "__pycache__" / "secrets_of.cpython-311.pyc"]
    for file in files:
        file.write_bytes(b"")
    monkeypatch.syspath_prepend(str(tmp_path))
    view = View(hidden=("secrets_of",), readable=(str(tmp_path),))
    assert {path for path in view.covered() if "secrets_of" in path.name} == set(files)


def test_settings_of_jupyter_are_covered(tmp_path, monkeypatch):
    settings = tmp_path / "etc" / "jupyter"
    settings.mkdir(parents=True)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert settings in View().covered()


@pytest.mark.parametrize("folder", ["/", "/home", str(Path.home()), "relative"])
def test_a_view_never_shows_a_whole_home_or_machine(folder):
    with pytest.raises(SandboxUnavailable, match="more than they may"):
        View(readable=(folder,)).folders()


def test_a_package_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="'no_such_package' is no top-level package"):
        View(packages=("no_such_package",)).folders()


def test_devices_are_bound_as_devices():
    words = bubblewrap.command(View(devices=("/dev/fuse",)), ["true"])
    assert words[words.index("--dev-bind") + 1 :][:2] == ["/dev/fuse", "/dev/fuse"]


def test_root_is_told_which_folder_its_kernels_could_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    tmp_path.chmod(stat.S_IRWXU)
    with pytest.raises(SandboxUnavailable, match=r"can't read .*chmod -R o\+rX"):
        bubblewrap.command(View(readable=(str(tmp_path),)), ["true"])


def test_a_device_is_there_in_a_kernel():
    view = View(devices=("/dev/fuse",)) if os.path.exists("/dev/fuse") else View()
    with ForkServer(view) as server, visiting(server) as visitor:
        seen = visitor.run("import os; print(os.path.exists('/dev/fuse'))")
        assert seen == str(bool(view.devices))


def test_a_module_below_the_scratch_space_can_be_imported_late(tmp_path):
    folder = tmp_path / "a folder of 日本"
    folder.mkdir()
    (folder / "late_module.py").write_text("ANSWER = 42")
    view = View(readable=(str(folder),), environment=(("PYTHONPATH", f"{ROOT}:{folder}"),))
    with ForkServer(view) as server, visiting(server) as visitor:
        assert visitor.run("import late_module; print(late_module.ANSWER)") == "42"
        write = f"open({str(folder / 'x')!r}, 'w')"
        assert visitor.attempt(write) in ("OSError", "PermissionError")
