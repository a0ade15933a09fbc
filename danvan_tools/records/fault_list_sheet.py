"""The first sheet of a marked copy: every fault of the file, with a link to its cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter.utility import xl_rowcol_to_cell

from danvan_tools.errors import Fault
from danvan_tools.records.marked_cells import SheetWriter, printable
from danvan_tools.schema import FAULT_KINDS, SEVERITIES, summarise_faults, vietnamese

__all__ = ["Place", "fault_list_name", "safe_names", "write_fault_list"]

Place = tuple[str, int, int]

# Excel allows 65,530 links a sheet.
_MOST_LINKS = 60_000
_MOST_ROWS = 1_000_000
_LONGEST_NAME = 31
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))

_HEADINGS = ("Mức", "Loại", "Trang", "Dòng", "Cột", "Ô", "Giá trị", "Vấn đề", "Cách sửa")
_WIDTHS = (8, 22, 20, 8, 24, 10, 30, 56, 50)
_LINK = _HEADINGS.index("Ô")
_TOP = 5


def safe_names(names: Sequence[str]) -> dict[str, str]:
    """Return for every name of a sheet one that Excel accepts, no two alike."""
    safe: dict[str, str] = {}
    for name in names:
        base = printable(name).translate(_NOT_IN_A_NAME).strip("' ")[:_LONGEST_NAME] or "Trang"
        safe[name] = _free(base, safe.values())
    return safe


def fault_list_name(names: Iterable[str]) -> str:
    """Return the name of the list of faults: "Lỗi", or "Lỗi 2" if the file has such a sheet."""
    return _free("Lỗi", names)


def _free(base: str, taken: Iterable[str]) -> str:
    used = {name.lower() for name in taken}
    name, number = base, 1
    while name.lower() in used:
        number += 1
        name = f"{base[: _LONGEST_NAME - 1 - len(str(number))]} {number}"
    return name


def write_fault_list(
    writer: SheetWriter, file: str, faults: Sequence[Fault], places: Mapping[int, Place], note: str = ""
) -> None:
    """Write how many faults of which kind there are, then each with a link to its cell.

    Parameters
    ----------
    places : mapping of int to (str, int, int)
        Number of a fault → name of its sheet in the copy, row and column from 0; a fault without has no link.
    note : str
        What else there is to say of the copy.
    """
    sheet, formats = writer.sheet, writer.formats
    writer.set_up(_WIDTHS, _TOP + 1)
    writer.write_text(0, 0, f"NHỮNG ĐIỀU CẦN XEM TRONG TỆP {printable(file)}", formats.title)
    writer.write_text(1, 0, f"{summarise_faults(faults)}.", formats.note)
    writer.write_text(2, 0, f"Bản này để xem, không phải để sửa: sửa trong {printable(file)}.", formats.note)
    writer.write_text(3, 0, f"Ô đỏ, viền đậm: lỗi. Ô vàng, viền nét đứt: lưu ý. {note}".strip(), formats.note)
    for place, heading in enumerate(_HEADINGS):
        writer.write(_TOP, place, heading, "heading")
    shown = faults[:_MOST_ROWS]
    sheet.autofilter(_TOP, 0, _TOP + len(shown), len(_HEADINGS) - 1)
    for number, fault in enumerate(shown):
        _write_fault(writer, _TOP + 1 + number, fault, places.get(number), linked=number < _MOST_LINKS)


def _write_fault(writer: SheetWriter, row: int, fault: Fault, place: Place | None, *, linked: bool) -> None:
    address = xl_rowcol_to_cell(place[1], place[2]) if place else ""
    cells = (
        vietnamese(SEVERITIES, fault.severity),
        vietnamese(FAULT_KINDS, fault.kind),
        printable(fault.sheet),
        fault.row,
        printable(fault.column),
        address,
        printable(fault.value),
        printable(f"{fault.what}."),
        printable(fault.remedy),
    )
    writer.make_room(row, cells)
    for column, cell in enumerate(cells):
        if place and linked and column == _LINK:
            quoted = place[0].replace("'", "''")
            writer.sheet.write_url(row, column, f"internal:'{quoted}'!{address}", writer.formats.link, address)
        else:
            writer.write(row, column, cell, fault.severity if column == 0 else "plain")
