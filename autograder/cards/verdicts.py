"""The card of a verdict, as HTML for a notebook or page and as text for a terminal."""

from __future__ import annotations

import re
from html import escape

from autograder.cards.hints import html_steps
from autograder.cards.styles import STYLES, framed, html_text, points_text
from autograder.records.languages import words
from autograder.records.phrases import LINES, read_phrase
from autograder.records.sentences import say
from autograder.records.signs import safe_text
from autograder.records.verdicts import Status, Verdict

LABEL = re.compile(r"(?:what|the|after|each|where) ")
"""How the label of an observation begins that is no name of the student's."""


def html_card(verdict: Verdict) -> str:
    """The card of a verdict as an HTML fragment."""
    sign, word, colour = STYLES[verdict.status]
    points = points_text(verdict.score, verdict.max_score, verdict.optional)
    parts = [
        f'<div style="display:flex;gap:.6em;align-items:baseline;flex-wrap:wrap">'
        f'<strong style="font-size:1.1em"><span style="color:{colour}">{sign}</span>'
        f" {html_text(word)}</strong>"
        f"<span>{html_text(verdict.title)}</span>"
        f'<span style="margin-left:auto;opacity:.8">{html_text(points)}</span></div>',
        f'<p style="margin:.4em 0">{html_text(_begun(verdict.message))}</p>',
        _html_student_lines(verdict),
        _html_differences(verdict),
        verdict.picture or "",
        _html_criteria(verdict),
        _html_hints(verdict),
    ]
    label = say("{title}: {word}, {points}", title=verdict.title, word=word, points=points)
    return framed("".join(parts), colour, label)


def _begun(message: str) -> str:
    """A message as a sentence begins: labels, with which some begin, are lower case in tables."""
    text = words(message)
    return text[:1].upper() + text[1:] if LABEL.match(text) else text


def _html_student_lines(verdict: Verdict) -> str:
    if not verdict.student_lines:
        return ""
    told = (words(read_phrase(line, LINES, depth=1)) for line in verdict.student_lines)
    lines = "\n".join(escape(safe_text(line, 200)) for line in told)
    return (
        f'<div style="opacity:.8">{html_text(say("In your code:"))}</div>'
        '<pre style="margin:.2em 0 .5em;padding:.4em .6em;border:1px solid #8886;'
        "border-radius:4px;background:transparent;color:inherit;white-space:pre-wrap;"
        'word-break:normal;overflow-wrap:anywhere">'
        f"{lines}</pre>"
    )


def _html_differences(verdict: Verdict) -> str:
    if not verdict.differences:
        return ""
    cell = 'style="text-align:left;padding:.15em .8em .15em 0;vertical-align:top;background:none"'
    code = 'code style="background:none;padding:0;color:inherit"'
    rows = "".join(
        f"<tr style='background:none'><td {cell}>{html_text(d.what)}</td>"
        f"<td {cell}><{code}>{html_text(d.expected, 200)}</code></td>"
        f"<td {cell}><{code}>{html_text(d.got, 200)}</code></td></tr>"
        for d in verdict.differences
    )
    heads = (say("asked for"), say("expected"), say("came"))
    head = "".join(f"<th {cell}>{html_text(text)}</th>" for text in heads)
    return (
        '<table style="border-collapse:collapse;margin:.3em 0;font-size:13px;color:inherit">'
        f"<tr style='background:none'>{head}</tr>{rows}</table>"
    )


def _html_criteria(verdict: Verdict) -> str:
    if len(verdict.criteria) < 2 or verdict.status in (Status.PASSED, Status.NOT_ATTEMPTED):
        return ""
    rows = "".join(
        f"<li>{'✓' if got >= most else '✗'} {html_text(title)}: {got:g} / {most:g}</li>"
        for title, got, most in verdict.criteria
    )
    return f'<ul style="list-style:none;padding-left:0;margin:.4em 0;opacity:.9">{rows}</ul>'


def _html_hints(verdict: Verdict) -> str:
    if verdict.status in (Status.PASSED, Status.UNDETERMINED):
        return ""
    return html_steps(verdict.hints)


def text_card(verdict: Verdict) -> str:
    """The card of a verdict as plain text for a terminal."""
    sign, word, _ = STYLES[verdict.status]
    head = say("{title}: {word}", title=verdict.title, word=word)
    if points := points_text(verdict.score, verdict.max_score, verdict.optional):
        head = say("{head} ({points})", head=head, points=points)
    lines = [f"{sign} {words(head)}", f"  {_begun(verdict.message)}"]
    lines += [f"    {words(read_phrase(x, LINES, depth=1))}" for x in verdict.student_lines]
    for d in verdict.differences:
        told = say(
            "{what}: expected {expected}, came {got}", what=d.what, expected=d.expected, got=d.got
        )
        lines.append(f"    {words(told)}")
    if verdict.status in (Status.PARTIAL, Status.FAILED) and len(verdict.criteria) > 1:
        lines += [
            f"    {'✓' if got >= most else '✗'} {words(title)}: {got:g} / {most:g}"
            for title, got, most in verdict.criteria
        ]
    if verdict.hints and verdict.status in (Status.PARTIAL, Status.FAILED, Status.ERROR):
        call = f'hint("{verdict.exercise}")'
        lines.append(f"  {words(say('For a hint: {call}', call=call))}")
    return "\n".join(safe_text(line) for line in lines)
