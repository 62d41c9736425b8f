"""Two minutes of soak from a new seed on; and that each invariant can fail."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.grading.material import LESSON, hand_in
from tests.soak import invariants
from tests.soak.classes import NOTHING, POINTS, Material, Member, exactly, members_of, put
from tests.soak.invariants import INVARIANTS, Machine, Outcome, told_apart, violations, written
from tests.soak.shrinking import Case, shrunk
from tests.soak.troubles import (
    Grader,
    History,
    Stuck,
    Troubles,
    graded,
    read_troubles,
    troubles_of,
)
from tests.untrusted.conftest import LEFT

ROOT = Path(__file__).resolve().parents[2]
SEED = 9
WORD = "a word of the instructor's"
SOAK = [sys.executable, "-m", "tests.soak", "--students", "12"]


@pytest.mark.long
def test_two_minutes_of_classes_break_no_invariant():
    run = subprocess.run(
        [*SOAK, "--seconds", "75", "--no-shrink"], cwd=ROOT, capture_output=True, text=True
    )
    print(run.stdout)  # the seeds
    assert run.returncode == 0, run.stdout[-10_000:] + run.stderr[-3_000:]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A class of two honest and one who is refused, graded without troubles."""
    root = tmp_path_factory.mktemp("soak")
    material = Material(root)
    members = [m for m in material.honest(0).members() if m.student in ("right", "notes")]
    members.append(Member("zoe", "nothing", handing_in_nothing, NOTHING, rejected=True))
    before = Machine.now()
    grader = Grader(material, 0, root / "submitted", root / "out")
    history = graded(grader, members, Troubles("none"))
    return Outcome(
        members,
        grader.submitted,
        grader.out,
        history.last,
        before,
        grader.temporary,
        told_apart(grader.submitted),
        WORD,
        {student: written(grader.out, student) for student in ("right", "notes")},
    )


def handing_in_nothing(folder: Path) -> None:
    hand_in(folder.parent, folder.name, b"")


@pytest.fixture
def outcome(sound: Outcome, tmp_path: Path) -> Outcome:
    """A copy of the class, to be spoilt."""
    copied = {n: tmp_path / n for n in ("submitted", "out", "temporary")}
    for name, folder in copied.items():
        shutil.copytree(getattr(sound, name), folder)
    return replace(sound, **copied)


def test_a_class_without_troubles_breaks_no_invariant(outcome: Outcome):
    assert violations(outcome) == []
    assert len(outcome.lines) == 3


def change_lines(outcome: Outcome, change: Callable[[list[dict]], object]) -> None:
    lines = outcome.lines
    change(lines)
    path = outcome.out / "results" / f"{LESSON}.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def change_rows(outcome: Outcome, query: str) -> None:
    with closing(sqlite3.connect(outcome.out / "gradebook.db")) as connection, connection:
        assert connection.execute(query).rowcount


def say(outcome: Outcome, old: str, new: str) -> None:
    assert old in outcome.last.printed
    outcome.last = replace(outcome.last, printed=outcome.last.printed.replace(old, new))


def page(outcome: Outcome, student: str) -> Path:
    return outcome.out / "feedback" / student / LESSON / f"{LESSON}.html"


