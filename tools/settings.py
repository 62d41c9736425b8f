"""What pyproject.toml says about the project's own repository, and what is made of it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

BRANCH = "main"


def repository(root: Path) -> str:
    """The address in ``[tool.autograd-course] repository``, or "" where there is none.

    A bare "OWNER/NAME" is taken as a repository on GitHub.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    address = project.get("tool", {}).get("autograd-course", {}).get("repository", "").strip()
    return f"https://github.com/{address}" if re.fullmatch(r"[\w.-]+/[\w.-]+", address) else address


def pip_source(address: str) -> str:
    """What pip is told to install: the repository, else a wheel that lies beside the notebook."""
    return f"git+{address}" if address else "--no-index --find-links . autograd-course"


def colab_badge(address: str, path: str) -> str:
    """Markdown of a badge that opens the file in Colab; "" for a repository not on GitHub."""
    slug = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+?)(\.git)?/?", address)
    if slug is None:
        return ""
    badge = "https://colab.research.google.com/assets/colab-badge.svg"
    target = f"https://colab.research.google.com/github/{slug[1]}/blob/{BRANCH}/{path}"
    return f"[![Open in Colab]({badge})]({target})"
