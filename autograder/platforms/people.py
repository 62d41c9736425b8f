"""People as platforms name them, and who of a hand-in is who of a roster.

Owns the order in which ids are trusted. What is ambiguous is shown and never guessed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Person:
    """What a platform says of somebody; "" for what it doesn't.

    ``id`` is the platform's own lasting id (Canvas' user id, Gradescope's sid). ``number`` is the
    institution's (SIS id, student number, Moodle's ID number). ``once`` is an id that belongs to
    one assignment (Moodle's unique id, an anonymous id): it never names anybody across lessons.
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


@dataclass(frozen=True)
class Grade:
    """What goes back for one person: points, or None where there are none, and a feedback text."""

    points: float | None
    feedback: str = ""


@dataclass(frozen=True)
class Matching:
    """Who is who, by the index of who is sought: ``pairs`` are a person's index and by what.

    ``unclear`` are all the persons that one may be, or that others are as well: left alone. Who is
    in neither matches nobody.
    """

    pairs: dict[int, tuple[int, str]] = field(default_factory=dict)
    unclear: dict[int, tuple[int, ...]] = field(default_factory=dict)


def plain(text: str) -> str:
    """An id as it is compared: without blanks around it, a # before it, and capitals."""
    return unicodedata.normalize("NFKC", text).strip().removeprefix("#").casefold()


def number_key(text: str) -> str:
    """A student number without zeros before it."""
    key = plain(text)
    return key.lstrip("0") or key


def name_key(name: str) -> str:
    """A name's letters and digits, first name first: "Last, First" is "First Last"."""
    last, comma, first = name.partition(",")
    whole = f"{first} {last}" if comma and "," not in first else name
    text = unicodedata.normalize("NFKC", whole).casefold()
    return "".join(sign for sign in text if sign.isalnum() or unicodedata.category(sign)[0] == "M")


KEYS: Mapping[str, Callable[[Person], str]] = {
    "once": lambda person: plain(person.once),
    "id": lambda person: plain(person.id),
    "login": lambda person: plain(person.login),
    "number": lambda person: number_key(person.number),
    "email": lambda person: plain(person.email),
    "name": lambda person: name_key(person.name),
}
"""How persons are compared, what is trusted most first."""
WORDS = {
    "once": "the assignment's own id",
    "id": "id",
    "login": "login",
    "number": "student number",
    "email": "e-mail",
    "name": "name",
}
"""What a match was made by, for readers."""


def matched(wanted: Sequence[Person], people: Sequence[Person], once: bool = False) -> Matching:
    """Who of the people each of the wanted is. ``once`` says that both are of one assignment.

    What several have in common tells nobody; who is found by more than that isn't taken again.
    """
    result, taken = Matching(), set[int]()
    for way, key in KEYS.items():
        if way == "once" and not once:
            continue
        known, asked = _by_key(people, key), _by_key(wanted, key)
        for index, person in enumerate(wanted):
            found = known.get(key(person), [])
            if not found or index in result.pairs or index in result.unclear:
                continue
            alone = len(found) == 1 and len(asked[key(person)]) == 1
            if alone and found[0] not in taken:
                result.pairs[index] = (found[0], way)
            else:
                result.unclear[index] = tuple(found)
        taken |= {person for person, _ in result.pairs.values()}
    return result


def matched_names(names: Sequence[str], people: Sequence[Person]) -> Matching:
    """Who of the people each text names, of which it isn't known whether it is an id or a name.

    A text that is one person's login and another's number names neither.
    """
    found: dict[int, list[tuple[int, str]]] = {}
    by_way = {way: _by_key(people, key) for way, key in KEYS.items() if way != "once"}
    for index, name in enumerate(names):
        keys = {"number": number_key(name), "name": name_key(name)}
        hits = [(p, way) for way in by_way for p in by_way[way].get(keys.get(way, plain(name)), [])]
        found[index] = [hit for hit in hits if hit[1] != "name"] or hits
    claims: dict[int, set[int]] = {}
    for index, hits in found.items():
        for person, _ in hits:
            claims.setdefault(person, set()).add(index)
    result = Matching()
    for index, hits in found.items():
        persons = tuple(dict.fromkeys(person for person, _ in hits))
        if len(persons) == 1 and claims[persons[0]] == {index}:
            result.pairs[index] = hits[0]
        elif persons:
            result.unclear[index] = persons
    return result


def _by_key(people: Sequence[Person], key: Callable[[Person], str]) -> dict[str, list[int]]:
    """The indices of the people by what they are compared by, where they have it."""
    found: dict[str, list[int]] = {}
    for index, person in enumerate(people):
        if value := key(person):
            found.setdefault(value, []).append(index)
    return found


def who_is_who(students: Sequence[str], roster: Roster, kept: Sequence[Roster] = ()) -> Matching:
    """Who of the roster each student's folder is.

    Where a ``kept`` roster says whose folder it is, by that person's ids; else by the folder's
    name.
    """
    known: dict[str, Person] = {}
    same: set[str] = set()
    for old in kept:
        for index, student in old.students.items():
            if 0 <= index < len(old.people) and (
                student not in known or old.lesson == roster.lesson
            ):
                known[student] = old.people[index]
                (same.add if old.lesson and old.lesson == roster.lesson else same.discard)(student)
    told = [n for n, student in enumerate(students) if student in known]
    bare = [n for n, student in enumerate(students) if student not in known]
    ids = [known[students[n]] for n in told]
    ids = [p if students[n] in same else _without_once(p) for n, p in zip(told, ids, strict=True)]
    first = matched(ids, roster.people, once=True)
    second = matched_names([students[n] for n in bare], roster.people)
    result = Matching(
        {told[n]: (person, f"{way}, kept") for n, (person, way) in first.pairs.items()},
        {told[n]: persons for n, persons in first.unclear.items()},
    )
    taken = {person for person, _ in result.pairs.values()}
    for n, (person, way) in second.pairs.items():
        if person in taken:
            result.unclear[bare[n]] = (person,)
        else:
            result.pairs[bare[n]] = (person, way)
    result.unclear.update({bare[n]: persons for n, persons in second.unclear.items()})
    return result


def _without_once(person: Person) -> Person:
    return replace(person, once="")


def by_words(way: str) -> str:
    """What a match was made by, in words."""
    key, _, kept = way.partition(", ")
    return f"{WORDS[key]}, by the kept roster" if kept else WORDS[key]
