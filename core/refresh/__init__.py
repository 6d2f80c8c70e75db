"""From TMDB to a published snapshot: fetch, check, build, compare with what is served, publish, report."""
