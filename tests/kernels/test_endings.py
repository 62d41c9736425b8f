"""Every end of a kernel has a reason that a person can read, and leaves nothing behind."""

from __future__ import annotations

import signal

import pytest

from autograder.kernels.endings import Cause, Ending, signal_name
from autograder.kernels.limits import Limits
from tests.kernels.visitors import KernelEnded, mounted, processes_with

DEATHS = {
    "leaving at once": ("import os; os._exit(3)", Cause.EXIT, 3),
    "killing itself": ("import os; os.kill(os.getpid(), 9)", Cause.SIGNAL, -signal.SIGKILL),
    "asking itself to end": ("import os; os.kill(os.getpid(), 15)", Cause.SIGNAL, -signal.SIGTERM),
    "a bad pointer": ("import ctypes; ctypes.string_at(1)", Cause.SIGNAL, -signal.SIGSEGV),
    "an abort": ("import os; os.abort()", Cause.SIGNAL, -signal.SIGABRT),
    "its whole group": ("import os; os.fork(); os.kill(0, 9)", Cause.SIGNAL, -9),
    "the code of a failed room": ("import os; os._exit(71)", Cause.EXIT, 71),
}


@pytest.mark.parametrize(("code", "cause", "number"), DEATHS.values(), ids=DEATHS.keys())
def test_a_death_is_told_by_its_cause(visitor, code, cause, number):
    with pytest.raises(KernelEnded) as caught:
        visitor.run(code)
    assert (caught.value.ending.cause, caught.value.ending.code) == (cause, number)


@pytest.mark.parametrize(
    ("ending", "message"),
    [
        (Ending(Cause.EXIT, 3), "the kernel's process ended with exit code 3"),
        (
            Ending(Cause.SIGNAL, -11),
            "the kernel's process was ended by SIGSEGV (Segmentation fault)",
        ),
        (
            Ending(Cause.MEMORY, -9, "300 MiB, where 200 MiB are allowed"),
            "the kernel used more memory than it may: 300 MiB, where 200 MiB are allowed",
        ),
        (
            Ending(Cause.OUTPUT, -9, "10 MiB are allowed"),
            "the kernel gave more output than it may: 10 MiB are allowed",
        ),
        (Ending(Cause.KILLED, -9), "the kernel was killed because it had to end"),
        (Ending(Cause.ROOM, 71, "mount /proc"), "the kernel could not be locked in: mount /proc"),
        (
            Ending(Cause.SERVER, 0),
            "the fork server ended, and the kernel with it: no reason given",
        ),
    ],
    ids=lambda value: value.cause if isinstance(value, Ending) else "",
)
def test_an_ending_says_what_happened(ending, message):
    assert ending.message == message


def test_a_signal_without_a_name_has_its_number():
    assert signal_name(40) == "signal 40"


def test_a_kernel_that_is_asked_to_shut_down_ends_by_itself(visitor):
    visitor.client.shutdown()
    assert visitor.ending() == Ending(Cause.EXIT, 0)


def test_a_daemon_ends_with_the_kernel(visitor):
    code = """
    import os, subprocess
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execvp('sleep', ['sleep', '43210.5'])
        os._exit(0)
    os.wait()
    """
    visitor.run(code)
    visitor.run(
        "while not any(b'43210' in open(f'/proc/{p}/cmdline', 'rb').read()"
        " for p in __import__('os').listdir('/proc') if p.isdigit()): pass"
    )
    assert processes_with("43210.5")
    visitor.client.shutdown()
    assert visitor.ending().cause is Cause.EXIT
    assert processes_with("43210.5") == []


def test_signals_to_everybody_reach_nobody_else(welcome):
    vandal, bystander = welcome(), welcome()
    vandal.run("import os, subprocess; p = subprocess.Popen(['sleep', '1111.5']); os.kill(-1, 9)")
    assert vandal.run("print(p.wait())") == "-9"
    assert bystander.run("print('alive')") == "alive"


def test_orphans_are_reaped_and_do_not_use_up_the_processes(welcome):
    code = """
    import os
    for _ in range(40):
        if os.fork() == 0:
            if os.fork() == 0:
                os._exit(0)
            os._exit(0)
        os.wait()
    print('alive')
    """
    assert welcome(Limits(processes=24)).run(code) == "alive"


def test_a_kernel_without_descriptors_can_be_killed(visitor):
    visitor.begin("import os; os.closerange(0, 1000)")
    visitor.kernel.kill()
    assert visitor.ending().cause in (Cause.KILLED, Cause.SIGNAL, Cause.EXIT)


def test_a_hand_in_that_deletes_everything_harms_itself_alone(welcome):
    vandal, bystander = welcome(), welcome()
    bystander.run("open('/tmp/mine', 'w').write('safe'); open('mine', 'w').write('safe')")
    code = """
    import contextlib, os, shutil
    for root in ('/tmp', '/home', '/dev/shm', '/dev', '/run', '/etc'):
        shutil.rmtree(root, ignore_errors=True)
    for path in (os.__file__, '/usr/bin/env', '/bin/sh'):
        with contextlib.suppress(OSError):
            os.unlink(path)
    print(os.listdir('/dev/shm'), os.path.exists('/bin/sh'), os.path.exists(os.__file__))
    """
    assert vandal.run(code) == "[] True True"
    assert bystander.run("print(open('/tmp/mine').read(), open('mine').read())") == "safe safe"


def test_kernels_leave_no_mount_in_this_machine(welcome):
    before = mounted()
    welcome()
    assert mounted() == before


def test_signals_to_a_kernel_that_has_ended_do_nothing(visitor):
    visitor.kernel.kill()
    ending = visitor.ending()
    visitor.kernel.signal(signal.SIGINT)
    visitor.kernel.kill()
    assert visitor.ending() == ending
