"""The sheet "Đợt xét": one row per setting of the review."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from danvan_tools.errors import Fault
from danvan_tools.language import comparison_key, suggestion
from danvan_tools.records.cell_text import MEND_CELL, CellError, cell_text, is_blank
from danvan_tools.records.cells import parse_cell
from danvan_tools.records.ledger_address import address_fault
from danvan_tools.records.source_files import SourceFile
from danvan_tools.records.spreadsheets import read_cells
from danvan_tools.schema import REVIEW_FILE, SETTINGS, SETTINGS_SHEET, Column, Table

__all__ = ["SETTINGS_TABLE", "read_settings"]

_NEWEST_FORMAT = 1
# In one point.
_MOST_STEPS = 100
SETTINGS_TABLE = Table(
    name="settings",
    sheet=SETTINGS_SHEET,
    title="ĐỢT XÉT",
    may_be_empty=False,
    columns=(
        Column(name="item", heading="Mục", required=True),
        Column(name="value", heading="Giá trị", required=True),
        Column(name="meaning", heading="Ý nghĩa"),
    ),
)


def read_settings(source: SourceFile | None) -> tuple[dict[str, Any], list[Fault]]:
    """Read the settings.

    Returns
    -------
    dict
        Name → value of every setting that is sound: one faulty setting must not hide what the
        others show to be wrong elsewhere. Without faults it holds them all.
    list of Fault
        Unknown, repeated, missing and faulty settings, and settings that contradict one another.
    """
    cells, numbers, faults = read_cells(source, REVIEW_FILE, SETTINGS_TABLE)
    if source is None or any(fault.severity == "error" for fault in faults):
        return {}, faults
    rows: dict[str, int] = {}
    values: dict[str, Any] = {}
    for row, item, cell in zip(numbers, cells["item"], cells["value"], strict=True):
        setting, fault = _setting_of(row, cell_text(item), rows)
        if setting is not None:
            rows[setting.name] = row
            fault = _read_value(values, setting, row, cell)
        if fault is not None:
            faults.append(fault)
    faults += [
        Fault(
            file=REVIEW_FILE,
            kind="rule",
            sheet=SETTINGS_SHEET,
            column="Mục",
            value=setting.heading,
            what=what,
            remedy=remedy,
        )
        for setting in SETTINGS
        if setting.required and setting.name not in rows
        for what, remedy in [(f'thiếu mục "{setting.heading}"', "Thêm một dòng cho mục này rồi chạy lại.")]
    ]
    contradictions = _contradictions(values, rows)
    wrong = {fault.row for fault in contradictions}
    sound = {name: value for name, value in values.items() if rows[name] not in wrong}
    return sound, faults + contradictions


def _setting_of(row: int, item: str, rows: Mapping[str, int]) -> tuple[Column | None, Fault | None]:
    """Return the setting a row is about, or the fault that says why there is none."""
    known = {comparison_key(setting.heading): setting for setting in SETTINGS}
    setting = known.get(comparison_key(item))
    if setting is None:
        hint = suggestion(item, [setting.heading for setting in SETTINGS if setting.name not in rows])
        remedy = f"{hint}{MEND_CELL}" if hint else "Xóa dòng này rồi chạy lại."
        return None, _fault(row, "Mục", item, f'"{item}" không phải là một mục của đợt xét', remedy)
    if setting.name in rows:
        what = f'mục "{item}" đã có ở dòng {rows[setting.name]}'
        return None, _fault(row, "Mục", item, what, "Xóa một trong hai dòng rồi chạy lại.")
    return setting, None


def _read_value(values: dict[str, Any], setting: Column, row: int, cell: object) -> Fault | None:
    """Put the value of a setting into `values`, or return its fault."""
    if is_blank(cell):
        if not setting.required:
            return None
        return _fault(row, "Giá trị", "", f'mục "{setting.heading}" để trống', "Ghi nội dung vào ô rồi chạy lại.")
    try:
        value = parse_cell(setting, cell)
    except CellError as error:
        return _fault(row, "Giá trị", cell_text(cell), f'mục "{setting.heading}": {error.what}', error.remedy)
    values[setting.name] = Decimal(str(value)) if setting.kind == "decimal" else value
    return None


def _contradictions(values: Mapping[str, Any], rows: Mapping[str, int]) -> list[Fault]:
    """Return the faults of settings that were read and cannot be right."""
    faults = []

    def check(name: str, sound: bool, what: str, remedy: str = MEND_CELL) -> None:
        if not sound:
            faults.append(_fault(rows[name], "Giá trị", str(values[name]), what, remedy))

    if "format" in values:
        what = f"tệp ở định dạng {values['format']}, phiên bản mới hơn phần mềm (định dạng {_NEWEST_FORMAT})"
        check("format", values["format"] <= _NEWEST_FORMAT, what, "Cập nhật phần mềm rồi chạy lại.")
    if "step" in values:
        shown, positive = cell_text(float(values["step"])), values["step"] > 0
        check("step", positive, f'bước điểm "{shown}" phải lớn hơn 0')
        parts = 1 / values["step"] if positive else Decimal(1)
        what = f'bước điểm "{shown}" không chia đều 1 điểm thành các bước từ 0,01 trở lên'
        sound = parts <= _MOST_STEPS and parts == parts.to_integral_value()
        check("step", sound, what, "Ghi 1; 0,5; 0,25 hoặc 0,1 rồi chạy lại.")
    if "ledger" in values:
        what, remedy = address_fault(values["ledger"])
        if what:
            # The value is not repeated: there may be a password in it.
            fault = _fault(rows["ledger"], "Giá trị", "", f'mục "Sổ ghi chung": {what}', f"{remedy} Rồi chạy lại.")
            faults.append(fault)
    if "trim" in values:
        shown, sound = cell_text(float(values["trim"])), 0 <= values["trim"] < Decimal("0.5")
        check("trim", sound, f'tỷ lệ cắt "{shown}" không nằm trong khoảng từ 0 đến dưới 0,5')
    if "decimals" in values:
        check("decimals", values["decimals"] <= 4, f"số chữ số thập phân {values['decimals']} lớn hơn 4")
    if "period_start" in values:
        start = values["period_start"]
        for name, words in (("period_end", "ngày cuối của kỳ xét"), ("as_of", "ngày tính số liệu")):
            if name in values:
                what = f"{words} {cell_text(values[name])} trước ngày đầu của kỳ xét {cell_text(start)}"
                check(name, values[name] >= start, what)
    return faults


def _fault(row: int, column: str, value: str, what: str, remedy: str) -> Fault:
    return Fault(
        file=REVIEW_FILE,
        kind="rule",
        sheet=SETTINGS_SHEET,
        row=row,
        column=column,
        value=value,
        what=what,
        remedy=remedy,
    )
