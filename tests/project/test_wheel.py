"""What pip builds of a fresh clone, and so what Colab installs."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.project.checkout import ROOT, copy_checkout, tracked_files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    checkout = copy_checkout(tmp_path_factory.mktemp("a clone"))
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    local = ["--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*pip, *local, "--wheel-dir", folder, checkout], check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def members(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_wheel_has_every_module_of_the_two_packages_and_no_other(members):
    packages = ("autograder/", "utils/")
    sources = {n for n in tracked_files() if n.startswith(packages) and n.endswith(".py")}
    assert {name for name in members if name.endswith(".py")} == sources


def test_a_wheel_has_the_expected_pictures(members):
    pictures = {f"utils/pictures/{p.name}": p for p in (ROOT / "lessons/pictures").glob("*.png")}
    assert pictures
    for name, picture in pictures.items():
        assert members[name] == picture.read_bytes()


def test_a_wheel_has_the_quizzes_of_all_languages(members):
    quizzes = {p.relative_to(ROOT).as_posix(): p for p in ROOT.glob("utils/quizzes/*/*.json")}
    assert quizzes
    for name, quiz in quizzes.items():
        assert members[name] == quiz.read_bytes()


def test_a_wheel_has_what_the_browser_draws_the_landscape_and_points_with(members):
    for name in ("landscape.js", "landscape.css", "point.js", "point.css"):
        name = f"utils/widgets/{name}"
        assert members[name] == (ROOT / name).read_bytes()


def test_a_wheel_has_nothing_at_its_top_but_the_packages_and_what_pip_wants_to_know(members):
    tops = {name.split("/")[0] for name in members}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"autograder", "utils"}


def test_a_wheel_has_the_command_and_both_licences(members):
    (entry_points,) = [name for name in members if name.endswith("/entry_points.txt")]
    assert b"autograder = autograder.cli:main" in members[entry_points]
    licences = {Path(name).name for name in members if "/licenses/" in name}
    assert licences == {"LICENSE", "LICENSE-CC-BY-4.0.txt"}


def test_an_unpacked_wheel_shows_an_expected_picture_without_a_checkout(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    picture = sorted((ROOT / "lessons/pictures").glob("*.png"))[0]
    code = (
        "import utils; from utils import expected_picture; "
        f"shown = expected_picture({picture.stem!r}, alt='hills'); "
        "print(utils.__file__, shown.mimebundle()['text/plain'])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stdout.split()) == (
        0,
        [str(tmp_path / "utils" / "__init__.py"), "hills"],
    ), run.stderr
