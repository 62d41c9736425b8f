"""Learning platforms: what they hand out is read, and what they take back is written.

Owns what platforms' files mean: a module of a platform's name for its sheets, and one in
``downloads`` for its zips of hand-ins. What several need stands beside: archives that may be
hostile (``archives``), sheets that are filled and otherwise left as they were (``sheets``), people
and how they are matched (``people``), and the rosters that are kept (``rosters``). Hand-ins are put
where they are graded by ``collecting``. Reads the results of grading, and never runs a notebook.
"""
