"""``python -m tests.unseen GROUP [EXERCISE...]``: prints what the checks say of unseen answers."""

from __future__ import annotations

import sys
import time

import matplotlib as mpl

from autograder.cards.verdicts import text_card
from autograder.records.verdicts import Status
from tests.unseen.answers_of import exercises, written
from tests.unseen.notebooks import verdict

mpl.use("Agg")


def main() -> None:
    n_wrong = 0
    group, *names = sys.argv[1:] or ["first"]
    for exercise in names or exercises(group):
        for answer in written(group, exercise):
            began = time.perf_counter()
            found = verdict(answer)
            seconds = time.perf_counter() - began
            right = (found.status is Status.PASSED) == answer.is_right
            n_wrong += not right
            print(f"== {exercise} {answer.name}{'' if right else '  <-- VERDICT'}  {seconds:.2f} s")
            print(f"meant: {answer.meant}")
            print(f"mistake: {found.mistake}")
            print(text_card(found), flush=True)
    print(f"{n_wrong} verdicts are not as meant")


if __name__ == "__main__":
    main()
