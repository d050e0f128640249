"""Checks of the web addresses in answers: whether they open, and where they lead."""
