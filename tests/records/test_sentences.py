"""Sentences: shown in a language, kept as JSON, and read back of what a check observed."""

import json
import pickle
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.records.observations import Observation
from autograder.records.phrases import read_phrase, worded
from autograder.records.results import (
    MAX_MESSAGE,
    REJECTED,
    Record,
    exercise_record,
    failed_record,
    graded_record,
    mended_record,
)
from autograder.records.sentences import (
    Sentence,
    both,
    from_json,
    joined,
    listed,
    names_in,
    say,
    say_count,
    some_of,
    to_json,
)
from autograder.records.values import Value, plain
from autograder.records.verdicts import Status, Verdict

SENTENCES = [
    say("Look."),
    say("Return `{x}`, not {}."),
    say("Expected {kind}, but got {came}.", kind=say("a tuple"), came="a {brace}"),
    say_count("{n} is missing.", "{n} are missing.", 3),
    say_count("{score:g} of {n:g} point", "{score:g} of {n:g} points", 0.5, score=0.25),
    joined(say("One."), say("Two."), listed(["a", "b"]), both(["`c`", "`d`", "`e`"])),
    say("shape {wanted}", wanted=(2, 3)),
]


class Translated:
    """A language of the messages that it is given."""

    def __init__(self, **known):
        self.known = known

    def gettext(self, message):
        return self.known.get("one", message)

    def ngettext(self, one, many, n):
        return self.known["one"] if n == 1 else self.known["many"]


@pytest.mark.parametrize("sentence", SENTENCES, ids=str)
def test_a_sentence_survives_json_and_pickle(sentence):
    again = from_json(json.loads(json.dumps(to_json(sentence))))
    assert again == sentence and again.message == sentence.message
    assert again.plural == sentence.plural
    assert to_json(again) == to_json(sentence)
    assert pickle.loads(pickle.dumps(sentence)).values == sentence.values


def test_text_that_is_no_sentence_has_no_json():
    assert to_json("some text") is None


def nested(depth):
    data = {"id": "Look.", "values": {}}
    for _ in range(depth):
        data = {"id": "{text}", "values": {"text": data}}
    return data


BAD = {
    "nothing": None,
    "text": "Look.",
    "a list": [],
    "no id": {"values": {}},
    "no values": {"id": "Look."},
    "an id that is a number": {"id": 3, "values": {}},
    "values that are a list": {"id": "Look.", "values": []},
    "a name without a value": {"id": "{kind}", "values": {"kinds": "x"}},
    "an attribute": {"id": "{kind.__class__}", "values": {"kind": "x"}},
    "an index": {"id": "{kind[0]}", "values": {"kind": "x"}},
    "a conversion": {"id": "{kind!r}", "values": {"kind": "x"}},
    "a width": {"id": "{kind:>99999999}", "values": {"kind": "x"}},
    "a width by a value": {"id": "{kind:{kind}}", "values": {"kind": 99}},
    "a number's form for text": {"id": "{kind:g}", "values": {"kind": "x"}},
    "a value that is a list": {"id": "{kind}", "values": {"kind": []}},
    "a value that is a truth value": {"id": "{kind}", "values": {"kind": True}},
    "a value that is an object": {"id": "{kind}", "values": {"kind": {}}},
    "a plural without a number": {"id": "a", "plural": "b", "values": {}},
    "a plural that is a number": {"id": "a", "plural": 3, "values": {"n": 2}},
    "more than a sentence": {"id": "a", "values": {}, "other": 1},
    "a brace that isn't closed": {"id": "{kind", "values": {"kind": "x"}},
    "too deep": nested(500),
    "too long": {"id": "{kind}", "values": {"kind": "x" * 100_000}},
    "too many": {"id": "a", "values": {f"v{n}": 1 for n in range(100_000)}},
}


@pytest.mark.parametrize("case", BAD)
def test_nothing_is_read_that_is_no_sentence(case):
    assert from_json(BAD[case]) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "values", "plural", "n", "x"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSON)
def test_whatever_json_is_read_is_a_sentence_or_nothing(data):
    found = from_json(data)
    assert found is None or (isinstance(found, Sentence) and len(found) < 100_000)


