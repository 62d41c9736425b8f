"""For nbgrader's own ``zip_collect``: whose a file is by the names that Canvas and Blackboard give.

Thin, since ``zip_collect`` knows no more than one file's name: Moodle's would need its worksheet.
Every file is taken for the lesson that is collected, and two of one student without times end the
run. ``autograder collect`` does what it can't.

    nbgrader zip_collect LESSON --collector=autograder.platforms.nbgrader_collectors.CanvasCollector
"""

from __future__ import annotations

from pathlib import Path

from nbgrader.plugins import FileNameCollectorPlugin

from autograder.platforms.downloads import blackboard, canvas
from autograder.platforms.student_folders import folder_name


class CanvasCollector(FileNameCollectorPlugin):
    """Takes the user id out of a name of Canvas'."""

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """The student and the lesson's file; None for other names, or no notebook."""
        match = canvas.parsed(Path(submitted_file).name)
        if match is None or not _is_taken(self, submitted_file):
            return None
        return {"student_id": folder_name(match["id"]), "file_id": _file(self)}


class BlackboardCollector(FileNameCollectorPlugin):
    """Takes user and time out of a name of Blackboard's; the time is read in UTC."""

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """The student, the lesson's file and the time; None for other names, or no notebook.

        The user is what stands behind the last ``_`` before ``attempt``: one file tells no more.
        """
        match = blackboard.parsed(Path(submitted_file).name)
        if match is None or not _is_taken(self, submitted_file):
            return None
        day, clock = match["time"][:10], match["time"][11:].replace("-", ":")
        return {
            "student_id": folder_name(match["head"].rpartition("_")[2]),
            "file_id": _file(self),
            "timestamp": f"{day} {clock} UTC",
        }


def _is_taken(plugin: FileNameCollectorPlugin, name: str) -> bool:
    return Path(name).suffix in plugin.valid_ext


def _file(plugin: FileNameCollectorPlugin) -> str:
    return f"{plugin.parent.coursedir.assignment_id}.ipynb"
