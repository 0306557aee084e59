"""Exercises: what an operator must be able to do on a bad day, played end to end on an installation of its own."""
