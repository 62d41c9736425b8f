"""What `resume` did, as a card or as text."""

from __future__ import annotations

from autograder.cards.styles import framed, html_text
from autograder.records.languages import words
from autograder.records.resumed import Resumed
from autograder.records.sentences import say

FINE, FAULT = "#2e9e5b", "#c98500"


def html_resumed(resumed: Resumed) -> str:
    """An HTML card, a paragraph for each thing to say."""
    lines = (
        f"<p style='margin:{0 if n == 0 else '.3em'} 0 0'>{html_text(sentence)}</p>"
        for n, sentence in enumerate(resumed.sentences())
    )
    colour = FAULT if resumed.problem or resumed.stopped else FINE
    return framed("".join(lines), colour, say("Going on"))


def text_resumed(resumed: Resumed) -> str:
    """Plain text, a line for each thing to say."""
    return "\n".join(words(sentence) for sentence in resumed.sentences())
