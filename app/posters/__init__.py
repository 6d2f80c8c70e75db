"""Drawn posters, for titles that have no picture: a composition by genre, varied by title."""
