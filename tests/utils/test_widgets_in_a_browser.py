"""The widgets and the videos in JupyterLab, used with keyboard and mouse as a reader does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect, sync_playwright

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
CELLS = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom utils import *\nsetup_notebook()",
    "graph_stepper()",
    "function_explorer()",
    "optimizer_race()",
    "live_training()",
    'video_tabs("i7djAv2jnzY", "BV1Qf4y1578t", "Introduction")',
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab of its own, with a notebook of widgets in its folder."""
    folder = tmp_path_factory.mktemp("lab")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "widgets.ipynb")
    places = {f"JUPYTER_{kind}_DIR": str(folder / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    options = ["--no-browser", "--allow-root", "--port=0", "--ServerApp.token=", f"{folder}"]
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options],
        env=os.environ | places | {"HOME": str(folder)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr
    with server:
        try:
            found = (
                re.search(r"(http://(?:localhost|127\.0\.0\.1):\d+)/lab", line)
                for line in server.stderr
            )
            yield next(match[1] for match in found if match)
        finally:
            server.terminate()
            server.communicate()


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Page]:
    """The notebook, all of its cells run; `page.outside` would be a request to another machine."""
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=options
        )
        page = chromium.new_page(viewport={"width": 1300, "height": 1000})
        page.goto(f"{address}/lab/tree/widgets.ipynb?reset")
        page.wait_for_selector('.jp-Notebook >> text="graph_stepper"', timeout=60_000)
        expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
        page.click("text=Run >> nth=0")
        page.click("text=Run All Cells")
        expect(page.get_by_text("Optional video:")).to_be_visible(timeout=90_000)
        yield page
        chromium.close()


def test_the_stepper_steps_by_keyboard(page: Page) -> None:
    page.get_by_role("button", name="Next", exact=True).focus()
    status = page.get_by_role("status")
    for step in range(1, 7):
        page.keyboard.press("Enter")
        expect(status.filter(has_text=f"Forward {step} of 6")).to_be_visible()
    expect(status.filter(has_text="f = tanh e")).to_contain_text("= 0.565322")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    expect(status.filter(has_text="Forward 5 of 6")).to_be_visible()


def test_training_can_be_stopped_while_it_runs(page: Page) -> None:
    page.get_by_role("button", name="Start", exact=True).click()
    trained = page.get_by_role("status").filter(has_text="of 1847 epochs")
    expect(trained).to_be_visible()
    page.get_by_role("button", name="Stop", exact=True).last.click()
    expect(trained).to_contain_text("Trained")
    page.get_by_role("button", name="Reset", exact=True).last.click()
    expect(page.get_by_text("Press Start: the network is fresh.")).to_be_visible()


def test_the_explorer_takes_a_typed_formula_and_walks_by_keyboard(page: Page) -> None:
    formula = page.get_by_label("f(x) =", exact=True)
    formula.fill("x^2")
    formula.press("Enter")
    said = page.get_by_role("status")
    expect(said.filter(has_text="written with **")).to_be_visible()
    formula.fill("x**2")
    formula.press("Enter")
    expect(said.filter(has_text="At x = 0.25: f = 0.0625, f′ = 0.5, f″ = 2.")).to_be_visible()
    page.locator(".widget-slider", has_text="walk along x").get_by_role("slider").focus()
    page.keyboard.press("Home")
    expect(said.filter(has_text="At x = −2: f = 4, f′ = −4, f″ = 2.")).to_be_visible()
    expect(page.get_by_role("img", name="At x = −2")).to_be_visible()


def test_the_race_is_run_stopped_and_steered_by_keyboard(page: Page) -> None:
    said = page.get_by_role("status")
    page.get_by_role("button", name="Step", exact=True).focus()
    page.keyboard.press("Enter")
    expect(said.filter(has_text="After 1 step: SGD on its way")).to_be_visible()
    page.get_by_role("button", name="Run", exact=True).focus()
    page.keyboard.press("Enter")
    expect(said.filter(has_text="momentum arrived at step 246")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Stop", exact=True).first.focus()
    page.keyboard.press("Enter")
    page.locator(".widget-slider", has_text="SGD rate").get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    beyond = re.compile("SGD 0.01096 .*(climbs the walls|diverged by step 729)")
    expect(page.get_by_role("row", name=beyond)).to_be_visible()


def test_a_video_asks_the_network_for_nothing_before_the_click(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route(re.compile("youtube"), lambda route: route.abort())
    page.get_by_text("YouTube", exact=True).click()
    button = page.frame_locator('iframe[title="Introduction (YouTube)"]').get_by_role("link")
    expect(button).to_be_visible()
    assert not [url for url in asked if "youtube" in url or "bilibili" in url]
    with page.expect_request(re.compile("youtube-nocookie.com/embed/i7djAv2jnzY")):
        button.click()
