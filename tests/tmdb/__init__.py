"""A TMDB of our own for tests: made-up titles, its real answers' shapes, and whatever can go wrong."""