@pytest.mark.parametrize(
    "wrong",
    ["{other}", "{}", "{0}", "{kind.name}", "{kind", "{kind:d}", "}"],
)
def test_a_translation_with_wrong_names_leaves_the_sentence_english(wrong):
    sentence = say("Expected {kind}.", kind="a tuple")
    assert sentence.shown_in(Translated(one=wrong)) == "Expected a tuple."
    counted = say_count("{n} is left of {kind}.", "{n} are left of {kind}.", 2, kind="x")
    assert counted.shown_in(Translated(one="{kind}", many=wrong)) == "2 are left of x."


def test_halves_have_the_form_of_many():
    half = say_count("{n:g} point", "{n:g} points", 0.5)
    assert half == half.shown_in(Translated(one="{n:g} point", many="{n:g} points")) == "0.5 points"


def test_the_names_of_a_message_are_plain():
    assert names_in("Expected {kind}, {n:g} of {n:.3f} {{braces}}") == {"kind", "n"}
    with pytest.raises(ValueError, match="is no plain name"):
        names_in("{kind.name}")


MESSAGES = (
    "a list of {n} floats",
    "backward of {what}",
    "something else",
    "missing: {names}",
    "{node} before {parent}",
    "{text} (not one of the ten causes)",
    "The power of {names}; nothing else",
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a list of 3 floats", "<a list of 3 floats>"),
        ("backward of something else", "<backward of <something else>>"),
        (
            "missing: a, b; a before b, b before c",
            "<<missing: a, b>; <<a before b>, <b before c>>>",
        ),
        ("missing: a, b; a before b", "<<missing: a, b>; <a before b>>"),
        ("a before b, b before c", "<<a before b>, <b before c>>"),
        (
            "wrong; too, far (not one of the ten causes)",
            "<wrong; too, far (not one of the ten causes)>",
        ),
        ("The power of x, y; nothing else", "<The power of x, y; nothing else>"),
        ("a list of 3 tensors", None),
        ("a before b, and more", None),
        ("a list of  floats", None),
        ("", None),
    ],
)
def test_a_text_of_ours_is_read_back_as_the_sentence_that_it_was(text, shown):
    found = read_phrase(text, MESSAGES)
    assert found == text
    assert angled(found) == (text if shown is None else shown)


def angled(value):
    """The text with every sentence in it in angles."""
    if not isinstance(value, Sentence):
        return str(value)
    return f"<{value.message.format(**{k: angled(v) for k, v in value.values.items()})}>"


@given(st.text(alphabet="ab,; :()", max_size=200))
def test_any_text_is_read_as_itself_or_as_a_shorter_list(text):
    found = read_phrase(text, MESSAGES)
    assert found == text or "more" in found


def test_a_long_hostile_text_is_read_at_once():
    text = "missing: " * 200 + " before ".join("ab" * 100) + ", " * 500 + "; " * 300
    assert read_phrase(text[:2000], MESSAGES)


def test_texts_inside_of_containers_are_worded_and_the_rest_stays():
    values = {"one": plain(["something else", "x", 1.0]), "two": plain({"something else": "y"})}
    found = worded(Observation(values), MESSAGES)
    assert [isinstance(v.data, Sentence) for v in found.values["one"].data] == [True, False, False]
    ((key, value),) = found.values["two"].data
    assert isinstance(key, Sentence) and not isinstance(value.data, Sentence)
    long = Observation({"long": Value("list", tuple(plain("something else") for _ in range(900)))})
    assert len(worded(long, MESSAGES).values["long"].data) == 900


def verdict(message):
    return Verdict("f", say("F"), 0.0, 1.0, Status.FAILED, message)


def test_a_record_tells_its_sentence_and_plain_text_as_it_is():
    told = exercise_record(verdict(SENTENCES[2])).told()
    assert isinstance(told, Sentence) and told == SENTENCES[2]
    plain_text = exercise_record(verdict("Look."))
    assert plain_text.said is None and plain_text.told() == "Look."
    long = exercise_record(verdict(say("It is {error}.", error="x" * 50_000)))
    assert long.said is None and len(long.told()) == MAX_MESSAGE


