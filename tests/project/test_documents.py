"""README.md and CONTRIBUTING.md name only what there is."""

import re

import pytest

from tests.project.checkout import ROOT

DOCUMENTS = ("README.md", "CONTRIBUTING.md")
RECIPES = tuple(str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("docs/**/README.md")))
LINKING = (*DOCUMENTS, "autograder/README.md", "course/README.md", "lessons/README.md", *RECIPES)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LINKING)
def test_every_link_to_a_file_leads_to_one(name):
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)", text_of(name))
    assert [target for target in targets if not ((ROOT / name).parent / target).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_command_is_a_target(name):
    makefile = text_of("Makefile")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", text_of(name), flags=re.MULTILINE))
    assert named
    assert named <= targets


def test_the_readme_lists_every_target_that_help_lists():
    helped = set(re.findall(r"^([a-z]+):.* ## ", text_of("Makefile"), flags=re.MULTILINE))
    listed = set(re.findall(r"^\| `make ([a-z]+)`", text_of("README.md"), flags=re.MULTILINE))
    assert helped - {"help"} == listed - {"help"}


def test_every_place_on_the_map_of_the_code_exists():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| .+? \| (.+) \|$", text, flags=re.MULTILINE)
    paths = {
        path for row in rows for path in re.findall(r"`((?:autograder|utils|tools)/[^`]+)`", row)
    }
    named = {path for path in paths if not re.search(r"TOPIC|NAME", path)}
    assert len(named) > 25
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
