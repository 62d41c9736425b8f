"""How results are shown: to a class's instructor and to a student. Reads records, runs nothing."""