def append(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(text)


SPOILT: dict[str, tuple[Callable[[Outcome], object], str]] = {
    "a line is gone": (
        lambda o: change_lines(o, lambda lines: lines.pop()),
        "everyone_has_one_result: 'zoe' has 0 lines",
    ),
    "a line stands twice": (
        lambda o: change_lines(o, lambda lines: lines.append(lines[0])),
        "everyone_has_one_result: 'notes' has 2 lines",
    ),
    "somebody is in the gradebook alone": (
        lambda o: change_rows(
            o, "UPDATE submitted_assignment SET student_id = 'x' WHERE student_id = 'zoe'"
        ),
        "everyone_has_one_result: 'x' has a result and",
    ),
    "somebody isn't in the gradebook": (
        lambda o: change_rows(o, "DELETE FROM submitted_assignment"),
        "everyone_has_one_result: 'zoe' is in the gradebook 0 times",
    ),
    "a page is gone": (
        lambda o: page(o, "zoe").unlink(),
        "everyone_has_one_result: 'zoe' has no page",
    ),
    "an honest page is another": (
        lambda o: append(page(o, "right"), " "),
        "honest_results_are_those_of_a_clean_run: right: page",
    ),
    "an honest line is another": (
        lambda o: change_lines(o, lambda lines: lines[1].update(message="x")),
        "honest_results_are_those_of_a_clean_run: right: lines",
    ),
    "an honest notebook is another": (
        lambda o: append(o.out / "autograded" / "right" / LESSON / f"{LESSON}.ipynb", " "),
        "honest_results_are_those_of_a_clean_run: right: notebook",
    ),
    "an honest row is another": (
        lambda o: change_rows(o, "UPDATE grade SET needs_manual_grade = 1"),
        "honest_results_are_those_of_a_clean_run: right: rows",
    ),
    "somebody has more points": (
        lambda o: change_lines(o, lambda lines: lines[0]["exercises"][3].update(score=1.0)),
        "points_are_what_is_theirs: 'notes', honest: 1.0 points for stable_learning_rate, not 0.0",
    ),
    "the honest have fewer points": (
        lambda o: change_lines(o, lambda lines: lines[1]["exercises"][0].update(score=1.0)),
        "points_are_what_is_theirs: 'right', honest: 1.0 points for gradient_formula, not 2.0",
    ),
    "the score isn't the sum": (
        lambda o: change_lines(o, lambda lines: lines[1].update(score=1.0)),
        "points_are_what_is_theirs: 'right', honest: 1.0 points, and its exercises have 9.0",
    ),
    "somebody is undetermined": (
        lambda o: change_lines(o, lambda lines: lines[1].update(status="undetermined")),
        "points_are_what_is_theirs: 'right', honest: is undetermined",
    ),
    "somebody is rejected": (
        lambda o: change_lines(o, lambda lines: lines[1].update(status="rejected")),
        "points_are_what_is_theirs: 'right', honest: is rejected",
    ),
    "what can't be read is graded": (
        lambda o: change_lines(o, lambda lines: lines[2].update(status="graded")),
        "points_are_what_is_theirs: 'zoe', nothing: is graded",
    ),
    "a tree has points": (
        lambda o: o.members.append(tree_of(o.members.pop(0))),
        "points_are_what_is_theirs: 'right' of a tree is graded, 9.0 points",
    ),
    "the gradebook has other points": (
        lambda o: change_rows(o, "UPDATE grade SET auto_score = 0"),
        "the_gradebook_has_the_points_of_the_results: 'right' has 0.0 in",
    ),
    "no sum is printed": (
        lambda o: say(o, "Found", "found"),
        "the_sum_holds: no sum was printed",
    ),
    "the sum doesn't add up": (
        lambda o: say(o, "Found 3:", "Found 4:"),
        "the_sum_holds: 'Found 4: 2 graded, 1 rejected, 0 undetermined, 0 set aside.' doesn't add",
    ),
    "the sum is of something else": (
        lambda o: say(o, "2 graded, 1 rejected", "1 graded, 2 rejected"),
        "the_sum_holds: 'Found 3: 1 graded, 2 rejected, 0 undetermined, 0 set aside.', and in the",
    ),
    "more was set aside": (
        lambda o: append(o.out / "set_aside.txt", "x.ipynb\n"),
        "the_sum_holds: 'Found 3: 2 graded, 1 rejected, 0 undetermined, 0 set aside.', and in set",
    ),
    "a notebook isn't counted": (
        lambda o: append(o.submitted / "more" / "x.ipynb", "{}"),
        "the_sum_holds: 'Found 3: 2 graded, 1 rejected, 0 undetermined, 0 set aside.', and 4 note",
    ),
    "a hand-in is changed": (
        lambda o: append(o.submitted / "right" / LESSON / f"{LESSON}.ipynb", " "),
        f"hand_ins_are_as_they_were: 'right/{LESSON}/{LESSON}.ipynb' has changed",
    ),
    "a hand-in is gone": (
        lambda o: shutil.rmtree(o.submitted / "zoe"),
        "hand_ins_are_as_they_were: 'zoe' has changed",
    ),
    "something is handed in that nobody did": (
        lambda o: (o.submitted / "link").symlink_to("nowhere"),
        "hand_ins_are_as_they_were: 'link' has changed",
    ),
    "half of a file is left": (
        lambda o: append(o.out / "journal" / ".x.jsonl.part", "x"),
        "nothing_is_left_behind: {tmp}/out/journal/.x.jsonl.part is left",
    ),
    "a journal of SQLite's is left": (
        lambda o: append(o.out / "gradebook.db-journal", ""),
        "nothing_is_left_behind: {tmp}/out/gradebook.db-journal is left",
    ),
    "a temporary file is left": (
        lambda o: append(o.temporary / "tmpx", "x"),
        "nothing_is_left_behind: {tmp}/temporary/tmpx is left",
    ),
    "the grader failed": (
        lambda o: append(o.out / "grading.log", "Traceback (most recent call last):\n"),
        "no_fault_of_the_grader_is_logged: grading.log has a traceback",
    ),
    "the command failed": (
        lambda o: setattr(o, "last", replace(o.last, errors="Traceback (most")),
        "no_fault_of_the_grader_is_logged: the terminal has a traceback",
    ),
    "a secret is told": (
        lambda o: append(page(o, "zoe"), WORD),
        f"no_word_of_the_instructors_is_told: feedback/zoe/{LESSON}/{LESSON}.html has it",
    ),
}


def tree_of(member: Member) -> Member:
    return replace(member, student="", strange=frozenset({member.student}))


@pytest.mark.parametrize("what", SPOILT)
def test_an_invariant_fails_where(what: str, outcome: Outcome, tmp_path: Path):
    outcome.members = list(outcome.members)
    spoil, words = SPOILT[what]
    spoil(outcome)
    found = violations(outcome)
    assert any(v.startswith(words.replace("{tmp}", str(tmp_path))) for v in found), found


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen]:
    with subprocess.Popen(["sleep", "1000"]) as process:
        yield process
        process.kill()


