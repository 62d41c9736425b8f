"""Parsing goes on where Python's own parser trips over another thread."""

from __future__ import annotations

import ast
from types import SimpleNamespace

import pytest

from autograder.records import syntax
from autograder.records.syntax import parsed_expression, parsed_module


def test_a_parser_that_trips_is_asked_again(monkeypatch):
    asked = []

    def parse(source: str, mode: str = "exec") -> ast.AST:
        asked.append(source)
        if len(asked) < 3:
            raise SystemError("AST constructor recursion depth mismatch (before=51, after=29)")
        return compile(source, "?", mode, ast.PyCF_ONLY_AST)

    monkeypatch.setattr(syntax, "ast", SimpleNamespace(parse=parse))
    assert ast.dump(parsed_module("x = 1")) == ast.dump(compile("x = 1", "?", "exec", 1024))
    assert len(asked) == 3


def test_one_that_trips_for_ever_is_told(monkeypatch):
    def parse(source: str, mode: str = "exec") -> ast.AST:
        raise SystemError("AST constructor recursion depth mismatch")

    monkeypatch.setattr(syntax, "ast", SimpleNamespace(parse=parse))
    with pytest.raises(SystemError, match="mismatch"):
        parsed_module("x = 1")


def test_what_is_wrong_with_a_source_is_raised_at_once():
    with pytest.raises(SyntaxError):
        parsed_module("x = ")
    assert parsed_expression("1 + x").body.op.__class__ is ast.Add
