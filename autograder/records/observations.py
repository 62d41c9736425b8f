"""An observation: named plain values, which travel from student code to the judge as JSON.

Owns the form and its limits. How values get into it is in ``autograder.probing.probes``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from autograder.errors import MalformedObservation
from autograder.records.values import MAX_TEXT, Value, from_json, to_json

MAX_JSON_BYTES = 16 * 2**20
MAX_KEYS = 500
NOT_CALLABLE = "implementation"
"""The only value of an observation where what was given to ``check`` can't be called."""
MIME = "application/vnd.autograder.observation+json"
"""The type of an output that is an observation; its data is one text of ASCII JSON."""


@dataclass(frozen=True)
class Observation:
    """Named values, in the order in which they were observed.

    ``labels`` say in words what each value is, such as "fun_dz(1.3, -0.4)". They are for
    messages, are not compared, and don't travel: the judge uses its own.
    """

    values: dict[str, Value] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """The values as one line of JSON."""
        return json.dumps(
            {"version": 1, "values": {key: to_json(value) for key, value in self.values.items()}}
        )

    @classmethod
    def from_json(cls, text: str | bytes) -> Observation:
        """The observation in this JSON. Raises ``MalformedObservation`` for anything else."""
        if len(text) > MAX_JSON_BYTES:
            raise MalformedObservation(f"an observation of {len(text)} bytes is too large")
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise MalformedObservation(f"not JSON: {error}") from error
        return cls.from_data(data)

    @classmethod
    def from_data(cls, data: object) -> Observation:
        """The observation in already parsed JSON. Raises ``MalformedObservation``."""
        if not isinstance(data, dict) or data.get("version") != 1:
            raise MalformedObservation("an observation is an object with version 1")
        values = data.get("values")
        if not isinstance(values, dict) or len(values) > MAX_KEYS:
            raise MalformedObservation(f"an observation has at most {MAX_KEYS} values")
        return cls({str(key)[:MAX_TEXT]: from_json(value) for key, value in values.items()})