def test_an_invariant_fails_where_a_process_is_left(outcome, sleeper, monkeypatch):
    monkeypatch.setattr(invariants, "GONE_WITHIN_S", 0.0)
    (found,) = violations(outcome)
    assert found == f"nothing_is_left_behind: process {sleeper.pid} is left: sleep 1000"


def test_an_invariant_fails_where_a_mount_is_left(outcome, monkeypatch):
    mounted = [*outcome.before.mounts, "/left"]
    monkeypatch.setattr(invariants, "mounted", lambda: mounted)
    assert "nothing_is_left_behind: /left is left" in violations(outcome)


def test_an_invariant_fails_where_a_hand_in_wrote_to_a_shared_folder(
    outcome, tmp_path, monkeypatch
):
    monkeypatch.setattr(invariants, "SHARED_FOLDERS", (str(tmp_path),))
    (tmp_path / LEFT[0]).touch()
    assert violations(outcome) == [f"nothing_is_left_behind: {tmp_path}/{LEFT[0]} is left"]


def test_each_invariant_is_seen_to_fail():
    left = "nothing_is_left_behind"
    assert {i.__name__ for i in INVARIANTS} == {w.split(":")[0] for _, w in SPOILT.values()} | {
        left
    }


class Fake(Grader):
    """Stands for the command: a program of a line, which ends as it is told to."""

    def __init__(self, root: Path, program: str) -> None:
        self.root = self.course = root
        self.submitted, self.out, self.temporary = root / "submitted", root / "out", root / "tmp"
        self.release = b"{}"
        self.command = [sys.executable, "-c", program]


def history_of(root: Path, program: str, **troubles: object) -> History:
    member = Member("zoe", "nothing", handing_in_nothing, NOTHING)
    return graded(Fake(root, program), [member], Troubles("x", **troubles))


@pytest.mark.parametrize("code", [2, 3, -11, 130])
def test_a_command_that_ends_as_it_should_not_is_told(tmp_path, code):
    end = f"os.kill(os.getpid(), {-code})" if code < 0 else f"sys.exit({code})"
    with pytest.raises(Stuck, match=f"ended with {code}: why"):
        history_of(tmp_path, f"import os, sys; print('why', file=sys.stderr, flush=True); {end}")


def test_a_second_run_that_is_not_refused_is_told(tmp_path):
    program = """
import os, pathlib, sys, time
lock = pathlib.Path("out/.lock")
if lock.is_file():
    sys.exit(0)
lock.parent.mkdir()
lock.write_text(f"{os.getpid()}\\n")
time.sleep(1000)
"""
    with pytest.raises(Stuck, match="a second run beside the first ended with 0"):
        history_of(tmp_path, program, twice=True)


