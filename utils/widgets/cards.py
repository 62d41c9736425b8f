"""The look of a card in which a reader answers, in quizzes and predictions: frame and buttons.

Owns the style. What stands in a card is the matter of who makes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

GREEN, AMBER, BLUE = "#2e9e5b", "#c98500", "#2f7fc1"
"""Mid-tones for lines only: words have the page's own colour, light or dark."""
CARD, CHOSEN_RIGHT, CHOSEN_WRONG = "course-quiz", "course-quiz-right", "course-quiz-wrong"
LINKS = "course-quiz-links"
LINE = "color-mix(in srgb, currentColor 30%, transparent)"
STYLE = f"""\
.{CARD} {{ border: 1px solid {LINE}; border-left: 5px solid {BLUE}; border-radius: 6px;
  padding: .5em 1em .8em; box-sizing: border-box; color: var(--jp-content-font-color1, inherit);
  overflow: visible }}
.{CARD} > * {{ margin-left: 0; margin-right: 0; max-width: 100%; box-sizing: border-box }}
.{CARD} .jupyter-button {{ background: transparent; color: inherit; box-shadow: none;
  border: 1px solid {LINE}; border-radius: 5px; width: 100%; height: auto; min-height: 2.3em;
  padding: .3em .8em; margin: .2em 0; font-size: inherit; line-height: 1.4; text-align: left;
  white-space: normal }}
.{CARD} .jupyter-button:hover {{
  background: color-mix(in srgb, currentColor 8%, transparent); box-shadow: none }}
.{CARD} .jupyter-button:focus-visible {{ outline: 3px solid {BLUE}; outline-offset: 1px }}
.{CARD} .jupyter-button.{CHOSEN_RIGHT} {{ border: 2px solid {GREEN}; font-weight: 600 }}
.{CARD} .jupyter-button.{CHOSEN_WRONG} {{ border: 2px solid {AMBER}; font-weight: 600 }}
.{CARD} > .widget-html, .{CARD} > .widget-htmlmath {{ width: 100% }}
.{CARD} .{LINKS} p {{ font-size: var(--jp-widgets-font-size, 13px); line-height: 1.45 }}"""
"""Colours are made of the page's own, so that light and dark themes need no rules of their own."""


def styled(parts: Sequence[Any]) -> Any:
    """Return a box with these widgets below each other, as a card."""
    import ipywidgets

    style = ipywidgets.HTML(f"<style>{STYLE}</style>", layout={"display": "none"})
    box = ipywidgets.VBox([style, *parts], layout={"max_width": "46em"})
    box.add_class(CARD)
    return box
