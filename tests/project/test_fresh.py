"""What `make fresh` reads, carries and expects; the machine itself is tried out by `make fresh`."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.checkout import ROOT
from tools.fresh import __main__ as command
from tools.fresh import carried, expectations, readme

README = """# Course

```sh
make lab
```

What is needed: make and git. On Debian:

```sh
sudo apt-get install make git python3-venv
```

## Learn

`make grade STUDENTS=7` is no business of a learner.

## Teach

```sh
make grade
```

For less: `make grade STUDENTS=3
LESSONS=01_one`. Then look.

## Contribute

`make grade STUDENTS=20`
"""
GRADED = """\
01_one: 2 of 2 hand-ins
student             score  1      2
───────────────────────────────────
student_001           9/9  ✓      ✓
student_002    *    2.5/9  ✗      ◐ 1.5

mean of 2 graded      5.8  1      1
"""


def test_the_line_that_installs_is_the_first_block_after_what_is_needed():
    assert readme.install_line(README) == "sudo apt-get install make git python3-venv"


@pytest.mark.parametrize(
    "text",
    [
        README.replace("What is needed", "Needed"),
        README.replace("make git", "make\nsudo apt-get install git"),
        README.replace("sudo apt-get", "brew"),
    ],
)
def test_a_readme_without_a_line_that_installs_is_refused(text):
    with pytest.raises(readme.MissingCommand, match="Expected: a ```sh block of one line"):
        readme.install_line(text)


def test_the_small_class_is_the_one_in_teach():
    assert readme.small_class(README) == "make grade STUDENTS=3 LESSONS=01_one"
    assert readme.n_students(readme.small_class(README)) == 3


@pytest.mark.parametrize(
    "command", ["make grade", "`make grade STUDENTS=1`, `make grade STUDENTS=2`"]
)
def test_a_readme_with_no_small_class_or_two_is_refused(command):
    with pytest.raises(readme.MissingCommand, match="Expected: one"):
        readme.small_class(f"## Intro\n\n## Teach\n\n{command}\n\n## Contribute\n")


def test_our_readme_has_both_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make" in readme.install_line(text).split()
    assert "LESSONS=" in readme.small_class(text)


PIP = """\
:env:.find-links='/srv/wheels /srv/more'
global.cert='/srv/our.pem'
global.extra-index-url='\\nfile:///srv/pypi/simple\\nhttps://pypi.example/simple'
global.timeout='60'
install.log='/var/log/pip.log'
"""


def test_pip_reads_the_carried_file_as_it_read_all_of_ours(tmp_path):
    settings = carried.pip_settings(PIP)
    (tmp_path / "pip.conf").write_text(carried.pip_file(settings), encoding="utf-8")
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        env={"PIP_CONFIG_FILE": str(tmp_path / "pip.conf"), "HOME": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    read = carried.pip_settings(listed)
    ours = {key: value for key, value in settings.items() if key[0] != carried.ENVIRONMENT}
    assert {key: read.get(key) for key in ours} == ours
    assert "wheels" not in (tmp_path / "pip.conf").read_text(encoding="utf-8")  # a variable


def test_what_pip_reads_is_shown_and_of_an_index_also_the_files_beside_it():
    paths = carried.pip_paths(carried.pip_settings(PIP))
    assert {str(path) for path in paths} == {
        "/srv/wheels",
        "/srv/more",
        "/srv/our.pem",
        "/srv/pypi",
    }


def test_an_index_at_the_top_does_not_show_the_whole_machine():
    assert carried.pip_paths({("global", "index-url"): "file:///simple"}) == {Path("/simple")}


def test_addresses_of_folders_are_unquoted():
    settings = {("global", "find-links"): "file:///srv/our%20wheels"}
    assert carried.pip_paths(settings) == {Path("/srv/our wheels")}


def test_variables_for_registries_are_carried_and_no_others():
    wanted = {
        "PIP_INDEX_URL": "https://pypi.example/simple",
        "https_proxy": "http://proxy.example",
        "NO_PROXY": "localhost",
        "SSL_CERT_FILE": "/srv/our.pem",
        "REQUESTS_CA_BUNDLE": "/srv/requests.pem",
    }
    others = {"HOME": "/home/x", "PYTHONPATH": "/srv", "LANG": "C", "OUR_PIP_X": "1"}
    assert carried.variables(wanted | others) == wanted
    named = carried.certificate_paths(wanted | others)
    assert named == {Path("/srv/our.pem"), Path("/srv/requests.pem")}


def test_how_apt_fetches_is_carried_and_not_what_other_packages_added():
    dump = """\
