"""Marks that tests of several folders set."""

from __future__ import annotations

from typing import Any

import pytest


def long(value: Any) -> Any:
    """A parameter whose case takes long and shows of one more lesson what another case shows."""
    return pytest.param(value, marks=pytest.mark.long)
