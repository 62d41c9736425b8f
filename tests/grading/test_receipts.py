"""Pages through nbgrader's exchange: stock nbgrader brings hand-ins and takes pages away."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeFactory
from nbgrader.utils import get_username
from traitlets.config import Config

from autograder.grading.course import Course
from autograder.grading.receipts import SECRET, keep_receipt
from tests.grading.material import LESSON
from tests.grading.stand_ins import grade, hand_in_shares, places_in

RECEIPT = {"timestamp.txt": b"2026-01-31 18:00:00 UTC", SECRET: b"0123abcd"}
NOTEBOOK = f"{LESSON}.ipynb"
left_open = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
"""nbgrader 0.9.6 leaves timestamp.txt open in release_feedback.py."""


class Exchange:
    """A course with nbgrader's exchange; its student is whoever runs the tests."""

    def __init__(self, course: Course, folder: Path) -> None:
        self.course, self.places, self.home = course, places_in(folder), folder / "home"
        self.config = Config()
        self.config.Exchange.root = str(folder / "exchange")
        self.config.Exchange.cache = str(folder / "cache")
        self.config.Exchange.assignment_dir = str(self.home)
        self.config.ExchangeCollect.update = True
        self.config.CourseDirectory.course_id = "a-course"
        self.config.CourseDirectory.root = str(course.root)
        self.config.CourseDirectory.release_directory = "course/en"
        self.config.CourseDirectory.submitted_directory = str(self.places.submitted)
        self.config.CourseDirectory.feedback_directory = str(self.places.feedback)
        self.config.CourseDirectory.db_url = f"sqlite:///{folder}/of_nbgrader.db"

    def do(self, *steps: str) -> None:
        """Has stock nbgrader do these steps for the lesson."""
        for step in steps:
            folders = CourseDirectory(config=self.config, assignment_id=LESSON)
            make = getattr(ExchangeFactory(config=self.config), step)
            authenticator = Authenticator(config=self.config)
            make(coursedir=folders, authenticator=authenticator, config=self.config).start()

    def hand_in(self, share: float) -> None:
        """Submits a stand-in for a notebook, and collects and grades it."""
        (self.home / LESSON / NOTEBOOK).write_text(str(share))
        self.do("Submit", "Collect")
        grade(self.course, self.places)

    def fetched(self) -> dict[str, bytes]:
        """The student's pages, by when they were handed in."""
        pages = (self.home / LESSON / "feedback").glob(f"*/{LESSON}.html")
        return {page.parent.name: page.read_bytes() for page in pages}


@pytest.fixture
def exchange(course: Course, tmp_path: Path) -> Exchange:
    (tmp_path / "home").mkdir()
    made = Exchange(course, tmp_path)
    made.do("ReleaseAssignment", "FetchAssignment")
    return made


@left_open
def test_a_page_comes_back_to_whoever_handed_in_through_the_exchange(exchange):
    exchange.hand_in(0.5)
    exchange.do("ReleaseFeedback", "FetchFeedback")
    page = exchange.places.page(get_username(), LESSON).read_bytes()
    assert list(exchange.fetched().values()) == [page]


@left_open
def test_each_attempt_keeps_the_page_that_was_released_for_it(exchange):
    exchange.hand_in(0.5)
    exchange.do("ReleaseFeedback")
    first = exchange.places.page(get_username(), LESSON).read_bytes()
    exchange.hand_in(1.0)
    exchange.do("ReleaseFeedback", "FetchFeedback")
    second = exchange.places.page(get_username(), LESSON).read_bytes()
    pages = exchange.fetched()
    assert [pages[when] for when in sorted(pages)] == [first, second]
    assert first != second


@pytest.fixture
def hand_in(tmp_path: Path) -> Path:
    folder = tmp_path / "hand-in"
    folder.mkdir()
    for name, content in RECEIPT.items():
        (folder / name).write_bytes(content)
    return folder


def kept(beside: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in beside.iterdir()}


def test_both_files_are_kept_as_they_are(hand_in, tmp_path):
    keep_receipt(hand_in, tmp_path / "page")
    assert kept(tmp_path / "page") == RECEIPT


@pytest.mark.parametrize("name", RECEIPT)
def test_where_one_is_missing_an_older_pair_is_removed(hand_in, tmp_path, name):
    keep_receipt(hand_in, tmp_path / "page")
    (hand_in / name).unlink()
    keep_receipt(hand_in, tmp_path / "page")
    assert kept(tmp_path / "page") == {}


def test_a_link_to_a_file_of_the_grader_is_not_followed(hand_in, tmp_path):
    (tmp_path / "private").write_text("others' points")
    (hand_in / SECRET).unlink()
    (hand_in / SECRET).symlink_to(tmp_path / "private")
    keep_receipt(hand_in, tmp_path / "page")
    assert not (tmp_path / "page").exists()


def test_a_hand_in_that_came_by_another_way_leaves_its_page_alone(course, tmp_path):
    places = places_in(tmp_path)
    hand_in_shares(places.submitted, {"ada": 1.0})
    grade(course, places)
    page = places.page("ada", LESSON)
    assert list(page.parent.iterdir()) == [page]
