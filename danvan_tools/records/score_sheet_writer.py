"""Writes one reviewer's offline score sheet: instructions, a grid per rubric, the dossiers, the hidden manifest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from danvan_tools.language import format_points
from danvan_tools.records.safe_files import written_whole
from danvan_tools.records.score_sheet_dossiers import Dossier
from danvan_tools.records.score_sheet_formats import SheetFormats, line_count, row_height, set_page
from danvan_tools.records.score_sheet_grids import GridWriter, PointLists
from danvan_tools.records.score_sheet_manifest import MANIFEST_SHEET, Grid, Manifest, manifest_cells
from danvan_tools.records.score_sheet_marks import CellKey, SheetMark
from danvan_tools.records.workbooks import open_workbook
from danvan_tools.schema import Rubric, vietnamese, ways_to_count
from danvan_tools.schema.words import MARKED_BY

__all__ = ["DOSSIER_SHEET", "INSTRUCTION_SHEET", "SheetContent", "write_score_sheet"]

INSTRUCTION_SHEET, DOSSIER_SHEET = "Hướng dẫn", "Hồ sơ"
_LIST_COLUMN = 2
# Portrait A4 at full size.
_DOSSIER_WIDTHS = (20, 57)
# Letters of the dossiers' smaller type in a line of each column, and the height of the line.
_LABEL_LETTERS, _TEXT_LETTERS, _SMALL_LINE = 20, 63, 15
_CRITERIA_WIDTHS = (9, 38, 10, 10, 66)
# A row is at most 409 points high; a longer text goes on in the next one.
_MOST_LINES = 22
_MOST_BREAKS = 1000


@dataclass(frozen=True)
class SheetContent:
    """What a workbook is written from.

    Attributes
    ----------
    manifest : Manifest
    title : str
        Of the review.
    deadline : str
        "17:00 ngày 20/12/2015"; blank for none.
    rubrics : Mapping
        Holder → rubric.
    marks : Mapping
        The cells to fill in.
    locked : collection of str
        Candidates whose sheet is submitted: shown, not to be changed.
    dossiers : Mapping
    """

    manifest: Manifest
    title: str
    deadline: str
    rubrics: Mapping[str, Rubric]
    marks: Mapping[CellKey, SheetMark]
    locked: Collection[str]
    dossiers: Mapping[str, Dossier]


def write_score_sheet(path: Path, content: SheetContent) -> None:
    """Write the workbook of one reviewer; the same content gives the same bytes.

    Raises
    ------
    DanvanError
        If the file cannot be written; what was there stays.
    """
    manifest = content.manifest
    with written_whole(path) as draft, open_workbook(draft) as workbook:
        formats = SheetFormats(workbook)
        _write_instructions(workbook.add_worksheet(INSTRUCTION_SHEET), formats, content)
        lists = PointLists(Decimal(manifest.step), MANIFEST_SHEET, _LIST_COLUMN)
        places = _dossier_places(content)
        links = {key: f"internal:'{DOSSIER_SHEET}'!A{row + 1}" for key, row in places.items()}
        for grid in manifest.grids:
            writer = GridWriter(
                workbook, formats, grid, content.rubrics[grid.holder], title=content.title, owner=manifest.owner
            )
            writer.write_points(content.marks, content.locked, lists, links)
            writer.write_comments(content.marks, content.locked)
        _write_dossiers(workbook.add_worksheet(DOSSIER_SHEET), formats, content, places)
        hidden = workbook.add_worksheet(MANIFEST_SHEET)
        hidden.very_hidden()
        hidden.protect()
        for row, text in enumerate(manifest_cells(manifest)):
            hidden.write_string(row, 0, text)
        lists.write(hidden)


def _write_instructions(sheet: Any, formats: SheetFormats, content: SheetContent) -> None:
    set_page(sheet, _CRITERIA_WIDTHS, landscape=True)
    sheet.protect("", formats.protection)
    last = len(_CRITERIA_WIDTHS) - 1
    row = 0
    for text, style in (
        ("PHIẾU CHẤM ĐIỂM", formats.title),
        (content.title, formats.subtitle),
        (f"Thành viên: {content.manifest.owner}", formats.subtitle),
        *((text, formats.paragraph) for text in _instructions(content)),
    ):
        sheet.merge_range(row, 0, row, last, text, style)
        sheet.set_row(row, row_height(line_count(text, sum(_CRITERIA_WIDTHS))))
        row += 1
    for grid in content.manifest.grids:
        row = _write_criteria(sheet, formats, row + 1, grid, content.rubrics[grid.holder])


def _instructions(content: SheetContent) -> list[str]:
    manifest = content.manifest
    points = " và ".join(f"“{grid.points_sheet}”" for grid in manifest.grids)
    comments = " và ".join(f"“{grid.comments_sheet}”" for grid in manifest.grids)
    until = f" trước {content.deadline}" if content.deadline else ""
    locked = ["Các dòng nền xám là phiếu đã hoàn tất, không sửa được ở đây."] if content.locked else []
    lines = [
        f"Chấm ở trang {points}: mỗi dòng một hồ sơ, mỗi cột một tiêu chí. Bấm vào mã hồ sơ để đọc hồ sơ ở trang "
        f"“{DOSSIER_SHEET}”; rê chuột vào tiêu đề tiêu chí để xem mô tả các mức (bảng dưới đây cũng có).",
        f"Gõ số điểm, bước {format_points(Decimal(manifest.step))}, hoặc chọn trong danh sách thả xuống. Ô nền vàng "
        "là chưa chấm; chưa chấm không phải là 0 điểm. Cột “Tổng điểm” tự cộng những ô đã có điểm, theo trọng số, "
        "điểm thưởng, điểm trừ của bộ tiêu chí (ghi trên đầu cột, nếu có).",
        "Không đủ căn cứ để chấm một tiêu chí: chọn “không đủ minh chứng”. Có liên quan đến hồ sơ: chọn “xin không "
        "chấm (có liên quan)” ở một ô của hồ sơ ấy, các ô còn lại không cho điểm.",
        f"Ghi nhận xét (nếu có) ở trang {comments}, cùng hồ sơ, cùng tiêu chí; mỗi ô nhiều nhất 2.000 ký tự.",
        "Điểm có sẵn là điểm đồng chí đã chấm, được sửa. Ô nào vừa sửa ở đây vừa sửa trên bàn chấm điểm, hoặc bị xóa "
        "trắng, thì khi nhập phiếu sẽ hỏi lại; không ô nào bị ghi đè lặng lẽ.",
        "Không đổi mã, tên hồ sơ, tiêu đề, tên trang; không thêm, bớt dòng, cột hoặc trang: phiếu sẽ bị trả lại.",
        *locked,
        f"Lưu tệp kiểu Excel Workbook (.xlsx) rồi gửi lại cho thư ký hội đồng{until}.",
    ]
    return [f"{number}. {line}" for number, line in enumerate(lines, start=1)]


def _write_criteria(sheet: Any, formats: SheetFormats, row: int, grid: Grid, rubric: Rubric) -> int:
    """Write the criteria of a rubric with their levels; return the row below them."""
    title = f"Tiêu chí của trang “{grid.points_sheet}” (nguồn: {rubric.source})"
    sheet.merge_range(row, 0, row, len(_CRITERIA_WIDTHS) - 1, title, formats.section)
    sheet.set_row(row, row_height(line_count(title, sum(_CRITERIA_WIDTHS))))
    for column, heading in enumerate(("Mã", "Tiêu chí", "Điểm tối đa", "Mức sàn", "Mô tả các mức")):
        sheet.write_string(row + 1, column, heading, formats.heading)
    row += 2
    for criterion in rubric.criteria.to_dict("records"):
        floor = Decimal(str(criterion["floor"]))
        ways = ways_to_count(criterion)
        name = f"{criterion['name']} ({ways})" if ways else str(criterion["name"])
        texts = (str(criterion["criterion_id"]), name)
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, formats.text)
        sheet.write_number(row, 2, float(criterion["max_points"]), formats.number)
        sheet.write(row, 3, None if floor.is_nan() else float(floor), formats.number)
        anchors = str(criterion["anchors"])
        sheet.write_string(row, 4, anchors, formats.text)
        sheet.set_row(row, row_height(max(line_count(anchors, _CRITERIA_WIDTHS[4]), line_count(name, 36))))
        row += 1
    given = [f"{one['name']} ({vietnamese(MARKED_BY, one['marked_by'])})" for one in rubric.given.to_dict("records")]
    if given:
        text = f"Không chấm ở phiếu này, do nơi khác cho điểm: {'; '.join(given)}."
        sheet.merge_range(row, 0, row, len(_CRITERIA_WIDTHS) - 1, text, formats.text)
        sheet.set_row(row, row_height(line_count(text, sum(_CRITERIA_WIDTHS))))
        row += 1
    return row


def _dossier_rows(dossier: Dossier) -> list[tuple[str, str]]:
    """Return the rows of a dossier: a long text goes on below, its name only once."""
    return [
        (heading if number == 0 else "", piece)
        for heading, text in dossier.items
        for number, piece in enumerate(_pieces(text, _TEXT_LETTERS))
    ]


def _dossier_places(content: SheetContent) -> dict[str, int]:
    """Return candidate → row of its dossier's name, in the order of the grids."""
    places, row = {}, 1
    for candidate_id in _in_order(content.manifest):
        places[candidate_id] = row
        row += len(_dossier_rows(content.dossiers[candidate_id])) + 2
    return places


