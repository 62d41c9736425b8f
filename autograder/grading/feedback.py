"""A student's page: nbgrader's feedback template, without the parts that make it slow.

nbconvert spends a fifth of a second on a page: it copies and validates the notebook, renders the
same Markdown and colours the same code for each student, and parses the page again. Here the text
that students share is rendered once. Same template, same filters.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory

from autograder.exercises import lesson_exercises
from autograder.grading.by_hand import points_text
from autograder.grading.gradebook import Entry
from autograder.records.results import Record
from autograder.records.sentences import say
from autograder.reports.feedback_parts import Points, finished
from autograder.reports.mathml import MathRenderer

REMEMBERED = 512
"""Texts that are kept as HTML: a lesson has some fifty that students don't change."""
MAX_REMEMBERED = 20_000
"""Characters of a text that is worth keeping."""


class FeedbackPages(GenerateFeedback):
    """Makes pages with nbgrader's template and the instructor's settings."""

    def __init__(self, coursedir: CourseDirectory, **kwargs: Any) -> None:
        super().__init__(coursedir, exporter_class=HTMLExporter, **kwargs)
        exporter = self.exporter_class(parent=self, config=self.config)
        self.exporter = exporter
        self.titles = {e.id: say(e.title) for e in lesson_exercises(coursedir.assignment_id)}
        self.resources = self._styled(exporter._init_resources({}))
        self.resources["global_content_filter"] = _content_filter(exporter)
        self.resources["raw_mimetypes"] = exporter.raw_mimetypes
        self.resources["output_mimetype"] = exporter.output_mimetype
        filters = exporter.environment.filters
        filters["highlight_code"] = remembering(Highlight2HTML("ipython3", parent=exporter))
        filters["markdown2html"] = _remembered_markdown(self._markdown)
        filters["filter_data_type"] = WidgetsDataTypeFilter(
            notebook_metadata={}, parent=exporter, resources=self.resources
        )

    def _markdown(self, context: Any, source: str) -> str:
        """As nbconvert 7 does it (HTMLExporter.markdown2html), but for formulas."""
        exporter = self.exporter
        renderer = MathRenderer(
            escape=False,
            attachments=context.get("cell", {}).get("attachments", {}),
            embed_images=exporter.embed_images,
            anchor_link_text=exporter.anchor_link_text,
            exclude_anchor_links=exporter.exclude_anchor_links,
            **exporter.lexer_options,
        )
        return MarkdownWithMath(renderer=renderer).render(source)

    def _styled(self, resources: Any) -> Any:
        """The resources with the style sheets of a page."""
        empty = NotebookNode(cells=[], metadata={}, nbformat=4, nbformat_minor=5)
        return CSSHTMLHeaderPreprocessor(parent=self).preprocess(empty, resources)[1]

    def page(self, notebook: NotebookNode, record: Record, entry: Entry) -> str:
        """The page of an executed notebook, with scores and comments as the gradebook has them."""
        lesson = self.coursedir.assignment_id
        known = {
            "student": record.student,
            "assignment": lesson,
            "notebook": lesson,
            "score": sum(entry.scores.values()) - entry.late_penalty,
            "max_score": sum(entry.max_scores.values()),
            "late_penalty": entry.late_penalty,
        }
        shown = NotebookNode(notebook, cells=[_with_grades(c, entry) for c in notebook.cells])
        resources = self.resources.copy()
        resources |= {"nbgrader": known, "unique_key": lesson}
        page = self.exporter.template.render(nb=shown, resources=resources)
        points = {name.removeprefix("test_"): _points(name, entry) for name in entry.scores}
        return finished(page.lstrip("\r\n"), record, self.titles, points, entry.late_penalty)


def _points(name: str, entry: Entry) -> Points:
    """What the gradebook says of a check cell."""
    given = (g for g in entry.given if g[0] == name and not g[3])  # comments are shown elsewhere
    hand = [points_text(manual, extra) for _, manual, extra, _ in given]
    return Points(entry.scores[name], entry.max_scores[name], "".join(hand))


def _with_grades(cell: NotebookNode, entry: Entry) -> NotebookNode:
    """The cell with what the gradebook says of it; the notebook's own cell stays as it is."""
    name = cell.metadata.get("nbgrader", {}).get("grade_id")
    if name not in entry.scores and name not in entry.comments:
        return cell
    graded = NotebookNode(cell.metadata.nbgrader)
    if name in entry.comments:
        graded.comment = entry.comments[name]
    if name in entry.scores:
        graded.score, graded.points = entry.scores[name], entry.max_scores[name]
    return NotebookNode(cell, metadata=NotebookNode(cell.metadata, nbgrader=graded))


def remembering(render: Callable[..., str]) -> Callable[..., str]:
    """The same filter, which renders a text once; its other arguments are the same for all."""

    @lru_cache(maxsize=REMEMBERED)
    def kept(source: str) -> str:
        return render(source)

    def remembered(source: str, *args: Any, **kwargs: Any) -> str:
        return kept(source) if len(source) <= MAX_REMEMBERED else render(source)

    return remembered


def _remembered_markdown(render: Callable[[Any, str], str]) -> Callable[[Any, str], str]:
    """The Markdown filter, which renders a text once, unless the cell has attached files."""

    @lru_cache(maxsize=REMEMBERED)
    def kept(source: str) -> str:
        return render({}, source)

    @pass_context
    def remembered(context: Any, source: str) -> str:
        attached = context.get("cell", {}).get("attachments")
        return render(context, source) if attached or len(source) > MAX_REMEMBERED else kept(source)

    return remembered


def _content_filter(exporter: HTMLExporter) -> dict[str, bool]:
    """What the template shows, as nbconvert tells it."""
    return {
        "include_code": not exporter.exclude_code_cell,
        "include_markdown": not exporter.exclude_markdown,
        "include_raw": not exporter.exclude_raw,
        "include_unknown": not exporter.exclude_unknown,
        "include_input": not exporter.exclude_input,
        "include_output": not exporter.exclude_output,
        "include_output_stdin": not exporter.exclude_output_stdin,
        "include_input_prompt": not exporter.exclude_input_prompt,
        "include_output_prompt": not exporter.exclude_output_prompt,
        "no_prompt": exporter.exclude_input_prompt and exporter.exclude_output_prompt,
    }