def test_what_is_killed_is_given_again(tmp_path):
    program = """
import pathlib, time
tries = pathlib.Path("tries")
with tries.open("a") as file:
    file.write("x")
if tries.stat().st_size < 3:
    time.sleep(1000)
"""
    history = history_of(tmp_path, program, kills=5)
    assert history.last.code == 0
    assert 2 <= history.kills < 5


def test_files_have_other_times_after_the_clock_jumps(tmp_path):
    history_of(tmp_path, "", jumps=True)
    paths = list((tmp_path / "submitted").rglob("*"))
    assert any(abs(p.stat().st_mtime - tmp_path.stat().st_mtime) > 86_400 for p in paths)


@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a disk")
def test_a_full_disk_is_enlarged_and_the_results_are_kept(tmp_path):
    program = """
import pathlib, sys
try:
    pathlib.Path("out/large").write_bytes(bytes(10**6))
except OSError as error:
    print(error, file=sys.stderr)
    sys.exit(3)
"""
    history = history_of(tmp_path, program, room_kib=100)
    assert [run.code for run in history.runs] == [3, 0]
    assert history.stops == 1
    assert (tmp_path / "out" / "large").stat().st_size == 10**6
    assert not os.path.ismount(tmp_path / "out")


def test_a_restart_has_more_hand_ins_and_others(tmp_path):
    members = [Member(f"s{n}", "x", handing_in_nothing, NOTHING) for n in range(9)]
    seen = "import os; print(len([f for f in os.listdir('submitted')]))"
    history = graded(Fake(tmp_path, seen), members, Troubles("x", restart=True))
    first, second = (int(run.printed) for run in history.runs)
    assert 0 < first < second == 9
    again = tmp_path / "again"
    put(again, members)
    assert told_apart(tmp_path / "submitted") == told_apart(again)


def test_a_seed_makes_the_same_class_again(tmp_path):
    classes = [members_of(Material(tmp_path / name), SEED, 12) for name in ("a", "b")]
    told = [[(m.student, m.what, m.bounds) for m in members] for members in classes]
    assert told[0] == told[1]
    for name, members in zip(("a", "b"), classes, strict=True):
        put(tmp_path / f"{name} submitted", members)
    assert told_apart(tmp_path / "a submitted") == told_apart(tmp_path / "b submitted")


def test_among_fifty_classes_there_is_everything(tmp_path):
    material = Material(tmp_path)
    members = [m for seed in range(50) for m in members_of(material, seed, 25)]
    kinds = {m.what.split(":")[0] for m in members}
    assert kinds == {
        "honest", "repair", "repairs", "refusal", "random damage", "misplaced", "fault", "attack",
        "a strange tree",
    }  # fmt: skip
    troubles = [troubles_of(seed, 25, 0.4) for seed in range(50)]
    for name in ("kills", "room_kib", "jumps", "twice", "restart"):
        assert {bool(getattr(t, name)) for t in troubles} == {True, False}


def test_troubles_are_read_as_they_are_spelt():
    for seed in range(50):
        troubles = troubles_of(seed, 25, 0.5)
        assert read_troubles(seed, troubles.spelt()) == troubles
    with pytest.raises(ValueError, match="no troubles"):
        read_troubles(1, "floods=1")


@pytest.mark.parametrize("culprits", [{5}, {0}, {23}, {3, 4}])
def test_a_failing_class_is_shrunk_to_those_at_fault(culprits: set[int]):
    case = Case(1, 24, tuple(range(24)), Troubles("x", kills=2, jumps=True, twice=True))
    small = shrunk(case, lambda c: culprits <= set(c.only), most_tries=100)
    assert set(small.only) == culprits
    assert small.troubles == Troubles("x")
    assert "--only " + ",".join(map(str, sorted(culprits))) in small.command()


def test_the_trouble_that_is_at_fault_stays():
    case = Case(1, 4, (0, 1, 2, 3), Troubles("x", kills=2, jumps=True, twice=True))
    small = shrunk(case, lambda c: c.troubles.kills > 0)
    assert small == Case(1, 4, (0,), Troubles("x", kills=2))
    assert small.command().endswith("--only 0 --troubles kills=2")


def test_what_everybody_is_worth_is_within_the_points_of_the_lesson(tmp_path):
    for member in members_of(Material(tmp_path), SEED, 40):
        for exercise, (least, most) in member.bounds.items():
            assert 0 <= least <= most <= POINTS[exercise], member.what
    assert exactly({"fun_dz": None}) == {"fun_dz": (0.0, 0.0)}
