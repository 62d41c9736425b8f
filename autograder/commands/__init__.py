"""The commands of ``autograder``, one module each: its options, its words, its exit codes.

Owns what is typed and what is printed around the results. The work is done elsewhere, mostly in
``grading``. A command's module has ``LINE`` and ``ABOUT`` (what it does, in a line and in a page),
``END`` (examples and exit codes), ``add_options(parser)`` and ``run(options)``, which returns the
exit code; it may have ``INTERRUPTED``, what Ctrl-C leaves. Its name stands in ``COMMANDS``.
"""

COMMANDS = (
    "collect", "grade", "export", "forget", "simulate", "check", "lessons", "anew", "update"
)  # fmt: skip
"""In the order in which ``autograder --help`` lists them; each is a module of this package."""

ALL_GOOD, NOT_ALL, USAGE, STOPPED, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes that mean the same for every command; its ``END`` says what exactly."""
