"""To be written."""

ANSWERS: dict = {}
