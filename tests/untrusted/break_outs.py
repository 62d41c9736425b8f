"""Attacks on the room: what a hand-in looks for on the machine, and what it tries to leave there.

Each tries and prints what it found; its answers are right, and it loses nothing by looking. What
must not be found are the ``canaries``: files of the instructor's with a word that nobody else has.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.untrusted.attacks import Attack, honest_but, tried

ROOT = Path(__file__).parents[2]
CONNECT = "socket.socket(socket.AF_{0}, socket.SOCK_{1}).connect({2})"
HOSTS = ("('127.0.0.1', 22)", "('8.8.8.8', 53)", "('10.0.0.1', 80)")


def reading(folder: str) -> str:
    """An expression that reads all canaries below a folder."""
    return (
        f"[open(os.path.join(d, f)).read() for d, _, fs in os.walk({folder!r}) for f in fs"
        " if f.startswith('canary')]"
    )


def break_outs(places: dict[str, Path]) -> dict[str, Attack]:
    """The attacks, by what they do; ``places`` are folders with canaries, by name."""
    return {
        **{f"reading {name}": _reading(folder) for name, folder in places.items()},
        **{f"writing {name}": _writing(folder) for name, folder in places.items()},
        "searching the whole machine for canaries": honest_but(
            tried(
                "[open(p).read() for g in ('/*/', '/*/*/', '/*/*/*/') for p in"
                " glob.glob(g + 'canary*')]",
                "os.popen('find / -xdev -name canary* -exec cat {} + 2>/dev/null').read()",
                "os.popen('cat /proc/*/environ /proc/*/root/root/canary* 2>/dev/null').read()",
            )
        ),
        "the environment of whoever grades": honest_but(
            tried(
                "dict(os.environ)",
                "open('/proc/self/environ').read()",
                "open('/proc/1/environ').read()",
                f"open('/proc/{'{'}os.getppid(){'}'}/environ').read()",
                "[open(p).read() for p in glob.glob('/proc/[0-9]*/environ')]",
            )
        ),
        "other processes": honest_but(
            tried(
                "[open(p).read() for p in glob.glob('/proc/[0-9]*/cmdline')]",
                "ctypes.CDLL(None).ptrace(16, 1, 0, 0)",
                "ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0)",
                "os.kill(1, signal.SIGKILL)",
                "os.kill(os.getppid(), signal.SIGKILL)",
                "os.killpg(1, signal.SIGKILL)",
                "open('/proc/1/mem', 'r+b')",
                "os.setpriority(os.PRIO_PROCESS, 0, -20)",
            )
        ),
        "all processes that it can reach": honest_but(
            "import os, signal\n"
            "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
            "try:\n    os.kill(-1, signal.SIGTERM)\nexcept OSError as error:\n    print(error)"
        ),
        "the network": honest_but(
            tried(
                *(CONNECT.format("INET", "STREAM", host) for host in HOSTS),
                CONNECT.format("INET", "DGRAM", HOSTS[1]),
                CONNECT.format("INET6", "STREAM", "('::1', 8888)"),
                "socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)",
                "socket.socket(17, socket.SOCK_RAW)",
                "socket.getaddrinfo('example.com', 80)",
                "__import__('urllib.request').request.urlopen('http://example.com', timeout=2)",
            )
        ),
        "sockets of other programs": honest_but(
            tried(
                "[p for p in glob.glob('/**/*', recursive=True) if p.startswith('/run')]",
                *(
                    CONNECT.format("UNIX", "STREAM", repr(path))
                    for path in ("/run/docker.sock", "/var/run/docker.sock", "\0autograder")
                ),
                "os.listdir('/run/kernels')",
                "socket.socket(40, socket.SOCK_STREAM).connect((2, 22))",
            )
        ),
        "devices": honest_but(
            tried(
                "os.listdir('/dev')",
                "open('/dev/mem', 'rb')",
                "open('/dev/kmsg').read(1)",
                "open('/dev/sda', 'rb')",
                "open('/dev/fuse', 'r+b')",
                "os.mknod('disk', 0o60666, os.makedev(8, 0))",
                "open('/dev/tty', 'w').write('9 points')",
            )
        ),
        "mounts and namespaces": honest_but(
            tried(
                "ctypes.CDLL(None).unshare(0x10000000)",
                "ctypes.CDLL(None).unshare(0x00020000)",
                "ctypes.CDLL(None).mount(b'none', b'/tmp', b'tmpfs', 0, None)",
                "ctypes.CDLL(None).mount(b'/', b'/home', None, 4096, None)",
                "ctypes.CDLL(None).umount2(b'/proc', 2)",
                "ctypes.CDLL(None).chroot(b'/proc/1/root')",
                "ctypes.CDLL(None).setns(os.open('/proc/1/ns/mnt', os.O_RDONLY), 0)",
                "subprocess.run(['unshare', '-Ur', 'id'], capture_output=True)",
                "subprocess.run(['mount', '-t', 'proc', 'proc', '/mnt'], capture_output=True)",
                "subprocess.run(['bwrap', '--bind', '/', '/', 'id'], capture_output=True)",
            )
        ),
        "another user": honest_but(
            tried(
                "os.setuid(0)",
                "os.setgroups([0])",
                "os.chmod('/tmp', 0o6777)",
                "subprocess.run(['su', '-c', 'id'], capture_output=True, stdin=-3)",
                "subprocess.run(['sudo', '-n', 'id'], capture_output=True)",
                "ctypes.CDLL(None).prctl(38, 0, 0, 0, 0)",
            )
        ),
        "a Python for those who come after": honest_but(
            tried(
                *(
                    f"open(os.path.join({folder!r}, 'sitecustomize.py'), 'w')"
                    for folder in (str(ROOT), str(ROOT / "autograder"), *sys.path[1:4])
                ),
                "open(os.__file__, 'a')",
                "open(np.__file__, 'a')",
                "os.remove(torch.__file__)",
                "os.rename('/tmp', '/tmp2')",
                "os.symlink('/', '/tmp/root')",
            )
        ),
        "memory without a file, and system calls": honest_but(
            tried(
                "os.memfd_create('left')",
                "__import__('multiprocessing.shared_memory').shared_memory.SharedMemory("
                "'left-behind', create=True, size=4096)",
                "ctypes.CDLL(None).shmget(1234, 4096, 0o1666)",
                "ctypes.CDLL(None).mq_open(b'/left', 0o102, 0o666, None)",
                "ctypes.CDLL(None).syscall(321, 0, 0, 0)",
                "ctypes.CDLL(None).reboot(0x1234567)",
                "socket.sethostname('mine')",
                "open('/proc/sys/kernel/core_pattern', 'w').write('|/tmp/x')",
                "open('/proc/sysrq-trigger', 'w').write('b')",
            )
        ),
        "links out of the scratch folder": honest_but(
            tried(
                *(
                    f"os.symlink({str(folder)!r}, 'link-{n}') or os.listdir('link-{n}')"
                    for n, folder in enumerate(places.values())
                ),
                "os.link('/proc/1/environ', 'environ')",
                "os.open('/', os.O_RDONLY) and os.listdir('../../..')",
                "open('/proc/self/root/../../root/canary').read()",
            )
        ),
    }


def _reading(folder: Path) -> Attack:
    return honest_but(
        tried(
            reading(str(folder)),
            f"os.listdir({str(folder)!r})",
            f"open({str(folder / 'canary')!r}).read()",
            f"open('/proc/1/root' + {str(folder / 'canary')!r}).read()",
            f"subprocess.run(['cat', {str(folder / 'canary')!r}], capture_output=True)",
        )
    )


def _writing(folder: Path) -> Attack:
    new = folder / "sub" / "written"
    return honest_but(
        tried(
            f"open({str(folder / 'canary')!r}, 'w').write('9 points')",
            f"os.makedirs({str(new.parent)!r}) or open({str(new)!r}, 'w').write('9 points')",
            f"os.remove({str(folder / 'canary')!r})",
            f"subprocess.run(['rm', '-rf', {str(folder)!r}], capture_output=True)",
        )
    )