APT "";
Acquire "";
Acquire::http "";
Acquire::http::Proxy "http://proxy.example:3128";
Acquire::https::CaInfo "/srv/our.pem";
Acquire::cdrom::mount "/media/cdrom/";
Acquire::IndexTargets::deb::Icons::MetaKey "icons";
Acquire::Languages:: "none";
DPkg::Post-Invoke:: "rm -f /var/cache/apt/archives/*.deb";
"""
    options = carried.apt_options(dump)
    assert options == [
        'Acquire::http::Proxy "http://proxy.example:3128";',
        'Acquire::https::CaInfo "/srv/our.pem";',
        'Acquire::Languages:: "none";',
    ]
    assert carried.apt_paths(options) == {Path("/srv/our.pem")}


def test_only_debians_own_sources_of_the_release_are_used():
    targets = """\
Debian|bookworm|http://mirror.example/debian/|bookworm|main
Debian|bookworm-security|http://mirror.example/security/|bookworm-security|main
Debian|trixie|http://mirror.example/debian/|trixie|main
Docker|bookworm|https://docker.example/|bookworm|stable
"""
    assert carried.debian_sources(targets, "bookworm") == [
        "deb http://mirror.example/debian/ bookworm main",
        "deb http://mirror.example/security/ bookworm-security main",
    ]


def test_a_folder_inside_another_is_shown_once():
    paths = map(Path, ["/srv/pypi/simple", "/srv/pypi", "/srv/pypi-more", "/opt/x"])
    assert list(map(str, carried.outermost(paths))) == ["/opt/x", "/srv/pypi", "/srv/pypi-more"]


def test_a_graded_class_has_a_score_for_each_student():
    assert expectations.of_grading(0, GRADED, 2, sandboxed=True) == []


@pytest.mark.parametrize(
    ("code", "output", "word"),
    [
        (2, "No such thing\nmake: *** [Makefile:1: x] Error 2\n", "No such thing"),
        (0, GRADED.replace("2 of 2", "1 of 2"), "2 of 2 hand-ins"),
        (0, GRADED.replace("2.5/9", "?/9"), "scores of 1"),
    ],
)
def test_each_lack_of_a_sandboxed_run_is_told(code, output, word):
    (told,) = expectations.of_grading(code, output, 2, sandboxed=True)
    assert word in told


@pytest.mark.parametrize("said", ["--sandbox off: your rights", "It runs without a sandbox."])
def test_a_run_without_a_sandbox_says_so(said):
    output = f"{said}\n{GRADED}"
    assert expectations.of_grading(0, output, 2, sandboxed=False) == []
    (told,) = expectations.of_grading(0, output, 2, sandboxed=True)
    assert "can be sandboxed" in told
    (told,) = expectations.of_grading(0, GRADED, 2, sandboxed=False)
    assert "nothing can sandbox them" in told


def test_a_page_is_jupyterlabs_by_its_title():
    assert expectations.of_lab("<head><title>JupyterLab</title></head>") == []
    assert expectations.of_lab("<title>Error</title>") != []
    assert expectations.of_lab(None) != []


def test_the_address_of_the_lab_is_found_in_its_log():
    line = "[I ServerApp] http://localhost:8889/lab/tree/course/en?token=a1"
    assert expectations.LAB.search(line)[0] == "http://localhost:8889/lab/tree/course/en?token=a1"


@pytest.mark.parametrize(("required", "code"), [("", 0), ("1", 1)])
def test_where_it_cannot_run_it_says_so_and_fails_only_if_required(
    monkeypatch, capsys, required, code
):
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("FRESH_REQUIRED", required)
    assert command.main() == code
    told = capsys.readouterr().err
    assert "make fresh DID NOT RUN: it needs root" in told