def _write_dossiers(sheet: Any, formats: SheetFormats, content: SheetContent, places: Mapping[str, int]) -> None:
    set_page(sheet, _DOSSIER_WIDTHS, landscape=False)
    sheet.protect("", formats.protection)
    sheet.merge_range(0, 0, 0, 1, "HỒ SƠ ĐƯỢC XÉT (ảnh và bản quét: xem trên bàn chấm điểm)", formats.title)
    sheet.set_row(0, 24)
    for candidate_id, row in places.items():
        dossier = content.dossiers[candidate_id]
        name = f"{candidate_id} – {dossier.name}"
        sheet.merge_range(row, 0, row, 1, name, formats.section)
        sheet.set_row(row, row_height(line_count(name, sum(_DOSSIER_WIDTHS))))
        for below, (heading, text) in enumerate(_dossier_rows(dossier), start=row + 1):
            sheet.write_string(below, 0, heading, formats.dossier_label)
            sheet.write_string(below, 1, text, formats.dossier_text)
            lines = max(line_count(text, _TEXT_LETTERS), line_count(heading, _LABEL_LETTERS))
            sheet.set_row(below, row_height(lines, _SMALL_LINE))
    starts = list(places.values())[1:]
    sheet.set_h_pagebreaks(starts[:_MOST_BREAKS])


def _in_order(manifest: Manifest) -> Iterable[str]:
    return (candidate.candidate_id for grid in manifest.grids for candidate in grid.candidates)


def _pieces(text: str, width: int) -> list[str]:
    """Return a text in pieces that a row can show: cut between lines, a long line between words."""
    pieces: list[str] = [""]
    for line in text.split("\n"):
        rest = line
        while line_count(rest, width) > _MOST_LINES:
            cut = rest.rfind(" ", 1, width * (_MOST_LINES - 4)) + 1 or width * (_MOST_LINES - 4)
            pieces += [rest[:cut]]
            rest = rest[cut:]
        joined = f"{pieces[-1]}\n{rest}" if pieces[-1] else rest
        if line_count(joined, width) > _MOST_LINES:
            pieces.append(rest)
        else:
            pieces[-1] = joined
    return [piece for piece in pieces if piece] or [""]
