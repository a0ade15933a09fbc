"""The list of proposals that goes to the authority as a workbook, its decisions filled in there, and back."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from danvan_tools.errors import DanvanError
from danvan_tools.language import format_date, sort_key
from danvan_tools.records.headings import column_letters
from danvan_tools.records.ledger_entries import Entry, canonical_text
from danvan_tools.records.ledger_tables import COMMITTEE, standing_entries
from danvan_tools.records.safe_files import written_whole
from danvan_tools.records.score_sheet_formats import SheetFormats, line_count, row_height, set_page
from danvan_tools.records.workbooks import open_workbook
from danvan_tools.schema import AUTHORITY_KINDS, HOLDERS, LEVELS, OCCASIONS, vietnamese

if TYPE_CHECKING:
    from danvan_tools.records.review import Review

__all__ = [
    "FIELDS",
    "LIST_SHEET",
    "LOCKED",
    "MANIFEST",
    "NOT_GIVEN",
    "ListNotExportedError",
    "ListRow",
    "decision_rows",
    "export_decision_list",
    "read_list_manifest",
]

LIST_SHEET, MANIFEST = "Quyết định", "_danvan"
NOT_GIVEN = "Không tặng"
LOCKED = {
    "number": ("STT", 6),
    "candidate_id": ("Mã hồ sơ", 11),
    "name": ("Tên mô hình, điển hình", 34),
    "holder": ("Chủ thể", 11),
    "proposed": ("Tính theo điểm", 14),
    "recommended": ("Hội đồng đề nghị", 14),
}
FIELDS = {
    "form": ("Hình thức quyết định", 16),
    "decision_no": ("Số quyết định", 14),
    "decided_on": ("Ngày quyết định", 13),
    "authority": ("Cơ quan quyết định", 24),
    "authority_kind": ("Loại cơ quan", 16),
    "level": ("Cấp", 14),
    "occasion": ("Dịp", 24),
    "signer": ("Người ký", 18),
    "reason": ("Lý do (khác đề nghị)", 24),
}
_WORDS = {"authority_kind": AUTHORITY_KINDS, "level": LEVELS, "occasion": OCCASIONS}
_MARK, _CHUNK, _HEADING_ROW = "danvan decision list", 30_000, 3
_HOW_TO = (
    "Chọn Hình thức quyết định ở danh sách thả xuống (“Không tặng” nếu cấp có thẩm quyền không tặng); để trống là chưa "
    "có quyết định. Khác với cột Hội đồng đề nghị thì ghi lý do. Các cột nền xám không sửa được; không thêm, bớt dòng "
    "hay cột."
)


class ListNotExportedError(DanvanError):
    """A list of proposals that cannot be written now."""


@dataclass(frozen=True)
class ListRow:
    """One row as it was written: whom it is about, and what the ledger held.

    ``seq`` is the decision the row shows, 0 for none; ``shown`` its fields as a cell shows them.
    """

    candidate_id: str
    name: str
    holder: str
    proposed: str
    recommended: str
    seq: int
    shown: dict[str, str]


def export_decision_list(review: Review, path: str | Path) -> Path:
    """Write the list of everybody under review, those recommended first, with columns for the decisions.

    Ids, names and what the meeting recommended are locked; form, kind and level of authority and the occasion have
    drop-downs. Decisions in force are filled in. The same ledger gives the same bytes.

    Parameters
    ----------
    review : Review
    path : str or Path
        An older file of this name is never replaced: somebody may have filled it in.

    Raises
    ------
    ListNotExportedError
        If there is nobody under review, a load is not recorded yet, or a file of this name is there.
    DanvanError
        If the file cannot be written.
    """
    path = Path(path)
    rows = decision_rows(review)
    if review.provisional_ids or not rows:
        what = "còn hồ sơ mới chưa được ghi nhận" if review.provisional_ids else "không có hồ sơ nào đang được xét"
        msg = f"Danh sách quyết định: {what}. Xem lại danh sách ở sổ tay 1 rồi xuất lại."
        raise ListNotExportedError(msg)
    if path.exists():
        msg = f"{path.name}: đã có tệp mang tên này, có thể đã điền quyết định. Đổi tên tệp ấy hoặc chọn tên khác."
        raise ListNotExportedError(msg)
    with written_whole(path) as draft, open_workbook(draft) as workbook:
        # Words of a list may hold commas: the lists are cells of the hidden sheet.
        lists = _choices(review)
        sources = {
            name: f"='{MANIFEST}'!${column}$1:${column}${len(listed)}"
            for column, (name, listed) in zip(map(column_letters, itertools.count(2)), lists.items(), strict=False)
        }
        _write_list(workbook, review, rows, sources)
        hidden = workbook.add_worksheet(MANIFEST)
        hidden.very_hidden()
        hidden.protect()
        for row, text in enumerate(_manifest_cells(review, rows)):
            hidden.write_string(row, 0, text)
        for column, listed in enumerate(lists.values(), start=2):
            hidden.write_column(0, column, listed)
    return path


def decision_rows(review: Review) -> list[ListRow]:
    """Return the rows of the list as the ledger stands now: a row per decision in force, one per candidate without."""
    entries = review.ledger.entries(COMMITTEE)
    advice = {entry.body["candidate_id"]: entry.body for entry in standing_entries(entries, "recommendation")}
    keyed = {}
    for entry in standing_entries(entries, "decision"):
        keyed[tuple(str(entry.body[name]) for name in ("candidate_id", "occasion", "authority_kind", "level"))] = entry
    made: dict[str, list[Entry]] = {}
    for entry in keyed.values():
        # A revocation is no decision any more; that nothing is given is one.
        if entry.body["form"] or entry.body.get("change") == "struck":
            made.setdefault(entry.body["candidate_id"], []).append(entry)
    under = review.under_review()
    rows = []
    for key, name, holder in under[["candidate_id", "name", "holder"]].itertuples(index=False, name=None):
        body = advice.get(key, {})
        shared = (key, name, vietnamese(HOLDERS, holder), body.get("proposed_form", ""), body.get("form", ""))
        own: list[Entry | None] = [*made.get(key, ())]
        rows += [ListRow(*shared, entry.seq if entry else 0, _shown(entry)) for entry in own or [None]]
    return sorted(rows, key=lambda row: (not row.recommended, row.holder, sort_key(row.recommended), row.candidate_id))


def _shown(entry: Entry | None) -> dict[str, str]:
    """Return what the cells of a decision show; blanks without one."""
    if entry is None:
        return dict.fromkeys(FIELDS, "")
    shown = {name: str(entry.body.get(name, "")) for name in FIELDS}
    shown |= {name: vietnamese(words, shown[name]) for name, words in _WORDS.items()}
    day = format_date(date.fromisoformat(shown["decided_on"]))
    return shown | {"form": shown["form"] or NOT_GIVEN, "decided_on": day}


def _write_list(workbook: Any, review: Review, rows: Sequence[ListRow], sources: Mapping[str, str]) -> None:
    """Write the sheet people fill in."""
    formats = SheetFormats(workbook)
    day = workbook.add_format({"font_name": "Times New Roman", "font_size": 12, "border": 1, "locked": False})
    day.set_num_format("dd/mm/yyyy")
    sheet = workbook.add_worksheet(LIST_SHEET)
    columns = {**LOCKED, **FIELDS}
    widths = [width for _, width in columns.values()]
    set_page(sheet, widths, landscape=True)
    sheet.protect("", formats.protection)
    last = len(columns) - 1
    allowed = {"validate": "list", "error_message": "Chọn một mục trong danh sách."}
    title = f"DANH SÁCH ĐỀ NGHỊ VÀ QUYẾT ĐỊNH – {review.settings.title}"
    sheet.merge_range(0, 0, 0, last, title, formats.title)
    sheet.merge_range(1, 0, 1, last, _HOW_TO, formats.paragraph)
    sheet.set_row(1, row_height(line_count(_HOW_TO, sum(widths))))
    for place, (heading, _) in enumerate(columns.values()):
        sheet.write_string(_HEADING_ROW, place, heading, formats.heading)
    sheet.set_row(_HEADING_ROW, 34)
    sheet.freeze_panes(_HEADING_ROW + 1, 3)
    sheet.repeat_rows(_HEADING_ROW)
    for number, one in enumerate(rows, start=1):
        row = _HEADING_ROW + number
        sheet.set_row(row, row_height(max(2, line_count(one.name, LOCKED["name"][1]))))
        sheet.write_number(row, 0, number, formats.locked_points)
        for place, name in enumerate(list(LOCKED)[1:], start=1):
            sheet.write_string(row, place, getattr(one, name), formats.locked_comment)
        for place, name in enumerate(FIELDS, start=len(LOCKED)):
            text = one.shown[name]
            if name == "decided_on" and text:
                sheet.write_datetime(row, place, pd.to_datetime(text, format="%d/%m/%Y").to_pydatetime(), day)
            elif text:
                sheet.write_string(row, place, text, formats.comment)
            else:
                sheet.write_blank(row, place, None, day if name == "decided_on" else formats.comment)
            source = sources.get(f"form:{one.holder}" if name == "form" else name)
            if source:
                sheet.data_validation(row, place, row, place, allowed | {"source": source})


def _choices(review: Review) -> dict[str, list[str]]:
    """Return the drop-downs: of a field, or of the forms of a holder."""
    forms = review.awards.groupby("holder", sort=False)["form"].agg(list)
    own = {f"form:{vietnamese(HOLDERS, str(holder))}": [*listed, NOT_GIVEN] for holder, listed in forms.items()}
    return {**own, **{name: list(words) for name, words in _WORDS.items()}}


def _manifest_cells(review: Review, rows: Sequence[ListRow]) -> list[str]:
    """Return the cells of the hidden sheet: mark, digest, and the rows as they were written."""
    seq, head = review.ledger.head(COMMITTEE)
    content = {"review": review.settings.review_id, "seq": seq, "head": head, "rows": [asdict(row) for row in rows]}
    text = canonical_text(content)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return [_MARK, digest, *(text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK))]


def read_list_manifest(cells: Sequence[object]) -> tuple[dict[str, Any], list[ListRow]]:
    """Return review, last entry and rows that the hidden sheet holds.

    Raises
    ------
    ValueError
        If anything in it is not as it was written.
    """
    texts = [cell for cell in cells if isinstance(cell, str) and cell]
    text = "".join(texts[2:])
    if texts[:1] != [_MARK] or hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != texts[1]:
        msg = "not the manifest of a list of decisions"
        raise ValueError(msg)
    content = json.loads(text)
    return content, [ListRow(**row) for row in content.pop("rows")]
