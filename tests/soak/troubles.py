"""A class graded by the real command, in trouble: killed, out of room, at odd times, twice at once.

Owns what goes wrong while a class is graded, and that the command is given again until it ends.
What has come of it is judged in ``invariants``.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from random import Random

from autograder.commands import ALL_GOOD, NOT_ALL, STOPPED
from autograder.kernels import system_calls as system
from tests.grading.material import LESSON, hand_in
from tests.soak.classes import Material, Member, put
from tests.untrusted.classes import LIMITS

ROOT = Path(__file__).resolve().parents[2]
REFUSED = 2
ENDS_WITHIN_S = 600.0
WORKERS = 6
CELL_S, NOTEBOOK_S = 4, 20
MOST_RUNS = 12
START_S, EACH_S = 6.0, 0.4
"""About how long a run takes on two cores: to start, and for each hand-in. Kills fall within."""
LEAST_KIB, EACH_KIB = 300, 150
"""About what the results of nobody, and of one hand-in, take on a disk."""
TIMES = (86_400.0, 4_000_000_000.0)
"""From the second day of Unix's time on, to the year 2096."""
NONE = "none"
SUBREAPER = 36
"""Of prctl(2): orphans of our processes become our children, so that none is out of sight."""


class Stuck(Exception):
    """The command didn't end, or ended in a way that it shouldn't: the text says how."""


@dataclass(frozen=True)
class Troubles:
    """What goes wrong with a class. ``chance`` is the seed of when, and with what.

    ``kills`` is how often the command is killed, ``room_kib`` the first size of the disk that
    results go to, 0 for one that is large enough.
    """

    chance: str
    kills: int = 0
    room_kib: int = 0
    jumps: bool = False
    twice: bool = False
    restart: bool = False

    def __str__(self) -> str:
        told = {
            f"{self.kills} kills": self.kills,
            f"a disk of {self.room_kib} KiB": self.room_kib,
            "clock jumps": self.jumps,
            "two graders": self.twice,
            "a restart with more": self.restart,
        }
        return ", ".join(words for words, holds in told.items() if holds) or "no troubles"

    def spelt(self) -> str:
        """The troubles as ``read_troubles`` reads them, such as ``kills=2,twice=1``."""
        told = {f.name: int(getattr(self, f.name)) for f in fields(self) if f.name != "chance"}
        return ",".join(f"{name}={value}" for name, value in told.items() if value) or NONE


def read_troubles(seed: int, text: str) -> Troubles:
    """The troubles of the class with this seed that are spelt so. Raises ``ValueError``."""
    quiet = Troubles(_chance(seed))
    pairs = [] if text == NONE else [part.split("=") for part in text.split(",")]
    if unknown := {name for name, _ in pairs} - vars(quiet).keys() - {"chance"}:
        raise ValueError(f"{unknown} are no troubles")
    return replace(quiet, **{n: type(getattr(quiet, n))(int(value)) for n, value in pairs})


def _chance(seed: int) -> str:
    return f"when {seed}"


def troubles_of(seed: int, students: int, kills_share: float) -> Troubles:
    """The troubles of the class with this seed, which has so many students."""
    rng = Random(f"troubles {seed}")
    return Troubles(
        _chance(seed),
        kills=rng.randint(1, 3) if rng.random() < kills_share else 0,
        room_kib=LEAST_KIB + rng.randint(0, EACH_KIB * students) if rng.random() < 0.25 else 0,
        jumps=rng.random() < 0.4,
        twice=rng.random() < 0.3,
        restart=rng.random() < 0.4,
    )


@dataclass
class Run:
    """One time that the command was given: how it ended, and what it printed."""

    code: int
    printed: str
    errors: str


@dataclass
class History:
    """All times that the command was given for a class, and what couldn't be tried here."""

    runs: list[Run] = field(default_factory=list)
    refused: list[Run] = field(default_factory=list)
    kills: int = 0
    stops: int = 0
    left_out: list[str] = field(default_factory=list)

    @property
    def last(self) -> Run:
        """The run that came to its end."""
        return self.runs[-1]


