"""Progress bars of long cells, which say how far a run is and can still be read when it is over.

`tqdm.auto` draws a widget, of which a saved notebook keeps "0%" and nothing else. Here the numbers
are tqdm's, and what shows them is one display that is updated: JupyterLab, Colab, GitHub and a page
of feedback keep its last state.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, TypeVar

Step = TypeVar("Step")
UPDATE_S = 0.2


def progress(steps: Sequence[Step], what: str) -> Iterator[Step]:
    """Yield each of `steps`, and show how many are done, the seconds so far and those to come.

    `what` names the steps, such as "epochs". The bar is updated five times a second, and stays
    where it is when the loop is left early. Outside a notebook it is tqdm's own, on stderr.
    """
    from IPython import get_ipython
    from IPython.display import display
    from tqdm import tqdm

    if get_ipython() is None:
        yield from tqdm(steps, desc=what)
        return
    bar = tqdm(steps, desc=what, file=io.StringIO(), ncols=70, mininterval=0)
    shown, updated = display(_State(bar), display_id=True), time.monotonic()
    try:
        for step in bar:
            yield step
            if time.monotonic() - updated >= UPDATE_S:
                updated = time.monotonic()
                shown.update(_State(bar, done=1))
    finally:
        shown.update(_State(bar))


class _State:
    """A bar as it stood at one moment, as a line of text and as HTML with the same line.

    `done` counts steps that tqdm doesn't know of yet: it counts a step when the next is asked for.
    """

    def __init__(self, bar: Any, done: int = 0) -> None:
        numbers = bar.format_dict
        n, self.total = numbers["n"] + done, numbers["total"]
        self.n = min(n, self.total)
        self.text: str = bar.format_meter(**{**numbers, "n": self.n})

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        line = escape(self.text)
        return (
            f'<progress max="{self.total}" value="{self.n}" aria-label="{line}"></progress>'
            f'<pre style="display:inline;margin-left:1em">{line}</pre>'
        )
