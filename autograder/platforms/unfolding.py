"""The files of a hand-in, one after the other, those in zips too.

Owns what is said of a file that is no notebook. Of which lesson a notebook is
and whose, isn't asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from autograder.grading.repair.reading import MAX_BYTES
from autograder.platforms.accounts import LEFT, REFUSED, SET_ASIDE, Item
from autograder.platforms.archives import Entry, Refused, Source, nested
from autograder.platforms.files import NOTEBOOK, ZIP, kind_of
from autograder.platforms.handed import HandIn


def files_of(
    source: Source, hand_in: HandIn, own: object
) -> Iterator[tuple[Entry, Item | None, bytes]]:
    """Each file of a hand-in, those in zips too: a record where it is done with, else its bytes."""
    waiting = list(hand_in.files)
    for entry in waiting:
        words = own(entry.name) if callable(own) else ""
        if words:
            yield entry, Item(source.name, entry.shown, SET_ASIDE, words), b""
        else:
            yield from _opened_up(source, source, entry)


def _opened_up(
    top: Source, source: Source, entry: Entry
) -> Iterator[tuple[Entry, Item | None, bytes]]:
    try:
        kind = kind_of(entry)
        if kind == NOTEBOOK:
            yield entry, None, entry.read(MAX_BYTES)
        elif kind != ZIP:
            why = f"it is {kind}, and no notebook" if kind != "no notebook" else "it is no notebook"
            yield entry, Item(top.name, entry.shown, SET_ASIDE, why, look=True), b""
        else:
            with nested(entry, source) as inside:
                yield from _inside_of(top, inside, entry)
    except Refused as error:
        yield entry, Item(top.name, entry.shown, REFUSED, str(error), look=True), b""


def _inside_of(
    top: Source, inside: Source, entry: Entry
) -> Iterator[tuple[Entry, Item | None, bytes]]:
    for name in inside.litter:
        yield entry, Item(top.name, f"{inside.name}: {name}", LEFT), b""
    for name, why in inside.refused:
        shown = f"{inside.name}: {name}"
        yield entry, Item(top.name, shown, REFUSED, why, look=True), b""
    if not (inside.litter or inside.refused or inside.entries):
        raise Refused("it is an empty zip")
    for each in inside.entries:
        yield from _opened_up(top, inside, each)
    top.notes += inside.notes
