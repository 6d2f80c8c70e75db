"""From cells to values: numbers, dates, lists, names of places, ids."""
