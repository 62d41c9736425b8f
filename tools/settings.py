"""What pyproject.toml says about the project's own repository, and what is made of it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from tools.sources import Problem, WrongSource

PROJECT = Path("pyproject.toml")
BRANCH = "main"


def repository(root: Path) -> str:
    """The address in ``[tool.autograd-course] repository``, or "" where there is none.

    A bare "OWNER/NAME" is taken as a repository on GitHub. Raises ``WrongSource`` for what
    pip couldn't install from.
    """
    text = (root / PROJECT).read_text(encoding="utf-8")
    table = tomllib.loads(text).get("tool", {}).get("autograd-course", {})
    address = str(table.get("repository", "")).strip()
    if re.fullmatch(r"[\w.-]+/[\w.-]+", address):
        return f"https://github.com/{address}"
    if address and not re.fullmatch(r"[a-z+]+://[\w./:@~%+-]+", address):
        line = text[: text.index("repository")].count("\n") + 1
        message = (
            f"repository {address!r} is no address that pip can install from: write "
            '"https://github.com/OWNER/NAME", another git URL, or "" for none.'
        )
        raise WrongSource([Problem(PROJECT, line, message)])
    return address


def pip_source(address: str) -> str:
    """What pip is told to install: the repository, else a wheel that lies beside the notebook."""
    return f"git+{address}" if address else "--no-index --find-links . autograd-course"


def colab_advice(address: str) -> str:
    """What a learner in Colab is told to do where ``pip_source`` was not to be had."""
    if address:
        return f"pip says above why it can't install {address}; mend that, and run this cell again."
    return "put the course's wheel into Files on the left, and run this cell again."


def colab_badge(address: str, path: str) -> str:
    """Markdown of a badge that opens the file in Colab; "" for a repository not on GitHub."""
    slug = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+?)(\.git)?/?", address)
    if slug is None:
        return ""
    badge = "https://colab.research.google.com/assets/colab-badge.svg"
    target = f"https://colab.research.google.com/github/{slug[1]}/blob/{BRANCH}/{path}"
    return f"[![Open in Colab]({badge})]({target})"
