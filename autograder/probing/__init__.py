"""What exercises observe with: the probe that calls student code, spies on training, formulas.

Owns what happens beside student code while it is tried: which seeds and settings hold, what is
recorded, which lines of an error are the student's. Doesn't know what is right.
"""
