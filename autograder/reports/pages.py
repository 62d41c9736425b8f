"""Pages for students where nbgrader has none."""

from __future__ import annotations

from html import escape

from autograder.records.languages import current_code, words
from autograder.records.results import REJECTED, Record
from autograder.records.sentences import say
from autograder.records.signs import safe_text

PAGE = """\
<!DOCTYPE html>
<html lang="{code}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{lesson}: {head}</title>
<style>body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 42em; margin: 3em auto; \
padding: 0 1em; color-scheme: light dark }}</style>
</head>
<body>
<h1>{head}</h1>
<p>{lesson}, {student}</p>
<p>{message}</p>
</body>
</html>
"""


def failure_page(record: Record) -> str:
    """The HTML page of a hand-in without points: why it could not be graded, and what to do."""
    head = say("Not graded")
    if record.status == REJECTED:
        head = say("Your hand-in could not be read")
    texts = {
        "head": words(head),
        "lesson": record.assignment,
        "student": record.student,
        "message": words(record.told()),
    }
    return PAGE.format(
        code=current_code(), **{k: escape(safe_text(v, 1000)) for k, v in texts.items()}
    )
