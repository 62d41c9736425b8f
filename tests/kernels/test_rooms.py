"""A hand-in in its room: what it looks for, and doesn't find. Each test is an attack."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.kernels.fork_server import ForkServer
from autograder.kernels.inside import HOME
from tests.kernels.conftest import SECRET
from tests.kernels.visitors import Visitor, processes_with, visiting

PROJECT = Path(__file__).resolve().parents[2]
ALLOWED = {"HOME", "USER", "LOGNAME", "LANG", "PATH", "PWD", "PYTHONPATH", "MPLBACKEND"}
IPYTHONS_OWN = {"TERM", "CLICOLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PAGER", "GIT_PAGER"}


@pytest.fixture(scope="module")
def guest(server: ForkServer) -> Iterator[Visitor]:
    """One kernel for all attacks that change nothing in it."""
    with visiting(server) as visitor:
        yield visitor


def test_a_hand_in_works_in_an_empty_folder_of_its_own(visitor):
    assert visitor.tell("import json, os; print(json.dumps([os.getcwd(), os.listdir()]))") == [
        f"{HOME}/work",
        [],
    ]


def test_files_of_the_machine_are_not_there(guest, tmp_path):
    secret = tmp_path / "gradebook.db"
    secret.write_text("all points")
    assert guest.attempt(f"open({str(secret)!r}).read()") == "FileNotFoundError"


def test_of_the_graders_home_nothing_is_seen_but_the_way_to_python(guest):
    home = Path(os.path.expanduser(f"~{os.environ.get('USER', 'root')}"))
    seen = guest.tell(
        f"import json, os; print(json.dumps([f for d, _, fs in os.walk({str(home)!r})"
        " for f in fs if '/lib/python' not in d and '/bin' not in d and '/.venv' not in d][:20]))"
    )
    leaks = [name for name in seen if (home / name).exists()]
    assert not leaks


@pytest.mark.parametrize(
    "folder", ["solutions", "submitted", "grading", "tests", "lessons", ".git"]
)
def test_folders_of_the_checkout_are_not_there(guest, folder):
    assert guest.run(f"import os; print(os.path.exists({str(PROJECT / folder)!r}))") == "False"


def test_the_answers_can_be_neither_imported_nor_found(guest):
    assert guest.attempt("import autograder.answers.gradient_vectors") == "ModuleNotFoundError"
    found = guest.tell(
        "import glob, json; roots = __import__('sys').path\n"
        "print(json.dumps([p for r in roots if r for p in glob.glob(r + '/autograder/answers*/**')"
        " + glob.glob(r + '/autograder/__pycache__/answers*')]))"
    )
    assert found == []
    assert (PROJECT / "autograder" / "answers" / "gradient_vectors.py").exists()


def test_the_package_itself_can_be_imported(guest):
    assert guest.run("import autograder.exercises; print('yes')") == "yes"


def test_the_environment_is_a_fixed_list(guest):
    assert SECRET in os.environ
    names = set(guest.tell("import json, os; print(json.dumps(list(os.environ)))"))
    threads = {name for name in names if name.endswith("_NUM_THREADS")}
    assert names - threads - ALLOWED - IPYTHONS_OWN <= {
        "PYTHONDONTWRITEBYTECODE",
        "PYDEVD_DISABLE_FILE_VALIDATION",
        "PYDEVD_USE_FRAME_EVAL",
    }


def test_the_machines_name_is_not_told(guest):
    assert guest.run("import socket; print(socket.gethostname())") == "sandbox"


def test_the_only_processes_are_its_own_and_the_rooms_first(visitor):
    code = """
    import glob, json
    lines = [open(name).read().split(chr(0)) for name in glob.glob('/proc/[0-9]*/cmdline')]
    print(json.dumps([line[0].split('/')[-1] for line in lines]))
    """
    assert sorted(visitor.tell(code)) == sorted([Path(sys.executable).name, "sh", "sleep"])


@pytest.mark.parametrize("entry", ["root/etc", "cwd/etc", "environ", "mem", "fd/0", "maps"])
def test_its_first_process_can_not_be_looked_into(guest, entry):
    look = (
        f"import os; p = '/proc/1/{entry}'; os.listdir(p) if os.path.isdir(p) else open(p).read()"
    )
    assert guest.attempt(look) in ("PermissionError", "FileNotFoundError")


def test_its_first_process_can_be_neither_killed_nor_traced(guest):
    code = """
    import contextlib, ctypes, os, signal
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV):
        with contextlib.suppress(PermissionError):  # or it is allowed, and ignored
            os.kill(1, number)
    PTRACE_ATTACH = 16
    print(ctypes.CDLL(None).ptrace(PTRACE_ATTACH, 1, 0, 0))
    """
    assert guest.run(code) == "-1"
    assert guest.run("import os; print(os.path.exists('/proc/1'))") == "True"


def test_another_kernels_processes_and_sockets_are_not_there(welcome):
    one, other = welcome(), welcome()
    one.run("import subprocess; p = subprocess.Popen(['sleep', '98765.25'])")
    assert processes_with("98765.25")
    look = (
        "import json, os; print(json.dumps([os.listdir('/run/kernels'), len(os.listdir('/run'))]))"
    )
    assert other.tell(look) == [[], 1]
    seen = "import glob; print([open(name).read() for name in glob.glob('/proc/[0-9]*/cmdline')])"
    assert "98765.25" not in other.run(seen)


def test_another_kernels_files_are_not_there(welcome):
    one, other = welcome(), welcome()
    for folder in (".", "/tmp", "/dev/shm", HOME):
        one.run(f"open('{folder}/note', 'w').write('the answer')")
        assert other.run(f"import os; print(os.path.exists('{folder}/note'))") == "False"


def test_what_an_earlier_hand_in_left_is_not_there(server, welcome):
    one = welcome()
    one.run("open('/dev/shm/note', 'w').write('the answer'); import sys; sys.modules['math'] = 7")
    one.leave()
    later = welcome()
    assert later.run("import math, os; print(math.floor(1.5), os.listdir('/dev/shm'))") == "1 []"


def test_another_kernels_terminal_can_not_be_opened(welcome):
    one, other = welcome(), welcome()
    assert one.run("import pty, os; m, s = pty.openpty(); print(os.ttyname(s))") == "/dev/pts/0"
    assert other.attempt("import os; os.open('/dev/pts/0', os.O_RDWR)") == "FileNotFoundError"


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6"])
@pytest.mark.parametrize("kind", ["SOCK_STREAM", "SOCK_DGRAM"])
def test_there_is_no_network_and_no_way_to_this_machine(guest, family, kind):
    host = {"AF_INET": "127.0.0.1", "AF_INET6": "::1"}[family]
    with socket.socket(socket.AF_INET) as ours:
        ours.bind(("127.0.0.1", 0))
        ours.listen()
        call = f"import socket as s; s.socket(s.{family}, s.{kind})"
        assert guest.attempt(f"{call}.connect(({host!r}, {ours.getsockname()[1]}))") == "OSError"
    assert guest.run("import socket; print(socket.if_nameindex())") == "[(1, 'lo')]"


def test_sockets_without_a_file_are_not_shared_with_this_machine(guest):
    with socket.socket(socket.AF_UNIX) as ours:
        ours.bind("\0autograder-test")
        ours.listen()
        connect = "import socket; socket.socket(socket.AF_UNIX).connect(chr(0) + 'autograder-test')"
        assert guest.attempt(connect) == "ConnectionRefusedError"


def test_sockets_without_a_file_are_not_shared_with_another_kernel(welcome):
    one, other = welcome(), welcome()
    one.run("import socket; s = socket.socket(socket.AF_UNIX); s.bind(chr(0) + 'meet'); s.listen()")
    connect = "import socket; socket.socket(socket.AF_UNIX).connect(chr(0) + 'meet')"
    assert other.attempt(connect) == "ConnectionRefusedError"


def test_only_the_scratch_space_is_mounted_writable(guest):
    lines = guest.run("print(open('/proc/self/mountinfo').read())").splitlines()
    writable = {line.split()[4] for line in lines if line.split()[5].split(",")[0] == "rw"}
    devices = {f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom", "tty")}
    # What lies below a mount of the same name can't be reached; pts has this kernel's terminals.
    assert writable - devices == {HOME, "/tmp", "/dev/shm", "/dev/pts", "/proc"}


@pytest.mark.parametrize(
    "path", ["/x", "/usr/x", "/etc/x", "/dev/x", "/run/x", "/run/kernels/x", "/home/x", "/lib/x"]
)
def test_nothing_can_be_written_beside_the_scratch_space(guest, path):
    assert guest.attempt(f"open({path!r}, 'w')") in ("OSError", "PermissionError")


def test_the_course_can_not_be_changed_for_those_who_come_after(guest):
    write = "import autograder; open(autograder.__file__, 'a').write('raise SystemExit')"
    assert guest.attempt(write) in ("OSError", "PermissionError")


@pytest.mark.parametrize("name", ["kernel/hostname", "kernel/core_pattern", "vm/drop_caches"])
def test_settings_of_linux_can_not_be_written(guest, name):
    assert guest.attempt(f"open('/proc/sys/{name}', 'w').write('1')") in (
        "PermissionError",
        "OSError",
    )


def test_there_is_no_capability_and_no_way_to_get_one(guest):
    status = guest.run("print(open('/proc/self/status').read())")
    fields = dict(line.split(":\t") for line in status.splitlines() if ":\t" in line)
    assert {fields[f"Cap{kind}"] for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {"0" * 16}
    assert fields["NoNewPrivs"] == "1"
    assert fields["Seccomp"] == "2"
    assert fields["Groups"].split() in ([], ["65534"])


@pytest.mark.parametrize(
    "call",
    [
        "os.setuid(0)",
        "os.setgid(0)",
        "os.setgroups([0])",
        "os.chroot('/tmp')",
        "os.nice(-5)",
        "os.mknod('/tmp/disk', 0o60666, os.makedev(8, 0))",
        "os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))",
        "os.chown('/tmp', 0, 0)",
        "__import__('socket').sethostname('mine')",
    ],
)
def test_what_needs_privileges_is_refused(guest, call):
    assert guest.attempt(f"import os; {call}") in ("PermissionError", "OSError")


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        ("mount", "b'none', b'/tmp', b'tmpfs', 0, b''"),
        ("mount", "b'/', b'/tmp', None, 4096, None"),
        ("umount2", "b'/tmp', 2"),
        ("unshare", "0x10000000"),
        ("unshare", "0x00020000"),
        ("setns", "3, 0"),
        ("pivot_root", "b'/tmp', b'/tmp'"),
        ("reboot", "0x4321FEDC"),
        ("swapon", "b'/tmp/x', 0"),
        ("memfd_create", "b'x', 0"),
        ("shmget", "0, 4096, 0o1600"),
        ("msgget", "0, 0o1600"),
        ("semget", "0, 1, 0o1600"),
        ("mq_open", "b'/x', 0o102, 0o600, None"),
    ],
)
def test_system_calls_into_the_machine_fail(guest, call, arguments):
    libc = "import ctypes; libc = ctypes.CDLL(None)"
    assert (
        guest.run(f"{libc}\nprint(libc.{call}({arguments}) if hasattr(libc, {call!r}) else -1)")
        == "-1"
    )


@pytest.mark.parametrize(
    "number", [250, 248, 249, 425, 321, 298, 323, 447] if os.uname().machine == "x86_64" else [219]
)
def test_keyrings_and_doors_into_linux_are_not_implemented(guest, number):
    code = f"""
    import ctypes, errno
    libc = ctypes.CDLL(None, use_errno=True)
    result = libc.syscall({number}, 0, 0, 0, 0, 0)
    print(result, errno.errorcode[ctypes.get_errno()])
    """
    assert guest.run(code) == "-1 ENOSYS"


def test_a_second_table_of_system_calls_is_closed_too(guest):
    code = f"""
    import ctypes, errno
    libc = ctypes.CDLL(None, use_errno=True)
    print(libc.syscall(0x40000000 + {39}), errno.errorcode[ctypes.get_errno()])
    """
    assert guest.run(code) == "-1 ENOSYS"


def test_the_keyring_of_the_graders_session_is_not_there(guest):
    keys = guest.run("print(open('/proc/keys').read())").splitlines()
    assert all(line.endswith(": empty") for line in keys if "_ses" in line)


def test_programs_that_change_the_user_do_not(guest):
    code = """
    import subprocess
    print(subprocess.run(['su', '-c', 'id -u'], capture_output=True, text=True, stdin=-3).stdout)
    """
    assert guest.run(code) in ("", "1000")


def test_no_descriptor_of_the_fork_server_is_left(guest):
    code = """
    import json, os
    links = [os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd') if int(n) > 2
             and os.path.exists(f'/proc/self/fd/{n}')]
    print(json.dumps([link for link in links if not link.startswith(('socket:', 'pipe:',
          'anon_inode:', '/dev/null', '/proc/'))]))
    """
    assert guest.tell(code) == []
