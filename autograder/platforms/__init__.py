"""Learning platforms: what they hand out is read, and what they take back is written.

Owns what platforms' files mean. Reads the results of grading, and never runs a notebook.
"""
