"""The expected pictures: what the picture of a right answer looks like, folded until it is opened.

Owns finding and showing the PNG files. In a wheel they are package data in `utils/pictures/` (so no
module may have that name); in a checkout they are the committed `lessons/pictures/`, which
`make pictures` draws.
"""

from __future__ import annotations

import re
from pathlib import Path

from utils.figures import image_of

HERE = Path(__file__).parent
FOLDERS = (HERE / "pictures", HERE.parent / "lessons" / "pictures")
FOLD = "The expected picture: open it once you have drawn your own"
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class ExpectedPicture:
    """A picture with its alternative text, or the text alone where the picture is missing.

    `png` holds the file's bytes, or None. A notebook shows it as the bundle of `mimebundle()`.
    """

    def __init__(self, name: str, alt: str, png: bytes | None) -> None:
        self.name = name
        self.alt = alt
        self.png = png

    def mimebundle(self) -> dict[str, str]:
        """Return the picture by mime type, folded as HTML, or a sentence as "text/plain".

        Its text is its alternative text: a picture that isn't opened yet tells nothing. There is
        no "image/png" beside the HTML: of such a picture JupyterLab and nbconvert's newer templates
        leave the alternative text out, and a file would hold it twice.
        """
        if self.png is None:
            return {"text/plain": repr(self)}
        image = image_of(self.png, self.alt)
        folded = f"<details><summary>{FOLD}</summary>{image}</details>"
        return {"text/html": folded, "text/plain": self.alt}

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return the bundle."""
        return self.mimebundle()

    def __repr__(self) -> str:
        if self.png is not None:
            return self.alt
        return (
            f"The expected picture {self.name} isn't installed here; nothing else depends on it "
            f"(`make pictures` draws it). It shows: {self.alt}"
        )


def expected_picture(name: str, alt: str) -> ExpectedPicture:
    """Return the committed picture `name`, such as "01_gradient_field", ready to be shown.

    `alt` says in words what is seen, and is shown where pictures aren't. A missing file gives a
    sentence, not an error. Raises ValueError for a name that isn't lower-case letters, digits and
    underscores, or for an empty `alt`.
    """
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise ValueError(
            f"name is {name!r}. Expected lower-case letters, digits and underscores, without a "
            'folder or an ending, such as "01_gradient_field".'
        )
    if not alt.strip():
        raise ValueError(f"alt of {name} is empty. Expected a sentence that says what is seen.")
    return ExpectedPicture(name, alt, _read(name))


def _read(name: str) -> bytes | None:
    """Return the bytes of the first readable PNG called `name`, or None."""
    for folder in FOLDERS:
        try:
            content = (folder / f"{name}.png").read_bytes()
        except OSError:
            continue
        if content.startswith(PNG_SIGNATURE):
            return content
    return None
