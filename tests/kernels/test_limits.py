"""A hand-in that takes more than it may: the limit holds, others don't notice, nothing is left."""

from __future__ import annotations

import signal

import pytest

from autograder.kernels.endings import Cause
from autograder.kernels.limits import Limits
from tests.kernels.visitors import KernelEnded, appears, processes_with

SMALL = Limits(memory_mib=192, processes=32, open_files=128, scratch_mib=8)


def still_works(visitor) -> bool:
    return visitor.run("print(6 * 7)") == "42"


@pytest.mark.parametrize("name", ["memory_mib", "processes", "output_mib", "cell_timeout_s"])
def test_a_limit_of_nothing_is_refused(name):
    with pytest.raises(ValueError, match=f"{name} must be more than 0, but is 0"):
        Limits(**{name: 0})


def test_a_fork_bomb_runs_out_of_processes_and_is_cleared_away(welcome):
    bomber, bystander = welcome(SMALL), welcome(SMALL)
    code = """
    import os, subprocess
    try:
        while True:
            subprocess.Popen(['sleep', '54321.5'])
    except OSError as error:
        print(type(error).__name__, error.errno)
    """
    assert bomber.run(code) == "BlockingIOError 11"
    assert 10 < len(processes_with("54321.5")) < 32
    assert still_works(bystander)
    bomber.leave()
    assert processes_with("54321.5") == []


def test_forks_that_fork_can_be_killed(welcome):
    bomber, bystander = welcome(SMALL), welcome(SMALL)
    bomber.begin(
        """
        import os, signal
        for number in range(1, 32):
            if number not in (signal.SIGKILL, signal.SIGSTOP):
                signal.signal(number, signal.SIG_IGN)
        while True:
            try:
                os.fork()
            except OSError:
                pass
        """
    )
    assert still_works(bystander)
    bomber.kernel.kill()
    assert bomber.ending().cause is Cause.KILLED


def test_a_thread_bomb_runs_out_of_threads(welcome):
    code = """
    import threading
    gate, started = threading.Event(), 0
    try:
        while True:
            threading.Thread(target=gate.wait, daemon=True).start()
            started += 1
    except RuntimeError:
        print(started)
    gate.set()
    """
    assert 5 < int(welcome(SMALL).run(code)) < 32


def test_open_files_run_out(welcome):
    code = """
    files = []
    try:
        while True:
            files.append(open('/dev/null'))
    except OSError as error:
        print(len(files), error.errno)
    del files
    """
    count, number = map(int, welcome(SMALL).run(code).split())
    assert 20 < count < 128
    assert number == 24  # EMFILE


def test_one_process_that_takes_all_memory_gets_a_memory_error(welcome):
    visitor = welcome(SMALL)
    assert visitor.attempt("hoard = bytearray(1 << 30)") == "MemoryError"
    assert visitor.attempt("hoard = [bytearray(1 << 20) for _ in range(1000)]") == "MemoryError"
    assert still_works(visitor)


def test_many_processes_that_take_memory_together_are_ended(welcome):
    bystander = welcome(SMALL)
    code = """
    import os, time
    for _ in range(8):
        if os.fork() == 0:
            hoard = bytearray(b'x') * (100 << 20)
            time.sleep(1000)
    time.sleep(1000)
    """
    with pytest.raises(KernelEnded) as caught:
        welcome(SMALL).run(code)
    assert caught.value.ending.cause is Cause.MEMORY
    assert "where 192 MiB are allowed" in str(caught.value)
    assert still_works(bystander)


def test_many_processes_that_share_their_memory_are_not_ended(welcome):
    visitor = welcome(SMALL)
    code = """
    import os
    shared = bytearray(b'x') * (100 << 20)
    readers = []
    for _ in range(6):
        read, write = os.pipe()
        if os.fork() == 0:
            os.write(write, bytes([shared[7]]))
            os.read(os.pipe()[0], 1)  # waits for ever, with all of that mapped
        readers.append(read)
    print(b''.join(os.read(r, 1) for r in readers).decode())
    """
    assert visitor.run(code) == "xxxxxx"
    # As often as the watch could look in this time, it finds six times the allowed memory mapped.
    for _ in range(20):
        assert still_works(visitor)
    assert not visitor.kernel.ended.done()


def test_shared_memory_without_a_file_counts_too(welcome):
    code = """
    import mmap, time
    hoard = mmap.mmap(-1, 400 << 20)
    for at in range(0, len(hoard), 4096):
        hoard[at] = 1
    time.sleep(1000)
    """
    with pytest.raises(KernelEnded) as caught:
        welcome(SMALL).run(code)
    assert caught.value.ending.cause is Cause.MEMORY


