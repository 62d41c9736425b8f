"""How verdicts, hints and scorecards look: pure functions from records to HTML and text.

Everything that comes from a hand-in is escaped and limited here. Owns no data and decides nothing.
Whole pages and the terminal's table are in ``reports``.
"""
