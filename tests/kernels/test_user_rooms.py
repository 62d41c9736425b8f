"""Kernels as users of their own, as ``--sandbox users`` has them. Each test is an attack.

Where Python stands in a folder that only root may enter, as in its home, these run again in a
namespace of mounts in which everybody may.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.grading.settings import BWRAP, USERS, Settings
from autograder.grading.submission import grade_submission
from autograder.kernels import users
from autograder.kernels.endings import Cause
from autograder.kernels.fork_server import SHARED, ForkServer, UserForkServer
from autograder.kernels.limits import Limits
from autograder.kernels.users import (
    FIRST_CLAIMED,
    FIRST_UID,
    Users,
    closed_to_others,
    users_problem,
)
from autograder.kernels.views import SandboxUnavailable
from tests.grading.material import LESSON, RIGHT, filled, small_course
from tests.kernels.reachable import NEEDED, ROOT, script
from tests.kernels.visitors import (
    LIGHT,
    START_TIMEOUT_S,
    KernelEnded,
    Visitor,
    appears,
    processes_with,
    visiting,
)

CLOSED = [str(path) for path in closed_to_others(NEEDED)]
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become other users")
reachable = pytest.mark.skipif(
    os.geteuid() != 0 or bool(CLOSED), reason="needs root, and a Python that everybody can read"
)
DAEMON = """
import os
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execvp('sleep', ['sleep', '{marker}'])
    os._exit(0)
os.wait()
"""
WITHOUT_TRACING = ["setpriv", "--bounding-set=-sys_ptrace", "--inh-caps=-sys_ptrace"]


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with UserForkServer(LIGHT) as server:
        server.ready.result(START_TIMEOUT_S)
        yield server


@pytest.fixture
def visitor(server: ForkServer) -> Iterator[Visitor]:
    with visiting(server) as visitor:
        yield visitor


@pytest.fixture
def closed_file(tmp_path: Path) -> Iterator[Path]:
    """A file of the grader in a folder that everybody may enter."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    secret = tmp_path / "gradebook.db"
    secret.write_text("all points")
    secret.chmod(0o700)
    yield secret


