"""Builds: what turns the hand-written sources into notebooks and pictures.

Nothing imports this package.
"""
