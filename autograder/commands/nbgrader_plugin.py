"""``autograder export`` as a plug-in of ``nbgrader export``, for who starts from there.

Owns how nbgrader's options and folders become those of the command, and nothing else.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin
from traitlets import Unicode

from autograder.commands import USAGE, export
from autograder.errors import UsageError


class SheetExport(ExportPlugin):
    """Fills a platform's sheet, as ``autograder export`` does: one ``--assignment`` at a time."""

    sheet = Unicode("", help="the platform's own sheet, as downloaded").tag(config=True)
    platform = Unicode("", help="whose sheet it is, if it isn't recognised").tag(config=True)
    column = Unicode("", help="the column for grades, if it isn't clear").tag(config=True)
    feedback = Unicode("", help="write a zip of feedback").tag(config=True)

    def export(self, gradebook: Gradebook) -> None:
        """Exports the assignment that was named. Ends with 2 where nothing could be written."""
        try:
            self._export()
        except UsageError as error:
            self.log.error("%s", error)
            raise SystemExit(USAGE) from error

    def _export(self) -> None:
        if len(self.assignment) != 1 or self.student:
            raise UsageError(
                "Name one lesson, and no students: --assignment \"['01_gradient_vectors']\"."
            )
        folders = self.parent.coursedir
        out = Path(folders.root, folders.autograded_directory).parent
        options = ["--out", str(out), "--db", folders.db_url]
        for name in ("sheet", "platform", "column", "feedback", "to"):
            if value := getattr(self, name):
                options += [f"--{name}", value]
        parser = argparse.ArgumentParser("nbgrader export")
        export.add_options(parser)
        export.run(parser.parse_args([str(self.assignment[0]), *options]))
