"""Shows results where they were asked for: as cards in a notebook, as text in a terminal.

Owns which card a record gets. A kernel learns of the cards when the first result is shown, since a
forked kernel has imported this module before it had a shell.
"""

from __future__ import annotations

from typing import Any

from autograder.cards.hints import html_hint, text_hint
from autograder.cards.resumed import html_resumed, text_resumed
from autograder.cards.scorecards import (
    html_overview,
    html_scorecard,
    text_overview,
    text_scorecard,
)
from autograder.cards.verdicts import html_card, text_card
from autograder.notebook.shells import find_shell, in_kernel
from autograder.records.hints import Hint
from autograder.records.resumed import Resumed
from autograder.records.scorecards import Overview, Scorecard
from autograder.records.verdicts import Verdict

Shown = Verdict | Hint | Scorecard | Overview | Resumed
HTML = {
    Verdict: html_card,
    Hint: html_hint,
    Scorecard: html_scorecard,
    Overview: html_overview,
    Resumed: html_resumed,
}
TEXT = {
    Verdict: text_card,
    Hint: text_hint,
    Scorecard: text_scorecard,
    Overview: text_overview,
    Resumed: text_resumed,
}


def html_of(record: Shown) -> str:
    """The record's card as an HTML fragment."""
    draw: Any = HTML[type(record)]
    return str(draw(record))


def text_of(record: Shown) -> str:
    """The record's card as plain text."""
    tell: Any = TEXT[type(record)]
    return str(tell(record))


def show(record: Shown) -> None:
    """Has the shell show the record as a card, or prints it where no kernel does."""
    register_cards()
    if not in_kernel():
        print(text_of(record))


def register_cards() -> None:
    """Tells IPython, where it runs, how records look.

    The plain text of a verdict stays its ``repr``, the bare score, which stock nbgrader reads.
    """
    formatter = getattr(find_shell(), "display_formatter", None)
    if formatter is None:
        return
    for kind, draw in HTML.items():
        formatter.formatters["text/html"].for_type(kind, draw)
    for kind in (Hint, Scorecard, Overview, Resumed):
        formatter.formatters["text/plain"].for_type(kind, _print_text)


def _print_text(record: Shown, printer: Any, cycle: bool) -> None:
    printer.text(text_of(record))
