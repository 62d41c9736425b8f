"""JupyterLab as its readers use it: a server on a folder, and the notebooks that it shows.

Owns how a notebook is opened, run, typed into and looked at. Knows nothing of what is in it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
JUPYTERLAB = (sys.executable, "-m", "jupyterlab")
PATIENCE_MS = 60_000  # a busy machine is slow, not wrong
SETTINGS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")


@contextmanager
def served(folder: Path, own: Path, command: Sequence[str] = JUPYTERLAB) -> Iterator[str]:
    """The address of a JupyterLab on ``folder``, which keeps its own files and log in ``own``."""
    settings = own / "CONFIG/labconfig/default_setting_overrides.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps(SETTINGS), encoding="utf-8")
    options = ["--no-browser", "--allow-root", "--port=0", "--IdentityProvider.token="]
    server = subprocess.Popen(
        [*command, *options],
        cwd=folder,
        env=_environment(own),
        stderr=subprocess.PIPE,
        text=True,
    )
    said: SimpleQueue[str] = SimpleQueue()
    listener = threading.Thread(target=_listen, args=(server, own / "server.log", said))
    listener.start()
    with server:
        try:
            yield said.get(timeout=PATIENCE_MS / 1000)
        finally:
            server.terminate()
            listener.join()


def _environment(own: Path) -> dict[str, str]:
    """As in an activated environment whose user has no settings; nbgrader calls tools by name."""
    places = {f"JUPYTER_{kind}_DIR": str(own / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    others = {"IPYTHONDIR": str(own), "PYTHONPATH": str(ROOT), "PATH": tools}
    inherited = {k: v for k, v in os.environ.items() if k != "MPLBACKEND"}  # Jupyter's own shows
    return inherited | places | others


def _listen(server: subprocess.Popen[str], log: Path, said: SimpleQueue[str]) -> None:
    """Writes what the server logs to a file, and tells its address: a full pipe would stop it."""
    assert server.stderr
    with log.open("w", encoding="utf-8") as file:
        for line in server.stderr:
            file.write(line)
            if found := re.search(r"(http://localhost:\d+)/lab", line):
                said.put(found[1])


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=options, timeout=PATIENCE_MS
        )
        expect.set_options(timeout=PATIENCE_MS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Lab:
    """A JupyterLab server on a folder, and a browser to look at it with."""

    address: str
    folder: Path
    browser: Browser

    def page(self) -> Page:
        """A new, empty page that waits patiently, and reaches nothing but the server."""
        page = self.browser.new_page(viewport={"width": 1300, "height": 1000})
        page.set_default_timeout(PATIENCE_MS)
        page.route(
            lambda url: not url.startswith((self.address, "data:", "blob:")),
            lambda route: route.abort("internetdisconnected"),
        )
        return page

    def notebook(self, path: str, prepare: Callable[[Page], None] | None = None) -> Notebook:
        """The notebook at ``path`` below the folder, opened, its kernel ready.

        ``prepare`` gets the page before anything is loaded.
        """
        page = self.page()
        if prepare:
            prepare(page)
        page.goto(f"{self.address}/lab/tree/{path}?reset")
        notebook = Notebook(page, self.folder / path)
        expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(len(notebook.cells))
        expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible()
        return notebook


class Notebook:
    """A notebook that is open in JupyterLab. Its cells are known by their ids in the file."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page, self.file = page, file
        self.cells: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["cells"]

    def ids(self, call: str = "") -> list[str]:
        """The ids of the code cells whose code has ``call`` in it, in order."""
        code = [cell for cell in self.cells if cell["cell_type"] == "code"]
        return [cell["id"] for cell in code if call in "".join(cell["source"])]

    def cell(self, cell_id: str) -> Locator:
        """The cell with this id."""
        index = next(n for n, cell in enumerate(self.cells) if cell["id"] == cell_id)
        return self.page.locator(f'.jp-Cell[data-windowed-list-index="{index}"]')

    def output(self, cell_id: str) -> Locator:
        """What stands below the code of a cell."""
        return self.cell(cell_id).locator(".jp-OutputArea-output").filter(visible=True)

    def menu(self, *names: str) -> None:
        """Chooses an entry of the menu bar by the names on the way to it."""
        for name in names:
            labels = self.page.locator(".lm-MenuBar-itemLabel, .lm-Menu-itemLabel")
            labels.filter(has_text=re.compile(f"^{name}$")).click()

    def run_all(self) -> None:
        """Runs all cells, and waits for the last one."""
        last = self.ids()[-1]
        before = self.prompt(last).text_content()
        self.menu("Run", "Run All Cells")
        self._wait_for_result(last, before)

    def run(self, cell_id: str) -> None:
        """Runs one cell by Shift and Enter, and waits until it is done."""
        before = self.prompt(cell_id).text_content()
        self.cell(cell_id).locator(".cm-content").click(position={"x": 5, "y": 5})
        self.page.keyboard.press("Shift+Enter")
        self._wait_for_result(cell_id, before)

    def prompt(self, cell_id: str) -> Locator:
        """The number beside a cell: [ ]: before it is run, [*]: meanwhile."""
        return self.cell(cell_id).locator(".jp-InputPrompt")

    def _wait_for_result(self, cell_id: str, before: str) -> None:
        expect(self.prompt(cell_id)).not_to_have_text(before)
        expect(self.prompt(cell_id)).to_have_text(re.compile(r"^\[\d+\]:$"))

    def write(self, cell_id: str, code: str) -> None:
        """Replaces the code of a cell, as pasted into it."""
        self.cell(cell_id).locator(".cm-content").click(position={"x": 5, "y": 5})
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(code)

    def errors(self) -> list[str]:
        """The error messages and the text on standard error that are shown."""
        kinds = ("application/vnd.jupyter.error", "application/vnd.jupyter.stderr")
        shown = self.page.locator(", ".join(f'[data-mime-type="{kind}"]' for kind in kinds))
        return shown.all_text_contents()

    def use_theme(self, name: str) -> None:
        """Turns the page "Light" or "Dark"."""
        self.menu("Settings", "Theme", f"JupyterLab {name}")
        expect(self.page.locator("body")).to_have_attribute(
            "data-jp-theme-name", f"JupyterLab {name}"
        )

    def picture(self, shown: Locator, file: Path) -> Path:
        """The file with a screenshot of a part of the page, taken once that stands still."""
        shown.hover(trial=True)
        shown.screenshot(path=file)
        return file


def low_contrast(shown: Locator) -> list[str]:
    """What WCAG finds hard to see: words below a contrast of 4.5, lone signs below 3."""
    texts = shown.evaluate(CONTRAST)
    assert texts, "there is no text to look at"
    least = [4.5 if any(c.isalnum() for c in t["text"]) else 3.0 for t in texts]
    pairs = zip(texts, least, strict=True)
    return [f"{t['text']}: {t['ratio']:.2f}" for t, wanted in pairs if t["ratio"] < wanted]
