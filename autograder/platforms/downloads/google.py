"""Google Classroom, Drive and Colab: a folder of notebooks as they lie in Drive.

Not verified: there is no documentation of the names. A folder is taken for a person's, by its name,
and of files that lie beside each other, ``<Person> - <title>`` for that person's, which is how
Classroom names the copies that it makes for students. Where a file doesn't tell whose it is, a CSV
``file,student`` does: see ``plain``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.platforms.archives import Source
from autograder.platforms.downloads.parts import COPY, Clock, gathered, most_fit
from autograder.platforms.handed import HandIn
from autograder.platforms.people import Person

NAME = "google"
TITLE = "Google Classroom, Drive or Colab"
STUDENT = ("email", "name")
FLAT = re.compile(r"(?P<name>[^/]+?) [-–—] (?P<file>[^/]+)")


def recognises(source: Source) -> str:
    """What in the source only Google writes, as a phrase; "" where nothing does."""
    return most_fit(source, _is_named, "“PERSON - TITLE”, or copies as Drive names them")


def hand_ins(source: Source, clock: Clock) -> Iterator[HandIn]:
    """All that was handed in, one for each person's name."""
    named = ((name, entry) for entry in source.entries if (name := _who(entry.name)))
    for name, files in gathered(named).items():
        yield HandIn((Person(name=name),), tuple(files))


def why_not(name: str) -> str:
    """What is known of an entry that belongs to no hand-in; "" for nothing."""
    return "its name doesn't tell whose it is: add a CSV with the heads file,student"


def _is_named(name: str) -> bool:
    base = name.rpartition("/")[2]
    return bool("/" not in name and FLAT.fullmatch(base)) or bool(COPY.search(base))


def _who(name: str) -> str:
    folder, slash, base = name.rpartition("/")
    if slash:
        return folder.rpartition("/")[2].strip()
    match = FLAT.fullmatch(base)
    return match["name"].strip() if match else ""
