"""The recipes in docs/: what they run is there, and every one is listed."""

import re
import subprocess
import sys

import pytest
import yaml

from autograder.cli import main
from tests.project.checkout import ROOT

DOCS = ROOT / "docs"
WORKFLOW = yaml.safe_load((DOCS / "github_actions/grade.yml").read_text())


def test_every_recipe_is_listed():
    recipes = {path.parent.name for path in DOCS.glob("*/README.md")}
    listed = set(re.findall(r"\]\(([a-z0-9_]+)/README\.md\)", (DOCS / "README.md").read_text()))
    assert recipes == listed


def test_the_workflow_may_only_read_and_keeps_no_token():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    steps = WORKFLOW["jobs"]["grade"]["steps"]
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout")]
    assert len(checkouts) == 2
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_nothing_of_a_push_is_put_into_a_command():
    commands = [step["run"] for step in WORKFLOW["jobs"]["grade"]["steps"] if "run" in step]
    assert commands
    assert not [command for command in commands if "${{" in command]


def test_the_workflow_grades_in_a_sandbox_with_options_that_there_are(capsys):
    commands = [step.get("run", "") for step in WORKFLOW["jobs"]["grade"]["steps"]]
    (grade,) = [command.split() for command in commands if command.startswith("autograder grade")]
    with pytest.raises(SystemExit):
        main(["grade", "--help"])
    helped = capsys.readouterr().out
    for option in (word for word in grade if word.startswith("--")):
        assert option in helped
    assert grade[grade.index("--sandbox") + 1] == "bwrap"


@pytest.mark.parametrize("path", ["classroom50/autograder.py", "gradescope/run_autograder"])
def test_a_recipes_program_can_be_read_by_python(path):
    code = f"compile(open({str(DOCS / path)!r}).read(), 'recipe', 'exec')"
    subprocess.run([sys.executable, "-c", code], check=True)
