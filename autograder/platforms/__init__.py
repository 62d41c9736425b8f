"""Learning platforms: what they hand out is read, and what they take back is written.

Owns one module a platform, which reads and writes, behind the interface in ``handed``. What several
need stands beside: archives that may be hostile (``archives``), sheets that are filled and
otherwise left as they were (``sheets``), people and how they are matched (``people``), and the
rosters that are kept (``rosters``). Reads the results of grading and runs nothing: it doesn't know
how a point comes about.
"""