def adopt_orphans() -> None:
    """From here on what a killed process leaves running is a child of this one."""
    if ctypes.CDLL(None, use_errno=True).prctl(SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def have_own_mounts() -> None:
    """From here on what this process mounts is seen by nobody else, and what others mount not here.

    Where this user can't have that, there are no disks to mount either.
    """
    with suppress(PermissionError):
        system.unshare(system.CLONE_NEWNS)
        subprocess.run(["mount", "--make-rprivate", "/"], check=True)


class Grader:
    """The command on one class, given in this process's name until it has done all."""

    def __init__(self, material: Material, seed: int, submitted: Path, out: Path) -> None:
        self.root, self.course = material.root, material.course.root
        self.submitted, self.out = submitted, out
        self.release = material.course.release(LESSON).read_bytes()
        self.temporary = self.root / "tmp"
        self.temporary.mkdir(exist_ok=True)
        limits = {
            "--cell-seconds": CELL_S,
            "--notebook-seconds": NOTEBOOK_S,
            "--memory-mib": LIMITS.memory_mib,
            "--processes": LIMITS.processes,
            "--scratch-mib": LIMITS.scratch_mib,
            "--output-mib": LIMITS.output_mib,
            "--workers": WORKERS,
            "--seed": seed,
            "--submitted": submitted,
            "--out": out,
        }
        options = [str(word) for pair in limits.items() for word in pair]
        self.command = [sys.executable, "-m", "autograder", "grade", LESSON, *options]
        self.command += ["--device", "cpu"]

    def start(self, name: str) -> subprocess.Popen[bytes]:
        """The command, begun; what it prints goes into files of this name."""
        own = {
            "PYTHONPATH": str(ROOT),
            "OMP_NUM_THREADS": "1",
            "TMPDIR": str(self.temporary),
            "TORCHINDUCTOR_CACHE_DIR": str(self.root / "torch"),  # it keeps one, whoever imports it
            "COLUMNS": "120",
        }
        with ExitStack() as stack:
            printed, errors = (
                stack.enter_context((self.root / f"{name}.{kind}").open("wb"))
                for kind in ("out", "err")
            )
            return subprocess.Popen(
                self.command,
                cwd=self.course,
                env={**os.environ, **own},
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=errors,
                start_new_session=True,
            )

    def finish(self, process: subprocess.Popen[bytes], name: str = "run") -> Run:
        """The command, ended. Raises ``Stuck`` where it doesn't end."""
        try:
            code = process.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired as error:
            raise Stuck(f"the command hasn't ended within {ENDS_WITHIN_S:.0f} s") from error
        finally:
            _end(process)
        texts = [
            (self.root / f"{name}.{kind}").read_text(errors="replace") for kind in ("out", "err")
        ]
        return Run(code, *texts)


def graded(grader: Grader, members: Sequence[Member], troubles: Troubles) -> History:
    """What happened until all of these hand-ins were graded. Raises ``Stuck``."""
    rng, history = Random(troubles.chance), History()
    late, changed = _for_later(members, rng) if troubles.restart else ([], [])
    with _disk(grader.out, troubles.room_kib, history) as disk:
        trying = _Trying(grader, members, troubles, history, disk, rng)
        put(grader.submitted, [m for m in members if m not in late and m not in changed])
        for member in changed:
            _put_an_earlier_one(grader, member, rng)
        trying.until_done()
        if troubles.restart:
            for member in changed:
                shutil.rmtree(grader.submitted / member.student)
            put(grader.submitted, [*late, *changed])
            trying.until_done()
    return history


def _for_later(members: Sequence[Member], rng: Random) -> tuple[list[Member], list[Member]]:
    """Who hands in only after the first time, and who then hands in something else."""
    able = [member for member in members if not member.strange]
    late = [member for member in able[1:] if rng.random() < 0.3]
    return late, [member for member in able if member not in late and rng.random() < 0.3]


def _put_an_earlier_one(grader: Grader, member: Member, rng: Random) -> None:
    """What somebody hands in who hands in something else later: untouched, or broken."""
    release = grader.release
    hand_in(grader.submitted, member.student, rng.choice((release, release[:900], b"")))


class _Disk:
    """Where results go: a disk of its own that is too small, until it is ``enlarged``, or none."""

    def __init__(self, folder: Path, small: bool) -> None:
        self.folder, self.small = folder, small

    def enlarge(self) -> None:
        """Makes room for all."""
        _mount("remount,size=1g", self.folder)
        self.small = False


@contextmanager
def _disk(out: Path, room_kib: int, history: History) -> Iterator[_Disk]:
    """The folder for results on a disk of this size; afterwards on the one where it belongs."""
    if not room_kib:
        yield _Disk(out, small=False)
        return
    out.mkdir()
    if not _mount(f"size={room_kib}k", out):
        history.left_out.append("the full disk: this user can't mount one")
        yield _Disk(out, small=False)
        return
    kept = out.with_name("kept")
    try:
        yield _Disk(out, small=True)
        shutil.copytree(out, kept)
    finally:
        subprocess.run(["umount", str(out)], check=True)
    shutil.rmtree(out)
    kept.rename(out)


def _mount(options: str, folder: Path) -> bool:
    """Whether a disk in memory could be mounted there."""
    command = ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)]
    return subprocess.run(command, capture_output=True).returncode == 0


