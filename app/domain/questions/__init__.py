"""The four questions and the four basics, one file each, in the order they are shown."""
