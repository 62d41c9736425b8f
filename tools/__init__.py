"""Builds, which turn what is written by hand into notebooks and pictures; and set-up with its pins.

Nothing imports this package but its tests.
"""
