"""``python -m benchmarks.landscape``: what a frame of lesson 01's landscape costs in Chromium.

The walker is dragged over each landscape with a real mouse, 300 steps of descent with momentum 0.5
at a time. Prints, for each, the median and the 95th percentile in ms of the script work of a frame
(the events since the last one, drawing, words, and the layout that they cause), and the latter as a
ratio to a budget of 8 ms, half of what 60 frames a second leave. A page without a kernel is
enough: a drag asks none.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page

from tests.browser.jupyterlab import opened_browser
from utils.widgets import landscapes
from utils.widgets.landscapes import LANDSCAPES, OWN, catalog

BUDGET_MS = 8.0
FOLDER = Path(landscapes.__file__).parent
TIMED = """() => {
window.frames = [];
let spent = 0;
const timed = (act) => function (...given) {
  const from = performance.now();
  try { return act.apply(this, given); } finally { spent += performance.now() - from; }
};
const ask = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (act) => ask((now) => {
  timed(() => { act(now); document.body.offsetHeight; })();
  window.frames.push(spent);
  spent = 0;
});
const listen = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (type, act, options) {
  const counted = String(type).startsWith("pointer") && typeof act === "function";
  return listen.call(this, type, counted ? timed(act) : act, options);
};
}"""
SHOWN = """
async ([script, css, state]) => {
  document.head.append(Object.assign(document.createElement("style"), { textContent: css }));
  const blob = new Blob([script], { type: "text/javascript" });
  const { default: widget } = await import(URL.createObjectURL(blob));
  const model = {
    get: (name) => state[name], set: (name, value) => { state[name] = value; },
    on() {}, off() {}, save_changes() { throw new Error("the kernel is asked"); },
  };
  widget.render({ model, el: document.body });
}
"""


def shown(page: Page, name: str) -> None:
    """Shows the landscape in an empty page, with a model that no kernel is behind."""
    at = LANDSCAPES[name]
    state = {"function": name, "formula": "", "x": at.x, "y": at.y, "rate": at.rate}
    state |= {"momentum": 0.5, "steps": 300, "catalog": catalog(), "told": {}, "ground": {}}
    script, css = (
        (FOLDER / f"landscape.{kind}").read_text(encoding="utf-8") for kind in ("js", "css")
    )
    page.goto("about:blank")
    page.evaluate(TIMED)
    page.evaluate(SHOWN, [script, css, json.loads(json.dumps(state))])


def dragged(page: Page, name: str, n: int) -> list[float]:
    """The ms of script work in each frame while the walker is dragged over the map, n moves."""
    shown(page, name)
    page.wait_for_function("window.frames.length > 0")
    box = page.locator(".course-landscape .stage").bounding_box()
    assert box
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.evaluate("window.frames.length = 0")
    for k in range(n):
        across, down = (k * 37) % 100 / 100, (k * 61) % 100 / 100
        page.mouse.move(box["x"] + 50 + 350 * across, box["y"] + 20 + 350 * down)
    page.mouse.up()
    found: list[float] = page.evaluate("window.frames")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("-n", type=int, default=200, help="moves of the mouse (200)")
    n = parser.parse_args().n
    print(f"{'':10}{'frames':>8}{'median':>8}{'p95 ms':>8}{'p95/8':>8}")
    with opened_browser() as browser:
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        for name in sorted(LANDSCAPES.keys() - {OWN}):
            frames = dragged(page, name, n)
            late = quantiles(frames, n=20)[-1]
            print(
                f"{name:10}{len(frames):8}{median(frames):8.2f}{late:8.2f}{late / BUDGET_MS:8.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
