"""Measures the project beside what anybody could use instead, on catalogues grown to any size."""
