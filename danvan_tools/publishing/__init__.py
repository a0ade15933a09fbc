"""What goes out: notebooks run by papermill, documents and the facts behind them.

Contract: turns plain tables and facts into files. A file appears whole or not at all; nothing is
computed here that was not handed in.
"""

from danvan_tools.publishing.notebooks import prepare_notebook, run_notebook
from danvan_tools.publishing.pipeline import PIPELINE, run_pipeline

__all__ = [
    "PIPELINE",
    "prepare_notebook",
    "run_notebook",
    "run_pipeline",
]
