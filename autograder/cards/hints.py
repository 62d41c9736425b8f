"""Hints as a card or as text, and the steps of hints on a verdict's card."""

from __future__ import annotations

from autograder.cards.styles import framed, html_text
from autograder.records.hints import Hint
from autograder.records.languages import words
from autograder.records.sentences import Sentence, say


def html_steps(steps: tuple[str, ...]) -> str:
    """Hints that open one inside the other, so that each step is asked for."""
    nested = ""
    for n, step in reversed(list(enumerate(steps, start=1))):
        nested = (
            f'<details style="margin:.2em 0 0 {0.9 if n > 1 else 0}em">'
            f'<summary style="cursor:pointer">{html_text(_head(n, len(steps)))}</summary>'
            f'<div style="margin:.2em 0 .2em 1em">{html_text(step)}</div>{nested}</details>'
        )
    return nested


def html_hint(hint: Hint) -> str:
    """Hints as an HTML card."""
    if hint.problem:
        return framed(f"<p style='margin:0'>{html_text(hint.problem)}</p>", "#8a8f98", say("Hint"))
    steps = "".join(
        f"<p style='margin:.2em 0'><strong>{html_text(_head(n, hint.n_steps))}.</strong> "
        f"{html_text(step)}</p>"
        for n, step in enumerate(hint.steps, start=1)
    )
    end = f"<p style='margin:.4em 0 0;opacity:.8'>{html_text(hint.what_next())}</p>"
    return framed(steps + end, "#4a86c5", say("Hint for {title}", title=hint.title))


def text_hint(hint: Hint) -> str:
    """Hints as plain text."""
    if hint.problem:
        return words(hint.problem)
    lines = [
        say("{head}: {step}", head=_head(n, hint.n_steps), step=step)
        for n, step in enumerate(hint.steps, 1)
    ]
    return "\n".join(map(words, [*lines, hint.what_next()]))


def _head(n: int, total: int) -> Sentence:
    return say("Hint {n} of {total}", n=n, total=total)
