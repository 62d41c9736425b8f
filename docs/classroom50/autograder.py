"""Grades the notebook in a student's checkout for Classroom 50: writes result.json there.

Lies beside lesson.txt, with the lesson's name, in the classroom's bundle. Needs ``autograder``
installed, and ``solutions/en`` and ``course/en`` in the folder COURSE, or in ``course/`` beside
this file. A fault of the grader writes no result.json and ends with 1, so that the runner reports
an error and no score.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:] = [
    path for path in sys.path if Path(path).resolve() != HERE
]  # this is "autograder" too

from autograder.errors import UsageError  # noqa: E402
from autograder.exercises import lesson_exercises  # noqa: E402
from autograder.platforms.results_json import classroom50  # noqa: E402
from autograder.records.results import REJECTED, Record  # noqa: E402

VARIABLES = {  # of result.json: the runner's variables
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "owner": "USERNAME",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
    "review": "REVIEW_URL",
}
STUDENT = "student"


def main() -> int:
    """The exit code, once result.json is written or it is said why not."""
    result = Path("result.json")
    result.unlink(missing_ok=True)  # a student's own
    bundle = Path(os.environ.get("CLASSROOM50_BUNDLE_DIR", HERE))
    try:
        lesson = (bundle / "lesson.txt").read_text().strip()
        with tempfile.TemporaryDirectory(prefix="grading-") as folder:
            record = record_of(lesson, Path(folder))
        content = classroom50(record, run())
    except (OSError, UsageError) as fault:
        print(f"The grader could not grade this submission: {fault}", file=sys.stderr)
        return 1
    part = Path(".result.json.part")
    part.unlink(missing_ok=True)  # a student's link, for instance
    part.write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")
    part.replace(result)
    return 0


def run() -> dict[str, str]:
    """What result.json says of this run: the runner's variables, and when the commit was made."""
    told = {name: os.environ.get(variable, "") for name, variable in VARIABLES.items()}
    committed = subprocess.run(
        ["git", "show", "--no-patch", "--format=%ct", "HEAD"], capture_output=True, check=True
    )
    moment = datetime.fromtimestamp(int(committed.stdout), UTC)
    kind = os.environ.get("MODE", "individual")
    return {**told, "assignment_type": kind, "datetime": f"{moment:%Y-%m-%dT%H:%M:%SZ}"}


def record_of(lesson: str, folder: Path) -> Record:
    """What `autograder grade` says of the notebook. Raises ``UsageError``."""
    notebook = Path(f"{lesson}.ipynb")
    if not notebook.is_file() or notebook.is_symlink():
        most = sum(exercise.points for exercise in lesson_exercises(lesson))
        message = f"There is no {notebook}."
        return Record(STUDENT, lesson, 0.0, most, REJECTED, message, seconds=0.0)
    place = folder / "submitted" / STUDENT / lesson
    place.mkdir(parents=True)
    shutil.copyfile(notebook, place / notebook.name)
    command = [sys.executable, "-m", "autograder", "grade", lesson, "--device", "cpu"]
    command += ["--submitted", str(folder / "submitted"), "--out", str(folder / "grading")]
    course = os.environ.get("COURSE", str(HERE / "course"))
    done = subprocess.run(command, cwd=course, check=False)
    lines = folder / "grading" / "results" / f"{lesson}.jsonl"
    if done.returncode not in (0, 1) or not lines.is_file():
        raise UsageError(f"`autograder grade` ended with {done.returncode}; see above.")
    return Record.from_json(lines.read_text(encoding="utf-8").splitlines()[0])


if __name__ == "__main__":
    sys.exit(main())