@root_only
@pytest.mark.skipif(not CLOSED, reason="then all of this has been run already")
def test_all_of_this_holds_where_everybody_can_read_python():
    pytest_command = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command = script(NEEDED, [*pytest_command, "-n0", str(Path(__file__))], as_root=True)
    run = subprocess.run(
        ["unshare", "--mount", "sh", "-c", command], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
    assert " passed" in run.stdout


@root_only
@pytest.mark.skipif(not CLOSED, reason="everybody can read Python here")
def test_a_python_that_only_root_can_read_is_told_and_nothing_starts():
    with pytest.raises(SandboxUnavailable, match=f"can't read {CLOSED[0]},.*chmod o.rX"):
        UserForkServer(LIGHT)


@reachable
def test_each_kernel_is_another_user_without_rights(server):
    code = (
        "import json, os\nheld = [x for x in open('/proc/self/status') if 'CapEff' in x or "
        "'NoNewPrivs' in x]\nprint(json.dumps([os.getresuid(), os.getgroups(), held]))"
    )
    with visiting(server) as one, visiting(server) as other:
        (ids, groups, held), (others, _, _) = one.tell(code), other.tell(code)
    assert groups == []
    assert [line.split()[1] for line in held] == ["0" * 16, "1"]
    assert len(set(ids)) == 1 and ids[0] >= FIRST_CLAIMED
    assert others[0] not in (ids[0], os.getuid())


@reachable
def test_a_closed_file_of_the_grader_is_neither_read_nor_written_nor_removed(visitor, closed_file):
    assert visitor.attempt(f"open({str(closed_file)!r})") == "PermissionError"
    assert visitor.attempt(f"open({str(closed_file)!r}, 'w')") == "PermissionError"
    assert visitor.attempt(f"import os; os.unlink({str(closed_file)!r})") == "PermissionError"
    closed_file.chmod(0o644)
    assert visitor.run(f"print(open({str(closed_file)!r}).read())") == "all points"


@reachable
@pytest.mark.parametrize("whose", ["the grader", "the fork server"])
def test_nobody_elses_process_can_be_ended_or_looked_into(visitor, server, whose):
    pid = os.getpid() if whose == "the grader" else server.process.pid
    assert visitor.attempt(f"import os; os.kill({pid}, 9)") == "PermissionError"
    assert visitor.attempt(f"open('/proc/{pid}/environ').read()") == "PermissionError"
    assert visitor.attempt(f"open('/proc/{pid}/mem', 'rb')") == "PermissionError"


@reachable
def test_what_is_left_of_the_machine_after_a_kernel_of_all_signals_is_the_grader(server):
    with visiting(server) as other:
        visitor = Visitor(server.start())
        visitor.begin("import os; os.kill(-1, 9); os.kill(os.getpid(), 9)")
        assert visitor.ending().code == -signal.SIGKILL
        visitor.client.stop_channels()
        assert other.run("print(1)") == "1"


@reachable
def test_another_room_can_be_neither_read_nor_written_nor_connected_to(server):
    with visiting(server) as one, visiting(server) as other:
        work = Path(one.run("open('mine', 'w').write('x'); import os; print(os.getcwd())"))
        socket = f"{work.parents[1]}-1"
        assert other.attempt(f"open('{work}/mine')") == "PermissionError"
        assert other.attempt(f"open('{work}/yours', 'w')") == "PermissionError"
        assert other.attempt(f"import os; os.listdir('{work.parents[2]}')") == "PermissionError"
        connect = f"import socket; socket.socket(socket.AF_UNIX).connect({socket!r})"
        assert other.attempt(connect) == "PermissionError"
        assert one.run("print(open('mine').read())") == "x"


@reachable
def test_home_and_temporary_files_are_its_own_and_variables_are_not_ours(visitor, monkeypatch):
    code = (
        "import json, os, tempfile\nprint(json.dumps([os.getcwd(), os.path.expanduser('~'), "
        "tempfile.gettempdir(), os.listdir(), 'PYTEST_CURRENT_TEST' in os.environ]))"
    )
    work, home, temporary, entries, ours = visitor.tell(code)
    assert (work, temporary) == (f"{home}/work", f"{home}/tmp")
    assert entries == []
    assert not ours and "PYTEST_CURRENT_TEST" in os.environ


@reachable
def test_a_daemon_in_a_session_of_its_own_ends_with_its_kernel(server):
    marker = f"27183.{os.getpid()}"
    with visiting(server) as visitor:
        visitor.run(DAEMON.format(marker=marker))
        assert appears(marker)
    assert processes_with(marker) == []


@reachable
def test_files_that_are_left_where_everybody_may_leave_some_are_removed(server):
    left = [Path(f"{folder}/left.{os.getpid()}") for folder in ("/tmp", "/dev/shm")]
    with visiting(server) as visitor:
        visitor.run("import os; place = os.getcwd()")
        for path in left:
            visitor.run(f"os.mkdir({str(path)!r}); open({str(path / 'note')!r}, 'w').close()")
        assert all(path.exists() for path in left)
        work = Path(visitor.run("print(place)"))
    assert not any(path.exists() for path in (*left, work))


@reachable
def test_memory_is_limited_for_one_process_and_for_all_of_them(server):
    with visiting(server, Limits(memory_mib=240)) as visitor:
        assert visitor.attempt("held = bytearray(512 * 2**20)") == "MemoryError"
    children = (
        "import os, time\nfor _ in range(4):\n    if os.fork() == 0:\n        os.setsid()\n"
        "        held = bytearray(80 * 2**20)\n        held[::4096] = b'1' * (80 * 2**8)\n"
        "        while True: time.sleep(60)\nwhile True: time.sleep(60)"
    )
    with visiting(server, Limits(memory_mib=240)) as visitor:
        with pytest.raises(KernelEnded) as ended:
            visitor.run(children)
        assert ended.value.ending.cause is Cause.MEMORY


@reachable
def test_memory_is_limited_where_root_may_not_trace_others_as_in_docker():
    name = test_memory_is_limited_for_one_process_and_for_all_of_them.__name__
    pytest_command = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n0"]
    run = subprocess.run(
        [*WITHOUT_TRACING, *pytest_command, f"{Path(__file__)}::{name}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert "1 passed" in run.stdout, run.stdout[-5000:] + run.stderr[-1000:]


@reachable
def test_a_daemons_memory_counts_for_its_user(server):
    held = (
        "held = bytearray(b'1' * (48 * 2**20)); import time; time.sleep(600)"  # ended long before
    )
    start = (
        f"import subprocess, sys\nfor _ in range(4):\n    subprocess.Popen(['setsid', '--fork', "
        f"sys.executable, '-c', {held!r}]).wait()\nwhile True: pass"
    )
    with visiting(server, Limits(memory_mib=100)) as visitor:
        with pytest.raises(KernelEnded) as ended:
            visitor.run(start)
        assert ended.value.ending.cause is Cause.MEMORY


@reachable
def test_processes_are_limited(server):
    many = (
        "import os, signal\npids = []\ntry:\n    for _ in range(100):\n        pid = os.fork()\n"
        "        if pid == 0: signal.pause()\n        pids.append(pid)\n"
        "finally:\n    [os.kill(pid, 9) for pid in pids]"
    )
    with visiting(server, Limits(processes=32)) as visitor:
        assert visitor.attempt(many) == "BlockingIOError"


@reachable
def test_a_hand_in_gets_the_scores_that_it_gets_in_the_sandbox(tmp_path):
    course = small_course(tmp_path / "course", LESSON)
    release = json.loads(course.release(LESSON).read_text())
    answers = RIGHT | {"fun_dz": "def fun_dz(x, y):\n    return y, x"}
    data = json.dumps(filled(release, answers)).encode()
    graded = [
        grade_submission(data, LESSON, 11, Settings(sandbox=sandbox)).record
        for sandbox in (BWRAP, USERS)
    ]
    SHARED.close()
    found = [[(e.id, e.score, e.status, e.mistake) for e in r.exercises] for r in graded]
    assert found[0] == found[1]
    assert graded[1].status == "graded"
    assert 0 < graded[1].score < graded[1].max_score


@root_only
def test_two_graders_never_have_the_same_user():
    one, other = Users(claimed=True), Users(claimed=True)
    first, second = one.take("1"), one.take("2")
    assert len({first, second, other.take("1")}) == 3
    one.free("1")
    assert other.take("2") == first
    for room in ("1", "2"):
        one.free(room)
        other.free(room)


@root_only
def test_no_sandbox_of_another_grader_has_such_a_user():
    """Their kernels would be ended with ours."""
    ours, sandboxed = Users(claimed=True), Users(claimed=False)
    taken = {sandboxed.take(str(room)) for room in range(1000)}
    assert ours.take("1") not in taken
    ours.free("1")


@pytest.mark.parametrize("uid", [0, 1000, FIRST_UID, FIRST_CLAIMED - 1])
def test_users_that_are_none_of_ours_are_never_ended(uid, monkeypatch):
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("it went on"))
    with pytest.raises(ValueError, match="none of ours"):
        users.end_user(uid)


ALL_MAPPED, ALL_HELD = "0 0 4294967295\n", "CapEff:\t000001ffffffffff\n"
DENIED = {
    "not root": (False, ALL_MAPPED, ALL_HELD, "only root can do"),
    "a container of few users": (True, "0 1000 1\n", ALL_HELD, "needs the user 62000"),
    "no capability": (True, ALL_MAPPED, "CapEff:\t0000000000000000\n", "--cap-add CAP_CHOWN"),
}


@pytest.mark.parametrize("case", DENIED)
def test_where_it_can_not_be_is_told(case):
    root, uid_map, status, words = DENIED[case]
    assert words in (users_problem([], root, uid_map, status) or "")


def test_where_it_can_be_there_is_no_problem():
    assert users_problem([Path("/usr/bin")], True, ALL_MAPPED, ALL_HELD) is None
