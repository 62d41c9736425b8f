"""The recipe for JupyterHub: its settings are ones there are, and so are the commands in it."""

import re
from typing import Any

import pytest
from nbgrader.apps.nbgraderapp import NbGraderApp
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import Exchange
from traitlets.config import Config, PyFileConfigLoader

from autograder.cli import main
from tests.project.checkout import ROOT

RECIPE = ROOT / "docs/jupyterhub"
README = (RECIPE / "README.md").read_text(encoding="utf-8")
OF_NBGRADER = {"Exchange": Exchange, "CourseDirectory": CourseDirectory}


def settings(name: str) -> Config:
    """What the file sets, read as JupyterHub and nbgrader read it."""
    return PyFileConfigLoader(name, path=str(RECIPE)).load_config()


def test_nbgrader_has_every_setting_and_takes_its_value():
    read = settings("nbgrader_config.py")
    for name, values in read.items():
        made: Any = OF_NBGRADER[name](config=read)
        assert {key: getattr(made, key) for key in values} == values
        assert all(made.trait_metadata(key, "config") for key in values)


def test_the_exchange_holds_the_course_of_this_repository():
    course = re.search(r'course_id = "(.+)"', (ROOT / "nbgrader_config.py").read_text())
    assert course is not None
    assert settings("nbgrader_config.py").CourseDirectory.course_id == course[1]


def test_the_folder_that_is_made_is_the_exchange_and_nobody_can_move_what_is_in_it():
    (made,) = re.findall(r"install -d -m (\d+) (\S+)", README)
    assert made == ("1777", settings("nbgrader_config.py").Exchange.root)


def test_the_hub_is_reached_from_its_own_machine_only_and_by_named_users():
    hub = settings("jupyterhub_config.py")
    assert hub.JupyterHub.bind_url.startswith("http://127.0.0.1:")
    assert hub.Authenticator.allowed_users
    assert "allow_all" not in hub.Authenticator


def test_every_nbgrader_command_is_one_of_nbgraders():
    named = set(re.findall(r"`nbgrader ([a-z_]+)", README))
    assert named >= {"release_assignment", "submit", "collect", "release_feedback"}
    assert named <= set(NbGraderApp.subcommands)


def test_every_autograder_command_is_one_of_the_graders():
    named = set(re.findall(r"`autograder ([a-z_]+)", README))
    assert named
    for command in sorted(named):
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0, command
