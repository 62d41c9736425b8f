"""What a cell showed: from a kernel's messages to outputs as a notebook file holds them.

Nothing that comes from a kernel is believed: an output has the fields and types that the notebook
format asks for, or it is dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode, from_dict

from autograder.grading.channels import Message
from autograder.records.observations import MIME

JSON_TYPES = ("application/json", "+json")


class Outputs:
    """The outputs of the cells that one kernel has run, by the cell's index."""

    def __init__(self) -> None:
        self.shown: dict[int, list[dict[str, Any]]] = {}
        self.counts: dict[int, int] = {}
        self.displays: dict[str, list[dict[str, Any]]] = {}
        self.clear_next: set[int] = set()

    def take(self, index: int, message: Message) -> None:
        """Adds what a message shows to the outputs of the cell; other messages show nothing."""
        content = message.content
        if message.kind == "execute_input":
            count = content.get("execution_count")
            self.counts[index] = count if isinstance(count, int) and 0 <= count < 10**9 else 0
        elif message.kind == "clear_output":
            self._clear(index, later=content.get("wait") is True)
        elif message.kind == "update_display_data":
            self._update(content)
        elif output := output_of(message):
            self._add(index, output, content)

    def _clear(self, index: int, later: bool) -> None:
        if later:
            self.clear_next.add(index)
        else:
            self.shown[index] = []

    def _add(self, index: int, output: dict[str, Any], content: Mapping[str, Any]) -> None:
        if index in self.clear_next:
            self.clear_next.discard(index)
            self.shown[index] = []
        outputs = self.shown.setdefault(index, [])
        if (name := _display_id(content)) and output["output_type"] == "display_data":
            self.displays.setdefault(name, []).append(output)
        last = outputs[-1] if outputs else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            last["text"].append(output["text"][0])
        else:
            outputs.append(output)

    def _update(self, content: Mapping[str, Any]) -> None:
        for output in self.displays.get(_display_id(content), []):
            if MIME in output["data"]:  # what was observed can't be exchanged later
                continue
            output["data"] = mime_bundle(content.get("data"))
            output["metadata"] = _object(content.get("metadata"))

    def last_raised(self, name: str, default: int) -> int:
        """The last cell that showed an exception of this name."""
        raised = (i for i, shown in self.shown.items() if name in [o.get("ename") for o in shown])
        return max(raised, default=default)

    def nodes(self, index: int) -> list[NotebookNode]:
        """The outputs of a cell, for a notebook."""
        outputs = self.shown.get(index, [])
        for output in outputs:
            if output["output_type"] == "stream":
                output["text"] = ["".join(output["text"])]
        joined = ({**o, "text": o["text"][0]} if "text" in o else o for o in outputs)
        return [from_dict(output) for output in joined]


def output_of(message: Message) -> dict[str, Any]:
    """The output that a message carries, {} where it carries none."""
    content = message.content
    if message.kind == "stream":
        name = "stderr" if content.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": [_text(content.get("text"))]}
    if message.kind == "error":
        lines = content.get("traceback")
        return {
            "output_type": "error",
            "ename": _text(content.get("ename")),
            "evalue": _text(content.get("evalue")),
            "traceback": [_text(line) for line in lines] if isinstance(lines, list) else [],
        }
    if message.kind not in ("display_data", "execute_result"):
        return {}
    data, metadata = mime_bundle(content.get("data")), _object(content.get("metadata"))
    output: dict[str, Any] = {"output_type": message.kind, "data": data, "metadata": metadata}
    if message.kind == "execute_result":
        count = content.get("execution_count")
        output["execution_count"] = count if isinstance(count, int) and count >= 0 else None
    return output


def error_output(name: str, text: str) -> NotebookNode:
    """An output that says why a cell has no others."""
    return from_dict({"output_type": "error", "ename": name, "evalue": text, "traceback": [text]})


def mime_bundle(data: object) -> dict[str, Any]:
    """What of these data the notebook format allows: text by MIME type, JSON for JSON's types."""
    return {
        kind: value
        for kind, value in _object(data).items()
        if kind.endswith(JSON_TYPES) or isinstance(value, str) or _is_lines(value)
    }


def _is_lines(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(line, str) for line in value)


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    """Text that can be written as UTF-8."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else ""


def _display_id(content: Mapping[str, Any]) -> str:
    name = _object(content.get("transient")).get("display_id")
    return name if isinstance(name, str) else ""
