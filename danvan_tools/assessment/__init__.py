"""What is computed: tables in, tables out.

Contract: pure functions. No files, no widgets, no clock, no randomness without a seed; a blank
mark is never a zero; every number that leaves is a fact with the records behind it.
"""
