"""What comes in: a review folder's workbooks and its ledger.

Contract: reads the secretary's files and never writes to them; the ledger is the only thing it
changes, and only by appending. Every fault of every file is reported at once, in Vietnamese.
"""
