"""Imported in each kernel for hand-ins before its first cell: what is now is how it should be."""

from autograder.probing.ordinary import remember

remember()
