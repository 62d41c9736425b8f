"""The account of a collection in a terminal: a line for each file, and the sum."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.platforms.accounts import LEFT, REFUSED, Account, Item, sum_line
from autograder.records.signs import safe_text

MAX_NAME = 300
SHORT = 34
"""Characters of a file's name where there is nothing to look at: its end, which tells most."""
MAX_NOTES = 20


def show(console: Console, account: Account, kept: Path | None, dry: bool) -> None:
    """Prints what became of every file, what to look at, and where it is told in full."""
    console.print(_table(account))
    for note in account.notes[:MAX_NOTES]:
        console.print(Text(safe_text(note)), soft_wrap=True)
    if (more := len(account.notes) - MAX_NOTES) > 0:
        console.print(f"And {more} notes more.")
    console.print()
    console.print(Text(sum_line(account.items, account)))
    if looks := sum(item.look or item.state == REFUSED for item in account.items):
        console.print(f"{looks} need a look: the lines with “?”.")
    if dry:
        console.print("Nothing was written: this is what would be done.")
    elif kept is not None:
        console.print(Text(f"All of it is in {kept}."), soft_wrap=True)


def _table(account: Account) -> Table:
    """One row a file; what tools left behind is in the sum alone."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    for head in ("student", "", "lesson", "what became of it", "file"):
        table.add_column(head, overflow="fold")
    for item in account.items:
        if item.state != LEFT:
            table.add_row(*_row(item))
    return table


def _row(item: Item) -> tuple[Text, ...]:
    mark = "?" if item.look or item.state == REFUSED else ""
    became = f"{item.state}: {item.why}" if item.why else item.state
    late = ", late" if item.late else ""
    name = item.name
    if not mark and not item.why and len(name) > SHORT:
        name = f"…{name[1 - SHORT :]}"
    texts = (", ".join(item.students), mark, item.lesson, became + late, name)
    return tuple(Text(safe_text(text, MAX_NAME)) for text in texts)
