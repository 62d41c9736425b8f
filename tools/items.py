"""What a question's text cell is made of: paragraphs, and items ``- [MARK] text`` with a reason.

Owns the reading of such cells, which quizzes and predictions share. Which marks there are, and
what is asked, is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tools.sources import Cell

ITEM = re.compile(r"- \[([^\]]*)\][ \t]*(.*)", re.S)
BLANK = re.compile(r"\n[ \t]*\n")
MAX_LABEL = 70


@dataclass(frozen=True)
class Item:
    """One item as it is written, with the line where it begins."""

    line: int
    mark: str
    text: str
    why: str


def items(cell: Cell) -> list[Item]:
    """The items of a cell, each with the paragraphs below it."""
    found: list[Item] = []
    for line, paragraph in paragraphs(cell):
        if match := ITEM.match(paragraph):
            found.append(Item(line, match[1], match[2].strip(), ""))
        elif found:
            last = found[-1]
            why = f"{last.why}\n\n{paragraph}".strip()
            found[-1] = Item(last.line, last.mark, last.text, why)
    return found


def question_text(cell: Cell) -> str:
    """What stands above the first item."""
    texts: list[str] = []
    for _, paragraph in paragraphs(cell):
        if ITEM.match(paragraph):
            break
        texts.append(paragraph)
    return "\n\n".join(texts)


def paragraphs(cell: Cell) -> list[tuple[int, str]]:
    """The paragraphs with the lines where they begin, unwrapped to one line each."""
    found: list[tuple[int, str]] = []
    line = cell.text_line
    for block in BLANK.split(cell.source):
        text = " ".join(part.strip() for part in block.splitlines())
        found.append((line, text.strip()))
        line += block.count("\n") + 2
    return found


def inline_problems(cell: Cell) -> Iterator[tuple[int, str]]:
    """Lines and messages: blocks that a button's page can't show, and a missing question."""
    for line, paragraph in paragraphs(cell):
        if "```" in paragraph or "$$" in paragraph:
            yield line, "a block of code or formulas: put it into the line, as `code` or $formula$."
    if not question_text(cell):
        yield cell.text_line, "it begins with an option: write the question above it."


def label_problems(found: Sequence[Item], what: str) -> Iterator[tuple[int, str]]:
    """Lines and messages: items that don't fit on a button, or stand there twice."""
    seen: set[str] = set()
    for item in found:
        if not item.text:
            yield item.line, f"{what} without text: write the answer or name after the brackets."
        if len(item.text) > MAX_LABEL:
            length = len(item.text)
            yield item.line, f"{what} of {length} letters: a button has room for {MAX_LABEL}."
        if "$" in item.text:
            message = "formulas aren't typeset on buttons: write x², ∂, η, −1 as letters."
            yield item.line, message
        if item.text in seen:
            yield item.line, f"{what} {item.text!r} stands there twice: change one."
        seen.add(item.text)