@pytest.mark.parametrize("folder", [".", "/tmp", "/dev/shm", "/home/student"])
def test_the_disk_runs_out(welcome, folder):
    visitor = welcome(SMALL)
    fill = f"""
    import errno, itertools
    written = 0
    try:
        for number in itertools.count():
            with open(f'{folder}/{{number}}', 'wb', 0) as file:
                for _ in range(4):
                    written += file.write(bytes(1 << 20))
    except OSError as error:
        print(written >> 20, errno.errorcode[error.errno])
    """
    assert visitor.run(fill) in ("7 ENOSPC", "8 ENOSPC")
    assert visitor.attempt("open('/tmp/more', 'wb', 0).write(bytes(1 << 20))") == "OSError"


def test_one_file_can_not_be_longer_than_the_disk(welcome):
    visitor = welcome(SMALL)
    assert visitor.attempt("open('x', 'wb').truncate(1 << 40)") == "OSError"


def test_files_without_content_run_out_too(welcome):
    code = """
    try:
        for number in range(1_000_000):
            open(str(number), 'w').close()
    except OSError as error:
        print(number < 25_000)
    """
    assert welcome(SMALL).run(code) == "True"


def test_endless_recursion_is_an_error_of_the_cell(welcome):
    visitor = welcome(SMALL)
    assert visitor.attempt("def f(): return f() + 1\nf()") == "RecursionError"
    assert still_works(visitor)


def test_recursion_past_the_stack_ends_that_kernel_alone(welcome):
    bystander = welcome(SMALL)
    code = """
    import sys
    sys.setrecursionlimit(10**9)
    nested = []
    for _ in range(10**6):
        nested = [nested]
    repr(nested)
    """
    with pytest.raises(KernelEnded) as caught:
        welcome(SMALL).run(code)
    assert caught.value.ending.code == -signal.SIGSEGV
    assert still_works(bystander)


def test_a_loop_in_python_can_be_interrupted(welcome):
    visitor = welcome(SMALL)
    cell = visitor.begin("print('on', flush=True)\nwhile True: pass")
    visitor.wait_for_output()
    visitor.kernel.signal(signal.SIGINT)
    with pytest.raises(Exception, match="KeyboardInterrupt"):
        visitor.finish(cell)
    assert still_works(visitor)


def test_a_program_started_by_a_cell_is_interrupted_with_it(welcome):
    visitor = welcome(SMALL)
    visitor.run("import subprocess; p = subprocess.Popen(['sleep', '7777.5'])")
    cell = visitor.begin("print('on', flush=True); p.wait()")
    visitor.wait_for_output()
    visitor.kernel.signal(signal.SIGINT)
    with pytest.raises(Exception, match="KeyboardInterrupt"):
        visitor.finish(cell)
    assert visitor.run("p.wait(); print('ended')") == "ended"


@pytest.mark.parametrize(
    "code",
    [
        "import ctypes; ctypes.PyDLL(None).sleep(100000)",  # in C, and keeps Python's lock
        "import time; time.sleep(100000)",
        "import re; re.match(r'(a+)+$', 'a' * 60 + 'b')",
        "input_pipe = __import__('os').pipe(); __import__('os').read(input_pipe[0], 1)",
        "import threading; threading.Lock().acquire() or threading.Event().wait()",
    ],
)
def test_waiting_and_looping_for_ever_with_signals_ignored_can_be_killed(welcome, code):
    visitor = welcome(SMALL)
    visitor.run("import signal as s\nfor n in (s.SIGINT, s.SIGTERM): s.signal(n, s.SIG_IGN)")
    visitor.begin(f"import subprocess; subprocess.Popen(['sleep', '8765.5'])\n{code}")
    assert appears("8765.5")
    visitor.kernel.signal(signal.SIGINT)
    visitor.kernel.signal(signal.SIGTERM)
    visitor.kernel.kill(Cause.TIME, "30 s are allowed")
    ending = visitor.ending()
    assert ending.cause is Cause.TIME
    assert ending.message == "the kernel ran longer than it may: 30 s are allowed"


def test_a_stopped_kernel_can_be_killed(welcome):
    visitor = welcome(SMALL)
    visitor.begin("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)")
    visitor.kernel.kill()
    assert visitor.ending().cause is Cause.KILLED


def test_limits_can_not_be_raised_from_inside(welcome):
    visitor = welcome(SMALL)
    for name in ("DATA", "NPROC", "NOFILE", "FSIZE", "CORE", "MEMLOCK", "MSGQUEUE"):
        code = f"import resource as r; r.setrlimit(r.RLIMIT_{name}, (1 << 40, 1 << 40))"
        assert visitor.attempt(code) == "ValueError"
