"""constraints.txt serves every Python that pyproject.toml promises."""

import re
from importlib.metadata import distributions

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project.checkout import ROOT
from tools import pins

PYTHONS = pins.pythons(ROOT)
OLDEST = pins.oldest_of_each(PYTHONS)
NEEDS = {("soupsieve", "4.1.1"): ">=3.11.5"}


def excluding(*lines: str) -> list[str]:
    return pins.excluding(map(Requirement, lines), NEEDS, ["3.11.0", "3.11.5", "3.12.0"])


def test_the_promised_pythons_are_those_of_the_pinned_torch():
    assert OLDEST == ["3.11.0", "3.12.0", "3.13.0", "3.14.0"]
    assert "3.14.1" not in PYTHONS and "3.14.2" in PYTHONS


def test_readme_and_workflow_name_the_promised_pythons():
    first, last = (OLDEST[i].rpartition(".")[0] for i in (0, -1))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"What is needed: Python {first} to {last} (not 3.14.1)" in readme
    workflow = yaml.safe_load((ROOT / ".github/workflows/check.yml").read_text(encoding="utf-8"))
    checked = workflow["jobs"]["check"]["container"]["image"]
    others = workflow["jobs"]["promised"]["strategy"]["matrix"]["python"]
    minors = [version.rpartition(".")[0] for version in OLDEST]
    assert [re.fullmatch(r"python:(.+)-bookworm", checked)[1], *others] == minors


def test_no_pin_excludes_a_promised_python():
    installed = {
        (canonicalize_name(found.name), found.version.partition("+")[0]): found.metadata.get(
            "Requires-Python", ""
        )
        for found in distributions()
    }
    assert pins.excluding(pins.read(ROOT), installed, PYTHONS) == []


def test_a_pin_that_wants_a_newer_python_is_named_with_those_it_leaves_out():
    assert excluding("soupsieve==4.1.1") == [
        "soupsieve==4.1.1 wants Python >=3.11.5, which leaves out 3.11.0"
    ]


def test_a_pin_may_want_a_newer_python_where_its_marker_says_so():
    assert excluding('soupsieve==4.1.1; python_full_version >= "3.11.5"', "soupsieve==2.10") == []
    assert excluding('soupsieve==4.1.1; python_version >= "3.11"') != []


def test_what_cuda_builds_of_torch_bring_has_no_pin():
    assert [str(pin) for pin in pins.read(ROOT) if pins.OF_TORCH.match(str(pin))] == []
    assert pins.OF_TORCH.match("nvidia-nccl-cu13==2.29.7")


def test_no_index_is_named():
    assert "://" not in (ROOT / pins.FILE).read_text(encoding="utf-8")


@pytest.mark.long
@pytest.mark.parametrize("python", OLDEST)
def test_the_registry_has_a_wheel_of_every_pin_for(python):
    pins.check(ROOT, python, pins.PLATFORMS[0])


@pytest.mark.long
def test_the_registry_has_no_set_of_wheels_for_a_pin_that_wants_a_newer_python(tmp_path):
    bad = tmp_path / "constraints.txt"
    text = (ROOT / pins.FILE).read_text(encoding="utf-8")
    assert "soupsieve==2.10\n" in text
    bad.write_text(text.replace("soupsieve==2.10\n", "soupsieve==4.1.1\n"), encoding="utf-8")
    with pytest.raises(pins.NoSolution, match="soupsieve==4.1.1"):
        pins.check(ROOT, OLDEST[0], pins.PLATFORMS[0], bad)
