"""To be written."""

EXERCISES: tuple = ()
