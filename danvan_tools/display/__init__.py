"""What people see: forms, tables and charts in a notebook.

Contract: shows what it is handed and passes on what a person enters; computes nothing itself.
"""
