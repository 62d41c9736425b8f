"""What has to come out of the README's commands. Pure functions from output to complaints."""

from __future__ import annotations

import re

OFF = re.compile(r"--sandbox off|without a sandbox")
"""What a run says where nothing keeps hand-ins from using the rights of whoever grades."""
ROW = re.compile(r"^(student_\d+) .*?[\d.]+/[\d.]+", flags=re.MULTILINE)
LAB = re.compile(r"https?://(?:localhost|127\.0\.0\.1):\d+/lab\S*")


def of_grading(code: int, output: str, n: int, sandboxed: bool) -> list[str]:
    """What is wrong with the run of ``make grade`` for a simulated class of ``n``."""
    if code != 0:
        return [f"exit code {code}, expected 0. It ends with: {last_words(output)}"]
    wrong = []
    if f": {n} of {n} hand-ins" not in output:
        wrong.append(f'no table that says "{n} of {n} hand-ins"')
    if (scored := len(set(ROW.findall(output)))) != n:
        wrong.append(f"scores of {scored} students, expected {n}")
    said = OFF.search(output)
    if sandboxed and said:
        wrong.append(f'"{said[0]}" is said, where hand-ins can be sandboxed')
    if not sandboxed and not said:
        wrong.append("no word that hand-ins run without a sandbox, and nothing can sandbox them")
    return wrong


def of_lab(page: str | None) -> list[str]:
    """What is wrong with the page that ``make lab`` serves; ``None`` where it served none."""
    if page is None:
        return ["no address was printed, or nothing answered there"]
    return [] if "<title>JupyterLab</title>" in page else ["its page isn't JupyterLab's"]


def last_words(output: str) -> str:
    """The last line that says something, where make itself only says that there was an error."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if not line.startswith("make: ***")]
    return (telling or lines or ["(nothing)"])[-1]
