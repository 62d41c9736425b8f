"""The observing half in a fresh interpreter: it needs no answers, and it is told a missing name."""

from __future__ import annotations

import json
import subprocess
import sys

from autograder.exercises import find_exercise
from autograder.grading.judgement import verdict_on
from autograder.grading.observing import sightings
from autograder.grading.settings import Settings
from autograder.records.verdicts import Status

PROGRAM = """
import json, sys
sys.modules["autograder.answers"] = None  # as in a sandbox: importing it fails
from unittest.mock import patch
import IPython.display
shown = []
IPython.display.display = lambda data, raw: shown.append({"data": data})
from autograder.notebook.emitting import emit
import numpy as np

def fun_dz(x, y):
    return 2 * x * np.cos(x**2 + y**2), 2 * y * np.cos(x**2 + y**2)

emit("fun_dz", lambda: fun_dz, seed=4, token="t")
emit("fun_dz", lambda: funn_dz, seed=4, token="t")
print(json.dumps(shown))
"""


def test_observing_works_where_the_answers_can_not_be_imported():
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    seen = sightings(json.loads(run.stdout), "fun_dz", "t")
    first, second = (_verdict([one]) for one in seen)
    assert first is Status.PASSED
    assert second is Status.ERROR
    assert "name 'funn_dz' is not defined" in seen[1]["missing"]


def _verdict(found: list) -> Status:
    from autograder.grading.judgement import Seen

    return verdict_on(find_exercise("fun_dz"), Seen(found), 4, Settings()).status
