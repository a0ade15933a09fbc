"""Writes ``tests/data/spreadsheets``: files in the shapes that committees send, each named after its trap.

Everything in them is invented. Beside each file stands what it must be read as: the tidy records with their row
numbers, and the faults. Run it as ``python tests/data/make_spreadsheets.py [FOLDER]``; the bytes are always the same.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from cases_files import encodings, merged, other_tables, sheets, values
from cases_headings import titles_and_headings
from cases_rows import bands_and_totals

FOLDER = Path(__file__).parent / "spreadsheets"
CASES = [*titles_and_headings(), *bands_and_totals(), *sheets(), *merged(), *encodings(), *values(), *other_tables()]


def main(folder: Path = FOLDER) -> None:
    """Write every file, and what it must be read as."""
    for case in CASES:
        case.write(folder / case.file)
        rows = [
            {"row": row}
            | {k: v.isoformat() if isinstance(v, date) else v for k, v in record.items() if v not in ("", None)}
            for row, record in case.rows
        ]
        expected = {"table": case.table, "rows": rows, "faults": case.faults}
        content = json.dumps(expected, ensure_ascii=False, indent=1)
        (folder / f"{case.file}.json").write_text(content + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