@dataclass
class _Trying:
    """The command given again and again; ``kills`` are killed, the others come to their end."""

    grader: Grader
    members: Sequence[Member]
    troubles: Troubles
    history: History
    disk: _Disk
    rng: Random

    def __post_init__(self) -> None:
        whole_s = START_S + EACH_S * len(self.members)
        self.kill_times = [self.rng.uniform(0, whole_s) for _ in range(self.troubles.kills)]
        self.second = self.troubles.twice

    def until_done(self) -> None:
        """Gives the command until it has graded all. Raises ``Stuck``."""
        for _ in range(MOST_RUNS):
            if self.troubles.jumps:
                self._jump()
            process = self.grader.start("run")
            try:
                if self.second:
                    self._start_a_second(process)
                    self.second = False
                if self.kill_times and self._killed(process, self.kill_times.pop()):
                    continue
                if self._is_done(self.grader.finish(process)):
                    return
            finally:
                _end(process)
        raise Stuck(f"the command was given {MOST_RUNS} times and didn't come to its end")

    def _killed(self, process: subprocess.Popen[bytes], after_s: float) -> bool:
        """Whether the command was killed; False where it came to its end before."""
        try:
            process.wait(after_s)
            return False
        except subprocess.TimeoutExpired:
            _end(process)
            self.history.kills += 1
            return True

    def _is_done(self, run: Run) -> bool:
        """Whether that was the last time. Raises ``Stuck`` where it ended as it shouldn't."""
        self.history.runs.append(run)
        if run.code in (ALL_GOOD, NOT_ALL):
            return True
        no_room = "No space left" in run.errors or "disk is full" in run.errors
        if self.disk.small and run.code in (STOPPED, REFUSED) and no_room:
            self.history.stops += 1
            self.disk.enlarge()
            return False
        raise Stuck(f"the command ended with {run.code}: {run.errors.strip()[-2_000:]}")

    def _start_a_second(self, first: subprocess.Popen[bytes]) -> None:
        """Gives the command while the first one is at work. Raises ``Stuck`` if it works too."""
        lock = self.grader.out / ".lock"
        while first.poll() is None and not _says(lock, first.pid):
            with suppress(subprocess.TimeoutExpired):
                first.wait(0.05)
        second = self.grader.finish(self.grader.start("second"), "second")
        if second.code == REFUSED and f"(process {first.pid})" in second.errors:
            self.history.refused.append(second)
        elif first.poll() is None:  # else it may have ended before the second one began to work
            raise Stuck(f"a second run beside the first ended with {second.code}: {second.errors}")

    def _jump(self) -> None:
        """Gives many files other times, as a clock that is set, a copy or an archive does."""
        dated = [self.grader.submitted / m.student for m in self.members if m.dated]
        for folder in (self.grader.submitted, self.grader.out):
            for path in sorted(folder.rglob("*")):
                if self.rng.random() < 0.5 and not any(path.is_relative_to(d) for d in dated):
                    time = self.rng.uniform(*TIMES)
                    os.utime(path, (time, time), follow_symlinks=False)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def _says(lock: Path, pid: int) -> bool:
    return lock.is_file() and lock.read_text().strip() == str(pid)
