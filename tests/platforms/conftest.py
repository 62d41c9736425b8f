"""A class to collect for: folders of its own, and the command that collects into them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.cli import main
from autograder.platforms.accounts import STATES


@dataclass(frozen=True)
class Desk:
    """Where a class's hand-ins and results are."""

    root: Path

    @property
    def submitted(self) -> Path:
        return self.root / "submitted"

    def collect(self, *arguments: object) -> int:
        places = ["--to", self.submitted, "--out", self.root / "grading"]
        return main(["collect", *map(str, [*arguments, *places])])

    def account(self) -> dict:
        """The last account that was kept; its sum is that of what was found."""
        last = max((self.root / "grading" / "collected").glob("*.json"), key=_order)
        told = json.loads(last.read_text(encoding="utf-8"))
        counts = Counter(item["state"] for item in told["files"])
        assert told["found"] == len(told["files"]) == sum(told[state] for state in STATES)
        assert all(told[state] == counts[state] for state in STATES)
        return told

    def states(self) -> dict[str, str]:
        """What became of each file, by its name in the download."""
        return {item["name"]: item["state"] for item in self.account()["files"]}

    def whys(self) -> dict[str, str]:
        return {item["name"]: item["why"] for item in self.account()["files"]}

    def notebooks(self) -> dict[str, bytes]:
        """The bytes of what counts, by STUDENT/LESSON."""
        found = self.submitted.glob("*/0*/*.ipynb")
        return {f"{p.parts[-3]}/{p.parts[-2]}": p.read_bytes() for p in found}

    def aside(self) -> list[bytes]:
        return [p.read_bytes() for p in sorted(self.submitted.glob("*/.aside/*/*/*.ipynb"))]


def _order(path: Path) -> tuple[str, int]:
    time, _, number = path.stem.partition("Z")
    return time, int(number.removeprefix("-") or 1)


@pytest.fixture
def desk(tmp_path) -> Desk:
    (tmp_path / "class").mkdir()
    return Desk(tmp_path / "class")
