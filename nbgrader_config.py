"""The folders of the course: stock nbgrader and Formgrader use the same files as `autograder`."""

from pathlib import Path

from sqlalchemy import URL

ROOT = Path(__file__).resolve().parent
GRADING = ROOT / "grading"
GRADING.mkdir(exist_ok=True)  # SQLite makes the gradebook's file, but not its folder

c = get_config()  # noqa: F821  (nbgrader puts it there)
c.CourseDirectory.course_id = "autograd-course"
c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.source_directory = "solutions/en"
c.CourseDirectory.release_directory = "course/en"
c.CourseDirectory.submitted_directory = "submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.feedback_directory = "grading/feedback"
gradebook = URL.create("sqlite", database=str(GRADING / "gradebook.db"))  # also for "%20" and "#"
c.CourseDirectory.db_url = gradebook.render_as_string(hide_password=False)
