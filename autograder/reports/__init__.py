"""How results are shown: to a class's instructor in a terminal, to a student as a page.

Owns tables, pages and what is read out of hand-ins for them. Reads records and runs nothing; single
cards are in ``cards``.
"""
