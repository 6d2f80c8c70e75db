"""Tests, laid out as the source is; ``contracts`` holds what every method and every store must do alike."""
