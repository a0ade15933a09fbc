"""What goes out: notebooks run by papermill, documents and the facts behind them.

Contract: turns plain tables and facts into files. A file appears whole or not at all; nothing is
computed here that was not handed in.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from danvan_tools.publishing.provenance import FACTS_FILE, MANIFEST_FILE, write_facts, write_manifest

if TYPE_CHECKING:
    from danvan_tools.publishing.ballot_papers import write_ballot_papers
    from danvan_tools.publishing.documents import Picture, render_document
    from danvan_tools.publishing.lab_copies import copy_notebooks
    from danvan_tools.publishing.notebooks import prepare_notebook, run_notebook
    from danvan_tools.publishing.pipeline import PIPELINE, executed_copy, output_folder, run_pipeline
    from danvan_tools.publishing.report import write_report
else:
    # papermill, docxtpl and matplotlib take two seconds to load, and most commands write no document.
    _LATE = {
        "Picture": "documents",
        "render_document": "documents",
        "copy_notebooks": "lab_copies",
        "prepare_notebook": "notebooks",
        "run_notebook": "notebooks",
        "PIPELINE": "pipeline",
        "executed_copy": "pipeline",
        "output_folder": "pipeline",
        "run_pipeline": "pipeline",
        "write_ballot_papers": "ballot_papers",
        "write_report": "report",
    }

    def __getattr__(name: str) -> object:
        if name not in _LATE:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)


__all__ = [
    "FACTS_FILE",
    "MANIFEST_FILE",
    "PIPELINE",
    "Picture",
    "copy_notebooks",
    "executed_copy",
    "output_folder",
    "prepare_notebook",
    "render_document",
    "run_notebook",
    "run_pipeline",
    "write_ballot_papers",
    "write_facts",
    "write_manifest",
    "write_report",
]
