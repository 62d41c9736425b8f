"""Addresses of databases, as SQLAlchemy has them, and the files of SQLite's.

A folder's name may hold signs that mean something in an address, such as %20, ? and #.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from autograder.errors import UsageError


def sqlite_url(file: Path) -> str:
    """The address of an SQLite file. Raises ``UsageError`` for a name that can't be part of one."""
    path = str(file.resolve())
    url = URL.create("sqlite", database=path).render_as_string(hide_password=False)
    if make_url(url).database != path:  # a "?", before SQLAlchemy 2.1
        raise UsageError(
            f"The gradebook can't be at {path}: this SQLAlchemy can't open a path with such signs. "
            "Name another with --db or --out, or install a newer one: pip install 'sqlalchemy>=2.1'"
        )
    return url


def file_of(url: str) -> Path | None:
    """The file of an SQLite database; None where the address is another's."""
    try:
        parts = make_url(url)
    except ArgumentError:  # whoever connects tells it
        return None
    own = parts.get_backend_name() == "sqlite" and parts.database and not parts.query
    return Path(str(parts.database)) if own else None
