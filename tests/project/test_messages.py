"""Every message of the package can be seen in its source, and stands in the template once."""

from __future__ import annotations

import io
import re

import pytest
from babel.messages.pofile import read_po

from autograder.records.sentences import names_in
from tools.messages import (
    FORMAT,
    Call,
    calls_in,
    main,
    object_messages,
    package_calls,
    template,
    written,
)

NAME = re.compile(r"\{[a-z_]+\}")
CALLS = list(package_calls())


@pytest.fixture(scope="module")
def catalog():
    return template(CALLS, object_messages())


def test_every_message_is_written_out_or_a_constant_of_its_module():
    assert len(CALLS) > 400
    assert [f"{call.place}: {call.fault}" for call in CALLS if call.fault] == []


def test_every_message_names_exactly_the_values_that_it_is_given():
    wrong = [(call.place, text) for call in CALLS for text in _misnamed(call)]
    assert wrong == []


def _misnamed(call: Call) -> list[str]:
    """The messages of a call that name other values. One form of a plural may leave {n} out."""
    if call.names is None:
        return []
    if not call.names:
        return [text for text in call.messages if NAME.search(text)]
    if call.is_count:
        named = set().union(*map(names_in, call.messages))
        return [] if named | {"n"} == call.names else list(call.messages)
    return [text for text in call.messages if names_in(text) != call.names]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('say(f"{number} of 3")', "no message"),
        ('say("one " + word)', "no message"),
        ("say(text)", "no message"),
        ('say_count("{n} thing", many, 3)', "no message"),
        ('say("{n} of 3", m=1)', ""),
        ('say("{n} of 3")', ""),
        ('say_count("{n} of {m}", "{n} of {m}", 3)', ""),
    ],
)
def test_a_message_that_is_glued_or_names_other_values_is_found(source, fault):
    (call,) = calls_in(f"def f(word, text):\n    return {source}\n", "f.py")
    assert call.place == "f.py:2"
    assert fault in call.fault if fault else _misnamed(call)


def test_constants_of_a_module_and_choices_between_two_are_messages():
    constants = 'A = "{n} a"\nB, C = "b", "c"\nD = {1: "d", 2: "e"}\n'
    source = "say(A, n=1)\nsay(B if x else C)\nsay(D[1])\n"
    assert [call.messages for call in calls_in(constants + source, "f.py")] == [
        ("{n} a",),
        ("b", "c"),
        ("d", "e"),
    ]


def test_the_template_has_each_message_once_with_its_names(catalog):
    read = read_po(io.BytesIO(written(catalog)))
    ids = [m.id[0] if isinstance(m.id, tuple) else m.id for m in read if m.id]
    assert len(ids) == len(set(ids)) == len(catalog) > 1000
    for message in catalog:
        if FORMAT in message.flags:
            forms = message.id if isinstance(message.id, tuple) else (message.id,)
            assert any(names_in(form) for form in forms)
    assert b"python-format" not in written(catalog)


def test_a_message_with_braces_and_no_values_is_not_taken_for_one_with_names(catalog):
    braces = [m for m in catalog if m.id and '{"a": a' in "".join(m.id)]
    assert braces and not any(FORMAT in message.flags for message in braces)


def test_the_template_is_the_same_in_whatever_order_files_are_read():
    assert written(template(CALLS, object_messages())) == written(
        template(reversed(CALLS), object_messages())
    )


def test_a_message_that_cannot_be_seen_is_told_with_its_place(tmp_path, capsys):
    (tmp_path / "autograder").mkdir()
    (tmp_path / "autograder" / "glued.py").write_text('\nsay("a" + b)\n')
    assert main(tmp_path) == 1
    assert "glued.py:2: 'a' + b is no message" in capsys.readouterr().err
    (tmp_path / "autograder" / "glued.py").write_text('say("a {b}", b=1)\n')
    assert main(tmp_path) == 0
    assert (
        b'msgid "a {b}"' in (tmp_path / "autograder" / "catalogs" / "autograder.pot").read_bytes()
    )
