"""What the pages say: one catalogue, looked up in the language of whoever reads."""
