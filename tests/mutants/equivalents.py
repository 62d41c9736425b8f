"""The survivors that are right all the same, each with the reason: ``equivalent.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("equivalent.toml")


@dataclass(frozen=True, order=True)
class Survivor:
    """A mutant by its exercise, the name of what it was made of, and what was changed."""

    exercise: str
    implementation: str
    words: str


def equivalents() -> dict[Survivor, str]:
    """The reason for each mutant in the file. Raises ``ValueError`` where one is listed twice."""
    return _listed("equivalent")


def unsteady() -> dict[Survivor, str]:
    """The same for mutants that pass in one run and not in another."""
    return _listed("unsteady")


def _listed(table: str) -> dict[Survivor, str]:
    reasons: dict[Survivor, str] = {}
    for entry in tomllib.loads(FILE.read_text(encoding="utf-8"))[table]:
        for implementation, words in entry["mutants"]:
            survivor = Survivor(entry["exercise"], implementation, words)
            if survivor in reasons:
                raise ValueError(f"{FILE.name} has {survivor} twice")
            reasons[survivor] = entry["reason"]
    return reasons
