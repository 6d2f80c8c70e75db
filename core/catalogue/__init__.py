"""Titles: what one is, how they are read from anybody's files, and how they are written."""