def test_what_a_file_says_beside_the_message_counts_only_if_it_says_the_same():
    record = exercise_record(verdict(SENTENCES[0]))
    line = {
        "student": "a", "assignment": "x", "score": 0.0, "max_score": 1.0, "status": "graded",
        "message": "", "seconds": 1.0, "exercises": [vars(record)],
    }  # fmt: skip
    assert isinstance(Record.from_dict(line).exercises[0].told(), Sentence)
    for said in (to_json(say("Full marks.")), ["x"], "x", {"id": "{x"}, None):
        forged = {**line, "exercises": [{**vars(record), "said": said}]}
        (exercise,) = Record.from_json(json.dumps(forged)).exercises
        assert exercise.told() == "Look." and not isinstance(exercise.told(), Sentence)


def test_a_record_of_a_file_without_sentences_is_read():
    old = vars(exercise_record(verdict("Look."))).copy()
    del old["said"]
    line = {
        "student": "a", "assignment": "x", "score": 0.0, "max_score": 1.0, "status": "graded",
        "message": "", "seconds": 1.0, "exercises": [old],
    }  # fmt: skip
    assert Record.from_dict(line).exercises[0].told() == "Look."


def test_a_line_of_an_older_version_without_sentences_of_the_hand_in_is_read():
    line = {
        "student": "a", "assignment": "x", "score": 0.0, "max_score": 1.0, "status": "rejected",
        "message": "The file is empty.", "seconds": 1.0, "repairs": ["One.", "Two."],
        "exercises": [], "unsure": [],
    }  # fmt: skip
    record = Record.from_json(json.dumps(line))
    assert (record.said, record.repairs_said) == (None, ())
    assert (record.told(), record.repairs_told()) == ("The file is empty.", ("One.", "Two."))
    assert Record.from_json(record.to_json()) == record


def test_what_is_said_of_a_hand_in_is_english_beside_its_sentences_and_both_are_read():
    record = failed_record("x", 1.0, REJECTED, say("The file is {kind}.", kind=say("a PDF")), 1.0)
    record = mended_record(record, (say("Cell {number} was cut.", number=3), "plain"))
    line = json.loads(record.to_json())
    assert line["message"] == "The file is a PDF." and line["repairs"][0] == "Cell 3 was cut."
    assert line["said"]["values"] == {"kind": {"id": "a PDF", "values": {}}}
    assert line["repairs_said"] == [{"id": "Cell {number} was cut.", "values": {"number": 3}}, None]
    again = Record.from_json(record.to_json())
    assert again == record
    assert isinstance(again.told(), Sentence) and again.told() == "The file is a PDF."
    assert [type(note) for note in again.repairs_told()] == [Sentence, str]
    assert [type(note) for note in record.repairs] == [str, str]


def test_a_sentence_of_a_hand_in_that_says_something_else_than_the_text_does_not_count():
    record = failed_record("x", 1.0, REJECTED, "It is empty.", 1.0)
    other = to_json(say("Full marks."))
    forged = replace(record, said=other, repairs=("One.",), repairs_said=(other, other))
    assert forged.told() == "It is empty." and forged.repairs_told() == ("One.",)


def test_the_exercises_that_could_not_be_checked_are_named_in_a_sentence():
    open_one = replace(verdict("Look."), status=Status.UNDETERMINED)
    record = graded_record("x", (open_one,), 1.0)
    told = record.told()
    assert isinstance(told, Sentence) and told.message == "The grader could not check {names}."
    assert record.message == f"The grader could not check {open_one.exercise}."


@pytest.mark.parametrize("n", [0, 1, 3])
def test_as_many_sentences_as_may_be_stay_as_they_are(n):
    some = [say("Cell {n}.", n=k) for k in range(n)]
    assert some_of(some, 3, lambda more: say("{n} more.", n=more)) == some


def test_of_more_sentences_the_number_is_told():
    some = [say("Cell {n}.", n=k) for k in range(5)]
    told = some_of(some, 3, lambda more: say("{n} more.", n=more))
    assert told == ["Cell 0.", "Cell 1.", "Cell 2.", "2 more."]
