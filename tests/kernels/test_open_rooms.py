"""Kernels without a sandbox, as ``--sandbox off`` has them: as quick, apart, and gone when done."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.kernels.endings import Cause
from autograder.kernels.fork_server import ForkServer, OpenForkServer
from autograder.kernels.limits import Limits
from autograder.kernels.views import SandboxUnavailable, View
from tests.kernels.visitors import KernelEnded, Visitor, appears, processes_with, visiting

ROOT = Path(__file__).resolve().parents[2]
GRADER = """
    import os, sys
    from autograder.kernels.fork_server import OpenForkServer
    from autograder.kernels.views import View
    from tests.kernels.visitors import Visitor, appears
    server = OpenForkServer(View())
    visitor = Visitor(server.start())
    visitor.begin("import os; os.execvp('sleep', ['sleep', '{marker}'])")
    assert appears('{marker}')
    print(server.folder.name, server.process.pid, flush=True)
    os.kill(os.getpid(), 9)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with OpenForkServer(View(preload=("json",))) as server:
        yield server


@pytest.fixture
def visitor(server: ForkServer) -> Iterator[Visitor]:
    with visiting(server) as visitor:
        yield visitor


def test_a_kernel_is_a_fork_with_the_rights_of_its_server(visitor, server):
    told = visitor.tell("import json, os; print(json.dumps([os.getuid(), os.getppid()]))")
    assert told == [os.getuid(), server.process.pid]


def test_a_kernel_works_in_a_folder_of_its_own_that_is_removed(server):
    with visiting(server) as one, visiting(server) as other:
        places = [Path(v.run("import os; print(os.getcwd())")) for v in (one, other)]
        one.run("open('kept', 'w').write('x')")
        assert other.attempt("open('kept')") == "FileNotFoundError"
    assert len(set(places)) == 2
    assert not any(place.exists() for place in places)


def test_variables_reach_a_kernel_and_not_the_next_one(server):
    ask = "import os; print(os.environ.get('ASKED'))"
    with visiting(server, environment={"ASKED": "yes"}) as visitor:
        assert visitor.run(ask) == "yes"
    with visiting(server) as visitor:
        assert visitor.run(ask) == "None"


def test_a_cell_is_interrupted_and_the_kernel_goes_on(visitor):
    cell = visitor.begin("print('begun', flush=True)\nwhile True: pass")
    visitor.wait_for_output()
    visitor.kernel.signal(signal.SIGINT)
    with pytest.raises(Exception, match="KeyboardInterrupt"):
        visitor.finish(cell)
    assert visitor.run("print(1)") == "1"


def test_what_a_kernel_started_ends_with_it(server):
    marker = f"27182.{os.getpid()}"
    with visiting(server) as visitor:
        visitor.run(f"import subprocess; p = subprocess.Popen(['sleep', '{marker}'])")
        assert appears(marker)
    assert processes_with(marker) == []


@pytest.mark.parametrize(
    ("code", "cause", "number"),
    [
        ("import os; os._exit(3)", Cause.EXIT, 3),
        ("import os; os.kill(os.getpid(), 9)", Cause.SIGNAL, -9),
    ],
)
def test_how_a_kernel_ended_is_told(server, code, cause, number):
    visitor = Visitor(server.start())
    with pytest.raises(KernelEnded) as ended:
        visitor.run(code)
    visitor.client.stop_channels()
    assert (ended.value.ending.cause, ended.value.ending.code) == (cause, number)


def test_a_kernel_that_holds_too_much_memory_is_ended(server):
    with visiting(server, Limits(memory_mib=64)) as visitor:
        with pytest.raises(KernelEnded) as ended:
            visitor.run("held = bytearray(256 * 2**20)\nwhile True: pass")
        assert ended.value.ending.cause is Cause.MEMORY


def test_nothing_is_left_of_a_closed_server():
    with OpenForkServer(View()) as server, visiting(server):
        folder, process = Path(server.folder.name), server.process
    assert not folder.exists()
    assert process.poll() is not None


def test_nothing_is_left_where_the_grader_is_killed():
    marker = f"16180.{os.getpid()}"
    program = textwrap.dedent(GRADER.format(marker=marker))
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    folder, pid = run.stdout.split()
    descriptor = _opened(int(pid))
    if descriptor is not None:
        assert select.select([descriptor], [], [], 20)[0], "the server is still there"
        os.close(descriptor)
    assert processes_with(marker) == []
    assert not Path(folder).exists()


def _opened(pid: int) -> int | None:
    try:
        return os.pidfd_open(pid)
    except ProcessLookupError:
        return None


def test_a_module_that_is_not_there_is_told():
    with OpenForkServer(View(preload=("no_such_module",))) as server:
        with pytest.raises(SandboxUnavailable, match="no_such_module"):
            server.ready.result(60)
