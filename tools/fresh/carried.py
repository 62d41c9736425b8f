"""Which of this machine's settings a bare root needs to reach the same registries.

Pure functions, from what pip and apt say of themselves to files, paths and variables. Nothing here
knows a registry, a mirror or a folder.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from configparser import RawConfigParser
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

INDEXES = {"index-url", "extra-index-url"}
READ_BY_PIP = {"cert", "client-cert", "constraint", "find-links", "requirement", *INDEXES}
"""The settings of pip that name what pip reads; others may name folders that it writes to."""
ENVIRONMENT = ":env:"
"""Where ``pip config list`` says it found a ``PIP_`` variable."""
CERTIFICATES = re.compile(r"SSL_CERT_(FILE|DIR)|(REQUESTS|CURL)_CA_BUNDLE|GIT_SSL_CAINFO")
PROXIES = re.compile(r"(https?|all|no)_proxy", re.IGNORECASE)
INDEX_TARGETS = "$(ORIGIN)|$(CODENAME)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)"
"""What ``apt-get indextargets --format`` has to print of each source."""

Settings = Mapping[tuple[str, str], str]


def pip_settings(listed: str) -> dict[tuple[str, str], str]:
    """Section and name to value, from the lines of ``pip config list``."""
    settings = {}
    for line in listed.splitlines():
        key, _, value = line.partition("=")
        section, _, name = key.rpartition(".")
        settings[section, name] = ast.literal_eval(value)
    return settings


def pip_file(settings: Settings) -> str:
    """A ``pip.conf`` that says what all of this machine's say together; variables apart."""
    parser = RawConfigParser()
    for (section, name), value in settings.items():
        if section != ENVIRONMENT:
            if not parser.has_section(section):
                parser.add_section(section)
            parser.set(section, name, value)
    text = io.StringIO()
    parser.write(text)
    return text.getvalue()


def pip_paths(settings: Settings) -> set[Path]:
    """The files and folders that pip reads.

    Of an index, the folder above it: the pages of ``.../simple`` link to files beside it.
    """
    paths = set()
    for (_, name), value in settings.items():
        if name in READ_BY_PIP:
            for path in _named(value):
                above = name in INDEXES and path.parent != Path("/")
                paths.add(path.parent if above else path)
    return paths


def variables(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that reach registries: pip's own, proxies, certificates."""
    return {
        name: value
        for name, value in environment.items()
        if name.startswith("PIP_") or PROXIES.fullmatch(name) or CERTIFICATES.fullmatch(name)
    }


def certificate_paths(environment: Mapping[str, str]) -> set[Path]:
    """The files and folders that variables name as certificates."""
    named = (value for name, value in environment.items() if CERTIFICATES.fullmatch(name))
    return {path for value in named for path in _named(value)}


def apt_options(dump: str) -> list[str]:
    """How apt fetches (proxies, certificates, checks of dates), from ``apt-config dump``.

    Left out is what a bare root has no use for: disks, and further indexes that a package added.
    """
    lines = [line for line in dump.splitlines() if line.startswith("Acquire::")]
    left_out = ("Acquire::IndexTargets", "Acquire::cdrom")
    return [line for line in lines if not line.startswith(left_out) and not line.endswith('"";')]


def apt_paths(options: Iterable[str]) -> set[Path]:
    """The files that apt's options name."""
    return {
        path for line in options for value in re.findall(r'"(.*)"', line) for path in _named(value)
    }


def debian_sources(targets: str, codename: str) -> list[str]:
    """Debian's own of apt's sources for a release, as lines of ``sources.list``.

    ``targets`` is what ``apt-get indextargets`` prints in the format ``INDEX_TARGETS``.
    """
    suites = {codename, f"{codename}-updates", f"{codename}-security"}
    rows = [line.split("|") for line in targets.splitlines()]
    return [
        f"deb {uri} {release} {component}"
        for origin, suite, uri, release, component in rows
        if origin == "Debian" and suite in suites
    ]


def outermost(paths: Iterable[Path]) -> list[Path]:
    """The paths without those inside another of them, sorted."""
    kept: list[Path] = []
    for path in sorted(paths):
        if not any(path.is_relative_to(other) for other in kept):
            kept.append(path)
    return kept


def _named(value: str) -> Iterator[Path]:
    """The absolute paths among the words of a setting, ``file://`` addresses included."""
    for word in value.split():
        if word.startswith("file://"):
            yield Path(url2pathname(urlsplit(word).path))
        elif word.startswith("/"):
            yield Path(word)
