"""One JupyterLab on a copy of the course for all tests, and a browser for each module.

A browser lives no longer than its module, since Playwright keeps an event loop running meanwhile.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.jupyterlab import ROOT, Lab, opened_browser, served


@dataclass(frozen=True)
class Server:
    address: str
    folder: Path


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """JupyterLab on a copy of what `make lab` opens: notebooks and nbgrader's configuration."""
    folder = tmp_path_factory.mktemp("course")
    for name in ("course", "solutions"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    with served(folder, tmp_path_factory.mktemp("jupyter")) as address:
        yield Server(address, folder)


@pytest.fixture(scope="module")
def lab(server: Server) -> Iterator[Lab]:
    with opened_browser() as browser:
        yield Lab(server.address, server.folder, browser)


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all screenshots, to look at."""
    return tmp_path_factory.mktemp("screenshots")
