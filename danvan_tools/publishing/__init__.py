"""What goes out: notebooks run by papermill, documents and the facts behind them.

Contract: turns plain tables and facts into files. A file appears whole or not at all; nothing is
computed here that was not handed in.
"""
