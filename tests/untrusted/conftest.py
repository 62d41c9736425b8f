"""One class of all attacks beside honest hand-ins, graded once in real sandboxed kernels."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import psutil
import pytest

from autograder.kernels.fork_server import SHARED
from tests.kernels.visitors import mounted, processes_with
from tests.untrusted.attacks import Attack
from tests.untrusted.break_outs import break_outs
from tests.untrusted.classes import Graded, Machine, grade, machine, put
from tests.untrusted.displays import DISPLAYS
from tests.untrusted.excesses import EXCESSES, MARKER
from tests.untrusted.forgeries import FORGERIES
from tests.untrusted.lying_values import LYING_VALUES
from tests.untrusted.spoilers import SPOILERS

SHARED_FOLDERS = ("/tmp", "/dev/shm", "/run", "/var/tmp")
LEFT = ("unpickled", "full", "left-behind", "psm_left-behind", "root", "tmp2", "0", "written")
"""Names of files that attacks write."""


@dataclass(frozen=True)
class State:
    """What of this machine a hand-in could change, or leave something in."""

    files: Mapping[str, str]
    mounts: tuple[str, ...]
    shared: tuple[str, ...]
    left_running: tuple[int, ...]
    children: int


@dataclass(frozen=True)
class Crowd:
    """The class of all attacks, the honest of it graded alone, and the machine before and after."""

    machine: Machine
    attacks: Mapping[str, Attack]
    graded: Graded
    alone: Graded
    before: State
    after: State


def state(here: Machine) -> State:
    """The machine as it is now, with no fork server running."""
    return State(
        here.files(),
        tuple(mounted()),
        tuple(f"{d}/{n}" for d in SHARED_FOLDERS for n in LEFT if os.path.lexists(f"{d}/{n}")),
        tuple(processes_with(MARKER)),
        len(psutil.Process().children(recursive=True)),
    )


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    """All attacks and three honest hand-ins, several at once, with short limits."""
    with machine(tmp_path_factory.mktemp("machine")) as here:
        few, many = tmp_path_factory.mktemp("alone"), here.places["the hand-ins"]
        put(here.course, few / "submitted", {})
        alone = grade(here.course, few / "submitted", few / "out")
        SHARED.close()
        attacks = {
            **LYING_VALUES,
            **FORGERIES,
            **break_outs(here.places),
            **EXCESSES,
            **SPOILERS,
            **DISPLAYS,
        }
        put(here.course, many, attacks)
        before = state(here)
        graded = grade(here.course, many, here.places["the results"])
        SHARED.close()
        yield Crowd(here, attacks, graded, alone, before, state(here))
