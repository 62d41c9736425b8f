"""People as platforms name them, and who of a hand-in is who of a roster.

Owns the order in which ids are trusted. What is ambiguous is shown and never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Person:
    """What a platform says of somebody; "" for what it doesn't.

    ``id`` is the platform's own lasting id (Canvas' user id, Gradescope's sid). ``number`` is the
    institution's (SIS id, student number, Moodle's ID number). ``once`` is an id that belongs to one
    assignment (Moodle's unique id, an anonymous id): it never names anybody across lessons.
    """

    id: str = ""
    login: str = ""
    number: str = ""
    email: str = ""
    name: str = ""
    once: str = ""


@dataclass(frozen=True)
class Roster:
    """The people of a class, from the sheet of one platform.

    ``lesson`` is the one whose sheet it is where ``once`` counts, else "". ``students`` are the
    folders' names in ``submitted/`` by the index of the person.
    """

    platform: str
    people: tuple[Person, ...]
    lesson: str = ""
    students: dict[int, str] = field(default_factory=dict)
