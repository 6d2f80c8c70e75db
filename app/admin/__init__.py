"""The parts of the administration page; each asks anew who is there before it does anything."""
