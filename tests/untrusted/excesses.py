"""Attacks on the limits: of time, processes, memory, disk and output; and ways not to come back.

What they do in the answer cell of ``fun_dz`` costs that exercise. ``MARKER`` is on the command
line of what they start, so that what is left behind can be found.
"""

from __future__ import annotations

import os

from tests.grading.material import RIGHT
from tests.untrusted.attacks import TARGET, WRONG, Attack, honest_but, spoiling

MARKER = f"9{os.getpid()}.4321"
LOOP_IN_C = "sum(iter(int, 1))"
IGNORING = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"


def in_cell(source: str) -> Attack:
    """A hand-in that does this while its answer cell runs, and has a right answer below."""
    return Attack(f"{source}\n\n{RIGHT[TARGET]}")


def in_check(source: str) -> Attack:
    """A hand-in that does this when its function is called."""
    body = "\n".join(f"    {line}" for line in source.splitlines())
    return Attack(f"import os, signal, sys, time\n\ndef fun_dz(x, y):\n{body}\n    return x, y")


TIME = {
    "an endless loop": in_cell("while True: pass"),
    "an endless loop in the check": in_check("while True: pass"),
    "an endless loop that catches everything": in_check(
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    ),
    "an endless loop in C": in_cell(LOOP_IN_C),
    "an endless loop in C, interrupts ignored": in_check(IGNORING + LOOP_IN_C),
    "waiting for ever": in_cell("import time\ntime.sleep(1e6)"),
    "waiting for ever, interrupts ignored": in_cell(
        IGNORING + "import threading\nthreading.Event().wait()"
    ),
    "waiting for input": in_cell("input('your name? ')"),
    "waiting for a lock of its own": in_cell(
        "import threading\nlock = threading.Lock(); lock.acquire(); lock.acquire()"
    ),
    "a number that takes for ever": in_cell("9 ** 9 ** 9"),
    "a pattern that takes for ever": in_cell("import re\nre.match('(a+)+b', 'a' * 60)"),
    "holding the interpreter": in_cell("import ctypes\nctypes.PyDLL(None).sleep(1_000_000)"),
}
ENDINGS = {
    "leaving at once": in_cell("import os\nos._exit(0)"),
    "leaving in the check": in_check("os._exit(0)"),
    "leaving by exit": in_check("sys.exit(9)"),
    "quitting the kernel": spoiling("get_ipython().kernel.do_shutdown(False)\nexit()\nquit()"),
    "quitting in a way that is not read": spoiling(
        "getattr(get_ipython().kernel, 'do_' + 'shutdown')(False)\n[end() for end in (exit, quit)]"
    ),
    "killing itself": in_cell("import os\nos.kill(os.getpid(), 9)"),
    "killing all others": honest_but("import os\nos.kill(-1, 9)"),
    "stopping itself": in_cell("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"),
    "stopping its group": in_check("os.killpg(0, signal.SIGSTOP)"),
    "reading at address 0": in_check("import ctypes\nctypes.string_at(0)"),
    "an abort": in_cell("import os\nos.abort()"),
    "closed descriptors": in_cell("import os\nos.closerange(0, 4096)"),
    "descriptors exchanged": in_cell(
        "import os\nnull = os.open('/dev/null', 2)\n"
        "[os.dup2(null, n) for n in range(3, 64) if n != null]"
    ),
    "endless recursion": in_check("return fun_dz(x, y)"),
    "endless recursion past the stack": in_cell(
        "import sys\nsys.setrecursionlimit(10**9)\n"
        "class Deep:\n    def __getattr__(self, name): return getattr(self, name)\n"
        "f = lambda: f()\nDeep().x"
    ),
    "a forked copy of the kernel that goes on": honest_but("import os\nos.fork()"),
    "another program in its place": in_cell(
        "import os\nos.execvp('sleep', ['sleep', '" + MARKER + "'])"
    ),
}
ROOM = {
    "very many processes": in_cell(
        "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass"
    ),
    "very many busy processes": Attack(  # they run on: when that is too much is a matter of time
        "import os\n"
        "for _ in range(1000):\n"
        "    try:\n"
        "        if os.fork() == 0:\n"
        "            while True: pass\n"
        "    except OSError:\n        break\n"
        f"raise SystemExit\n\n{RIGHT[TARGET]}",
        at_most=True,
    ),
    "very many threads": in_cell(
        "import threading\n"
        "threads = [threading.Thread(target=threading.Event().wait, daemon=True)"
        " for _ in range(10**5)]\n"
        "for thread in threads: thread.start()"
    ),
    "very many open files": in_cell("files = [open('/dev/null') for _ in range(10**6)]"),
    "very much memory": in_cell("data = bytearray(10**11)"),
    "more and more memory": in_cell("data = []\nwhile True: data.append(b'x' * 10**7)"),
    "more and more memory in many processes": in_cell(
        "import os\n"
        "for _ in range(8):\n"
        "    if os.fork() == 0:\n"
        "        data = [bytearray(b'x') * 10**8]\n"
        "        while True: pass\n"
        "import time; time.sleep(1e6)"
    ),
    "a tensor that is too large": in_cell("torch.ones(10**12)"),
    "a full disk": in_cell(
        "with open('/tmp/full', 'wb') as file:\n    while True: file.write(bytes(10**7))"
    ),
    "very many files": in_cell("for n in range(10**7): open(f'/tmp/{n}', 'w').close()"),
    "memory of sockets": in_cell(
        "import socket\npairs = [socket.socketpair() for _ in range(10**4)]"
    ),
    "a flood of output": in_cell("while True: print('x' * 10_000)"),
    "a flood of small outputs": in_cell("while True: print(end='x', flush=True)"),
    "a flood of pictures": in_cell(
        "from IPython.display import Image\n"
        "while True: display({'image/png': 'A' * 10**6}, raw=True)"
    ),
    "one gigantic message": in_cell("print('x' * 10**8)"),
    "one gigantic value": honest_but("'x' * 10**8"),
    "one gigantic error": in_cell("raise ValueError('x' * 10**8)"),
    "one gigantic reply": Attack(  # when it is noticed, and so what it costs, is a matter of time
        "get_ipython().payload_manager.write_payload({'source': 'x', 'data': 'x' * 10**8})\n\n"
        + RIGHT[TARGET],
        points={},
        at_most=True,
    ),
    "a flood beside the output": in_cell("import os\nwhile True: os.write(1, b'x' * 10**6)"),
    "a flood in the check": in_check("while True: os.write(2, b'x' * 10**6)"),
}
LEFT_RUNNING = {
    "a process left running": honest_but(
        f"import subprocess\nsubprocess.Popen(['sleep', '{MARKER}'], start_new_session=True)"
    ),
    "a process that left its family": honest_but(
        "import os\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork() == 0: os.execvp('sleep', ['sleep', '" + MARKER + "'])\n"
        "    os._exit(0)"
    ),
    "a program in the background of a shell": honest_but(
        f"import os\nos.system('nohup setsid sleep {MARKER} >/dev/null 2>&1 &')"
    ),
    "a thread that goes on": honest_but(
        "import threading, time\n"
        "def spam():\n"
        "    while True:\n"
        "        print('9 points'); time.sleep(0.01)\n"
        "threading.Thread(target=spam, daemon=True).start()"
    ),
    "a busy thread that goes on": honest_but(
        "import threading\n"
        "def busy():\n    while True: pass\n"
        "threading.Thread(target=busy, daemon=True).start()"
    ),
    "a thread that waits for the end": honest_but(
        "import threading\nthreading.Thread(target=threading.Event().wait).start()"
    ),
    "a timer that interrupts": Attack(
        "import signal\n"
        "signal.signal(signal.SIGALRM, lambda *a: None)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)\n" + WRONG
    ),
}
EXCESSES = TIME | ENDINGS | ROOM | LEFT_RUNNING
