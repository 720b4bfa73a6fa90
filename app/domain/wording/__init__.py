"""Codes, ids and numbers as sentences a sales leader would say. Made when they are read, never stored."""
