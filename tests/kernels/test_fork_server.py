"""The fork server's life: how it starts, is shared, fails and ends, and that it leaves nothing."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from jupyter_core.utils import ensure_event_loop

from autograder.kernels import bubblewrap
from autograder.kernels.availability import cause
from autograder.kernels.endings import Cause
from autograder.kernels.fork_server import ForkServer, SharedServers
from autograder.kernels.users import is_mapped
from autograder.kernels.views import SandboxUnavailable, View
from tests.kernels.visitors import (
    END_TIMEOUT_S,
    LIGHT,
    START_TIMEOUT_S,
    Visitor,
    mounted,
    processes_with,
    visiting,
)

ROOT = Path(__file__).resolve().parents[2]
GRADER = """
    import os, sys
    from autograder.kernels.fork_server import ForkServer
    from tests.kernels.visitors import LIGHT, Visitor, appears
    server = ForkServer(LIGHT)
    visitor = Visitor(server.start())
    visitor.begin("import os; os.execvp('sleep', ['sleep', '{marker}'])")
    assert appears('{marker}')
    print(server.pid, flush=True)
    sys.stdin.readline()
"""
ENDS = {
    "closing it": "server.close()",
    "forgetting to close it": "",
    "an exception": "raise RuntimeError('a defect of the grader')",
    "leaving at once": "os._exit(1)",
    "being killed": "os.kill(os.getpid(), 9)",
    "a crash": "os.abort()",
}


@pytest.mark.parametrize("then", ENDS.values(), ids=ENDS.keys())
def test_nothing_is_left_however_the_grader_ends(then, tmp_path, request):
    marker = f"31415.{list(ENDS.values()).index(then)}{os.getpid()}"
    before = mounted()
    command = [sys.executable, "-c", textwrap.dedent(GRADER.format(marker=marker)) + then]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes) as grader:
        server = int(grader.stdout.readline())
        (running,) = processes_with(marker)
        watched = [os.pidfd_open(pid) for pid in (server, parent_of(server), running)]
        grader.communicate("\n", timeout=END_TIMEOUT_S)
    assert [has_ended(descriptor) for descriptor in watched] == [True, True, True]
    assert mounted() == before
    assert list(tmp_path.iterdir()) == []


def parent_of(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("PPid:", 1)[1].split()[0])


def has_ended(descriptor: int) -> bool:
    """Whether this process ends in time."""
    ended, _, _ = select.select([descriptor], [], [], END_TIMEOUT_S)
    os.close(descriptor)
    return bool(ended)


def test_a_closed_server_has_ended_its_kernels():
    with ForkServer(LIGHT) as server:
        kernel = server.start()
        Visitor(kernel).client.stop_channels()
        pid = server.pid
    assert kernel.ended.result(0).cause is Cause.KILLED
    assert not Path(f"/proc/{pid}").exists()


def test_a_server_that_is_killed_ends_its_kernels_and_says_so():
    with ForkServer(LIGHT) as server:
        kernel = server.start()
        Visitor(kernel).client.stop_channels()
        os.kill(server.pid, signal.SIGKILL)
        assert kernel.ended.result(END_TIMEOUT_S).cause is Cause.SERVER
        server.thread.join(END_TIMEOUT_S)
        assert not server.alive
        with pytest.raises(SandboxUnavailable, match="fork server"):
            server.start()


def test_kernels_can_be_asked_for_before_the_server_is_ready():
    with ForkServer(LIGHT) as server:
        first, second = server.start(), server.start()
        assert first.started.result(START_TIMEOUT_S)["ip"] != second.started.result(1)["ip"]


def test_many_threads_can_ask_at_once(server):
    def fill(number: int) -> str:
        surroundings = {"NUMBER": str(number)}
        loop = closing(ensure_event_loop())  # jupyter_core's for this thread, which it leaves open
        with loop, visiting(server, environment=surroundings) as visitor:
            return visitor.run("import os; print(os.environ['NUMBER'])")

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(fill, range(8))) == [str(number) for number in range(8)]


def test_a_kernel_can_take_the_place_of_one_that_has_ended(server):
    first = server.start()
    with pytest.raises(ValueError, match="hasn't ended yet"):
        server.start(name=first.name)
    first.kill()
    first.ended.result(END_TIMEOUT_S)
    with visiting(server, name=first.name) as visitor:
        assert visitor.kernel.started.result()["ip"] == first.started.result()["ip"]
        assert visitor.run("print('here')") == "here"


def test_a_module_that_can_not_be_preloaded_is_named():
    with ForkServer(View(preload=("no_such_module",))) as server:
        kernel = server.start()
        with pytest.raises(SandboxUnavailable, match="No module named 'no_such_module'"):
            kernel.started.result(START_TIMEOUT_S)
        assert kernel.ended.result(END_TIMEOUT_S).cause is Cause.SERVER


def test_a_module_that_starts_a_thread_is_refused(tmp_path):
    module = tmp_path / "eager_module.py"
    module.write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(9,)).start()"
    )
    path = (("PYTHONPATH", f"{ROOT}:{tmp_path}"),)
    tmp_path.chmod(0o755)
    view = View(("eager_module",), readable=(str(tmp_path),), environment=path)
    with ForkServer(view) as server:
        with pytest.raises(SandboxUnavailable, match="importing eager_module started 1 threads"):
            server.ready.result(START_TIMEOUT_S)


def test_a_room_that_can_not_be_made_is_our_fault(server):
    too_long = "n" * 200  # no socket's path may be longer than 107 bytes
    kernel = server.start(name=too_long)
    ending = kernel.ended.result(END_TIMEOUT_S)
    assert ending.cause is Cause.ROOM
    assert "AF_UNIX path too long" in ending.message


def test_a_kernel_that_can_not_be_locked_in_never_runs_a_cell(server):
    kernel = server.start(environment={"BAD=NAME": "\0"})
    ending = kernel.ended.result(END_TIMEOUT_S)
    assert ending.cause is Cause.ROOM
    assert "embedded null byte" in ending.message


def test_an_order_that_is_too_long_is_refused(server):
    with pytest.raises(ValueError, match="bytes is too long"):
        server.order(do="start", name="x" * (1 << 18))


def test_without_bubblewrap_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SandboxUnavailable, match="apt-get install bubblewrap.*--sandbox off"):
        ForkServer(LIGHT)


def test_on_another_system_it_is_said_that_linux_is_needed(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(SandboxUnavailable, match="need Linux, but this is darwin"):
        ForkServer(LIGHT)


def test_what_bubblewrap_complains_of_is_told_with_what_to_look_at():
    error = bubblewrap.explain("bwrap: Creating new namespace failed: Operation not permitted")
    assert "Operation not permitted" in str(error)
    assert cause() in str(error)


def test_a_bubblewrap_that_fails_is_an_error_for_every_kernel(monkeypatch, tmp_path):
    failing = tmp_path / "bwrap"
    failing.write_text(
        "#!/bin/sh\necho 'bwrap: No permissions to create a new namespace' >&2\nexit 1"
    )
    failing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with ForkServer(LIGHT) as server:
        with pytest.raises(SandboxUnavailable, match="No permissions to create a new namespace"):
            server.start().started.result(START_TIMEOUT_S)


def test_shared_servers_are_one_for_each_view_and_replaced_when_they_end():
    shared = SharedServers()
    try:
        first = shared.get(LIGHT)
        assert shared.get(LIGHT) is first
        assert shared.get(View(packages=("autograder",))) is not first
        first.close()
        assert shared.get(LIGHT) is not first
    finally:
        shared.close()


@pytest.mark.parametrize(
    ("uid_map", "mapped"),
    [
        ("         0          0 4294967295\n", True),
        ("         0       1001          1\n", False),
        ("         0     100000      65536\n", True),
        ("         0       1000          1\n         1     100000      65536\n", True),
        ("         0     100000       1000\n", False),
    ],
)
def test_users_of_their_own_are_for_kernels_of_whoever_can_give_them(uid_map, mapped):
    assert is_mapped(60_000, uid_map) is mapped
