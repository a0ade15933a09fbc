"""What units sent in after the list was closed: a form, a list and a scan. All of it is invented."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from docx import Document

from danvan_tools.publishing.word_files import same_bytes
from danvan_tools.records.form_items import ITEMS

_CREATED = datetime(2015, 12, 1)
_FORM = {
    "name": "Tuyến kênh nội đồng không rác",
    "situation": "Tuyến kênh ấp 3 dài gần hai cây số, rác đổ xuống kênh làm nghẽn dòng chảy mỗi mùa mưa.",
    "goals": "Hộ ở hai bên kênh cam kết không xả rác; mỗi tháng một ngày cùng dọn kênh.",
    "method": "Tổ dân vận ấp đến từng nhà vận động, nhà nào có xuồng thì góp xuồng, nhà nào có người thì góp công.",
    "area": "Ấp 3, xã Gò Sậy; các hộ ở hai bên kênh.",
    "forces": "Chi bộ ấp, Hội Nông dân, Đoàn Thanh niên.",
    "resources": "Từ tháng 9; dụng cụ do các hộ tự lo.",
    "results": "Kênh thông dòng, không còn điểm đổ rác tự phát.",
    "sustainability": "Ấp 4 và ấp 5 đã đăng ký làm theo.",
}
_LIST_TITLE = "DANH SÁCH ĐĂNG KÝ MÔ HÌNH “DÂN VẬN KHÉO”\nPHƯỜNG BẾN ĐÒ"


def write_incoming(folder: Path, candidates: Sequence[Mapping[str, Any]], unit_id: str, unit: str) -> None:
    """Write the folder ``incoming`` of the sample; one row of the list is a candidate of `unit` with a newer text."""
    place = folder / "incoming"
    (place / "Xã Gò Sậy").mkdir(parents=True, exist_ok=True)
    (place / "Xã Gò Sậy" / "phieu-dang-ky.docx").write_bytes(_form())
    known = next(row for row in candidates if row["unit_id"] == unit_id)
    newer = {item.name: known.get(item.name, "") for item in ITEMS} | {
        "sustainability": "Đã nhân rộng ra hai khu phố, có quy ước chung.",
        "unit_id": unit,
    }
    new = _FORM | {"name": "Bến đò an toàn, văn minh", "area": "Bến đò ngang; khách đi đò.", "unit_id": unit}
    _write_list(place / "phuong-ben-do.xlsx", [newer, new])
    (place / "hoi-nong-dan-phieu-quet.png").write_bytes(_scan())


def _form() -> bytes:
    document = Document()
    document.add_paragraph("ĐẢNG ỦY XÃ GÒ SẬY")
    document.add_paragraph("PHIẾU ĐĂNG KÝ MÔ HÌNH “DÂN VẬN KHÉO”")
    for number, item in enumerate(ITEMS[:-1], start=1):
        document.add_paragraph(f"{number}. {item.heading}:")
        document.add_paragraph(_FORM[item.name])
    document.add_paragraph("T/M BAN THƯỜNG VỤ")
    document.core_properties.created = document.core_properties.modified = _CREATED
    buffer = io.BytesIO()
    document.save(buffer)
    return same_bytes(buffer.getvalue())


def _write_list(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.set_properties({"created": _CREATED})
        wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        sheet = workbook.add_worksheet("Đăng ký")
        sheet.merge_range(0, 0, 0, len(ITEMS), _LIST_TITLE, workbook.add_format({"bold": True, "align": "center"}))
        sheet.set_column(1, len(ITEMS), 28)
        sheet.write_row(1, 0, ["STT", *(item.heading for item in ITEMS)], workbook.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number + 1, 0, [number, *(row[item.name] for item in ITEMS)], wrapped)


def _scan() -> bytes:
    """Return a blank sheet as a picture: what is on it does not matter, only that somebody has to type it in."""
    width, height = 60, 85
    rows = (b"\x00" + b"\xff" * width) * height

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(rows, 9))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")
