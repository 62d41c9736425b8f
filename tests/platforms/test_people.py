"""Who is who: by ids first, and never by guessing."""

from __future__ import annotations

import pytest

from autograder.platforms.people import (
    Person,
    Roster,
    matched,
    matched_names,
    name_key,
    number_key,
    who_is_who,
)

ANNA = Person(id="501", login="anna1", number="0012345", email="Anna@uni.example", name="Ott, Anna")
BEN = Person(id="502", login="ben1", number="0012346", email="ben@uni.example", name="山田 太郎")
TWIN = Person(id="503", login="anna2", number="0012347", email="a2@uni.example", name="Anna Ott")
PEOPLE = (ANNA, BEN, TWIN)


@pytest.mark.parametrize(
    ("wanted", "by"),
    [
        (Person(id="501", name="Somebody Else"), "id"),
        (Person(login="ANNA1"), "login"),
        (Person(number="12345"), "number"),
        (Person(number="#0012345"), "number"),
        (Person(email=" anna@uni.example"), "email"),
    ],
)
def test_each_match_says_by_what(wanted, by):
    assert matched([wanted], PEOPLE).pairs == {0: (0, by)}


def test_what_is_trusted_more_comes_first():
    mixed = Person(id="502", number="12345", email="a2@uni.example", name="Anna Ott")
    assert matched([mixed], PEOPLE).pairs == {0: (1, "id")}


def test_two_of_one_name_are_told_apart_by_ids_and_left_alone_without():
    result = matched([Person(name="anna ott"), Person(number="12347", name="Anna Ott")], PEOPLE)
    assert result.pairs == {1: (2, "number")}
    assert result.unclear == {0: (0, 2)}


def test_two_who_claim_one_person_are_left_alone():
    result = matched([Person(id="502"), Person(id="502")], PEOPLE)
    assert result.pairs == {} and result.unclear == {0: (1,), 1: (1,)}


def test_who_is_found_by_an_id_is_not_taken_again_by_name():
    result = matched([Person(name="山田太郎"), Person(id="502")], PEOPLE)
    assert result.pairs == {1: (1, "id")} and result.unclear == {0: (1,)}


def test_an_id_of_one_assignment_counts_only_where_both_are_of_it():
    there = [Person(once="9", number="1"), Person(once="10", number="2")]
    wanted = Person(once="9", number="2")
    assert matched([wanted], there).pairs == {0: (1, "number")}
    assert matched([wanted], there, once=True).pairs == {0: (0, "once")}


def test_who_matches_nobody_is_in_neither():
    result = matched([Person(id="9"), Person()], PEOPLE)
    assert result.pairs == {} and result.unclear == {}


def test_a_folders_name_may_be_any_id():
    names = ["501", "ben1", "12347"]
    assert matched_names(names, PEOPLE).pairs == {0: (0, "id"), 1: (1, "login"), 2: (2, "number")}


def test_a_name_that_is_ones_id_and_anothers_number_is_neither():
    people = [Person(id="77", name="A"), Person(id="1", number="0077", name="B")]
    result = matched_names(["77"], people)
    assert result.pairs == {} and result.unclear == {0: (0, 1)}


def test_two_folders_of_one_person_are_left_alone():
    result = matched_names(["502", "ben@uni.example"], PEOPLE)
    assert result.pairs == {} and result.unclear == {0: (1,), 1: (1,)}


def test_names_are_compared_without_order_signs_blanks_and_width():
    assert name_key("O'Brien, Ann-Marie") == name_key("Ann Marie O’Brien".upper())
    assert name_key("山田 太郎") == name_key("山田　太郎") == name_key("山田太郎")
    assert name_key("ｱﾝﾅ") == name_key("アンナ")
    assert name_key("Müller") != name_key("Muller")
    assert number_key("000") == "000" and number_key("007") == "7"


def test_a_kept_roster_tells_whose_folder_it_is():
    kept = Roster("canvas", (ANNA, TWIN), students={0: "folder a", 1: "anna1"})
    result = who_is_who(["folder a", "anna1", "ben1"], Roster("canvas", PEOPLE), [kept])
    assert result.pairs == {0: (0, "id, kept"), 1: (2, "id, kept"), 2: (1, "login")}


def test_a_unique_id_of_another_lesson_names_nobody():
    first = Roster("moodle", (Person(once="9", email="a@x"),), "01", {0: "a@x"})
    second = Roster("moodle", (Person(once="9", email="b@x"), Person(once="4", email="a@x")), "02")
    assert who_is_who(["a@x"], second, [first]).pairs == {0: (1, "email, kept")}
    blind = Roster("moodle", (Person(once="9"), Person(once="4")), "02")
    assert who_is_who(["a@x"], blind, [first]).pairs == {}
    own = Roster("moodle", (Person(once="4"),), "02", {0: "a@x"})
    assert who_is_who(["a@x"], blind, [first, own]).pairs == {0: (1, "once, kept")}


def test_a_folder_that_names_who_is_matched_by_the_roster_is_left_alone():
    kept = Roster("canvas", (ANNA,), students={0: "folder a"})
    result = who_is_who(["folder a", "501"], Roster("canvas", PEOPLE), [kept])
    assert result.pairs == {0: (0, "id, kept")} and result.unclear == {1: (0,)}
