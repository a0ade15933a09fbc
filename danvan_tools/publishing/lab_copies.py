"""Copies of the notebooks that are set to one review folder, to be worked with in JupyterLab."""

from __future__ import annotations

import hashlib
from pathlib import Path

from papermill.iorw import load_notebook_node, write_ipynb

from danvan_tools.errors import DanvanError
from danvan_tools.publishing.notebooks import known_parameters, notebooks_folder, prepare_notebook
from danvan_tools.records.safe_files import written_whole

_BEFORE = "-cu"


def copy_notebooks(folder: Path) -> tuple[Path, list[Path]]:
    """Write a copy of each notebook into ``output/lab`` of a review folder, set to that folder.

    A copy that is there stays as it is, with whatever somebody changed in it, until the notebook itself is another one
    in a newer version or the folder has moved: then it is kept beside the new one.

    Parameters
    ----------
    folder : Path
        A review folder; what is in its workbooks does not matter.

    Returns
    -------
    Path
        Where the copies are.
    list of Path
        Copies of before that got another name.

    Raises
    ------
    DanvanError
        If it is no review folder, or nothing can be written there.
    """
    review = folder.absolute()
    if not (review / "review.xlsx").is_file():
        msg = f"{folder}: không có tệp review.xlsx nên không phải thư mục đợt xét. Kiểm tra lại đường dẫn."
        raise DanvanError(msg)
    place, kept = review / "output" / "lab", list[Path]()
    for source in sorted(notebooks_folder().glob("*.ipynb")):
        copy = place / source.name
        made_from = hashlib.sha256(source.read_bytes() + str(review).encode()).hexdigest()
        if copy.is_file():
            if _made_from(copy) == made_from:
                continue
            kept.append(_set_aside(copy))
        _prepare(source, review, copy, made_from)
    return place, kept


def _prepare(source: Path, review: Path, copy: Path, made_from: str) -> None:
    values = {"folder": review, "output": review / "output"}
    prepare_notebook(source, {name: values[name] for name in known_parameters(source) if name in values}, copy)
    notebook = load_notebook_node(str(copy))
    notebook.metadata["danvan"] = {"made_from": made_from}
    with written_whole(copy) as draft:
        write_ipynb(notebook, str(draft))


def _made_from(copy: Path) -> str:
    """Return what a copy was made from; blank if it does not say, or is no notebook any more."""
    try:
        return str(load_notebook_node(str(copy)).metadata["danvan"]["made_from"])
    except Exception:  # whatever is wrong with it, it is set aside and not lost
        return ""


def _set_aside(copy: Path) -> Path:
    """Give a copy a name that no file bears."""
    number, aside = 1, copy.with_stem(f"{copy.stem}{_BEFORE}")
    while aside.exists():
        number += 1
        aside = copy.with_stem(f"{copy.stem}{_BEFORE}-{number}")
    return copy.rename(aside)
