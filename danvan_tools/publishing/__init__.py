"""What goes out: notebooks run by papermill, documents and the facts behind them.

Contract: turns plain tables and facts into files. A file appears whole or not at all; nothing is
computed here that was not handed in.
"""

from danvan_tools.publishing.documents import Picture, render_document
from danvan_tools.publishing.notebooks import prepare_notebook, run_notebook
from danvan_tools.publishing.pipeline import PIPELINE, executed_copy, output_folder, run_pipeline
from danvan_tools.publishing.provenance import FACTS_FILE, write_facts
from danvan_tools.publishing.report import write_report

__all__ = [
    "FACTS_FILE",
    "PIPELINE",
    "Picture",
    "executed_copy",
    "output_folder",
    "prepare_notebook",
    "render_document",
    "run_notebook",
    "run_pipeline",
    "write_facts",
    "write_report",
]
