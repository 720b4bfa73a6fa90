"""Leadline."""

import gc

# A start makes two hundred thousand objects, nearly all of which stay. Python's own 700 has it look through them again
# and again, for a fifth of the time a start takes.
gc.set_threshold(20_000)
