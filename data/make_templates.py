"""Write the built-in Word templates from their layout profiles.

Run after changing a layout.toml: `python data/make_templates.py`. Officials may edit a copy in Word;
the wording stands here, every size and distance in the profile.
"""

from __future__ import annotations

import io
import sys
import tomllib
from pathlib import Path
from typing import Any

from docx.shared import Pt
from word_parts import CENTRE, LEFT, add, add_grid, add_line, add_table, blank_document

from danvan_tools.publishing.word_files import same_bytes

TEMPLATES = Path(__file__).parents[1] / "danvan_tools" / "publishing" / "templates"
SECTIONS = {
    "I": "I. TÌNH HÌNH TRIỂN KHAI PHONG TRÀO",
    "II": "II. KẾT QUẢ THỰC HIỆN",
    "III": "III. HẠN CHẾ, NGUYÊN NHÂN",
    "IV": "IV. BÀI HỌC KINH NGHIỆM",
    "V": "V. PHƯƠNG HƯỚNG, NHIỆM VỤ",
}
SECTOR_COLUMNS = (
    ("STT", 12, "{{ row.position }}", CENTRE),
    ("Lĩnh vực", 67, "{{ row.sector }}", LEFT),
    ("Mô hình đã xây dựng", 45, "{{ row.models }}", CENTRE),
    ("Mô hình, điển hình “Dân vận khéo”", 41, "{{ row.exemplars }}", CENTRE),
)
RESULT_COLUMNS = (
    ("STT", 12, "{{ row.position }}", CENTRE),
    ("Tên mô hình, điển hình", 58, "{{ row.name }}", LEFT),
    ("Đơn vị", 37, "{{ row.unit }}", LEFT),
    ("Điểm", 14, "{{ row.score }}", CENTRE),
    ("Xếp loại", 19, "{{ row.tier }}", CENTRE),
    ("{{ form_heading }}", 25, "{{ row.form }}", CENTRE),
)


def main() -> None:
    for profile in sorted(TEMPLATES.glob("*/layout.toml")):
        target = profile.with_name("report.docx")
        target.write_bytes(report_template(tomllib.loads(profile.read_text(encoding="utf-8"))))
        print(target, file=sys.stderr)


def report_template(layout: dict[str, Any]) -> bytes:
    """Return the template of the conference report in a layout."""
    document = blank_document(layout)
    add_head(document, layout)
    add(document, "body", "{{ opening }}")
    add_paragraphs(document, "I")
    add_results(document)
    for section in ("III", "IV", "V"):
        add_paragraphs(document, section)
    add_signature(document, layout)
    buffer = io.BytesIO()
    document.save(buffer)
    return same_bytes(buffer.getvalue())


def add_head(document: Any, layout: dict[str, Any]) -> None:
    (left, right), (below_left, below_right) = add_grid(document, layout["columns"]["head_mm"], 2)
    add(left, "higher_body", "{%p if higher_body %}")
    add(left, "higher_body", "{{ higher_body }}")
    add(left, "higher_body", "{%p endif %}")
    add(left, "issuer", "{{ issuer }}")
    add(left, "number", "*")
    add(right, "party", "ĐẢNG CỘNG SẢN VIỆT NAM")
    add_line(right, layout)
    add(below_left, "number", "{{ number_line }}")
    add(below_right, "place_date", "{{ place_date }}")
    add(document, "kind", "{{ kind }}")
    add(document, "subject", "{{ subject }}")
    add(document, "number", "-----", space_after=Pt(10))
    add(document, "addressee", "{%p if addressee %}")
    add(document, "addressee", "Kính gửi: {{ addressee }}", space_after=Pt(10))
    add(document, "addressee", "{%p endif %}")


def add_paragraphs(document: Any, section: str) -> None:
    """A heading and the paragraphs the secretary wrote; the last of all stays with the signature."""
    add(document, "section", SECTIONS[section])
    last = section == "V"
    add(document, "body", f"{{%p for text in section_{section}{'[:-1]' if last else ''} %}}")
    add(document, "body", "{{ text }}")
    add(document, "body", "{%p endfor %}")
    if last:
        add(document, "body", f"{{{{ section_{section}[-1] }}}}", keep_with_next=True)


def add_results(document: Any) -> None:
    add(document, "section", SECTIONS["II"])
    add_computed(document, "1. Theo lĩnh vực", "by_sector")
    add(document, "caption", "Bảng 1. Mô hình và mô hình, điển hình “Dân vận khéo” theo lĩnh vực")
    add_table(
        document, SECTOR_COLUMNS, "sectors", total=("", "Tổng cộng", "{{ total.models }}", "{{ total.exemplars }}")
    )
    add(document, "caption", "{%p if chart %}")
    add(document, "caption", "{{ chart }}", space_before=Pt(14))
    add(document, "caption", "{{ chart_caption }}", keep_with_next=False, space_before=Pt(2), space_after=Pt(10))
    add(document, "caption", "{%p endif %}")
    add_computed(document, "2. Theo chủ thể; việc nhân rộng", "by_holder")
    add_computed(document, "3. Biểu dương, khen thưởng", "awards")
    add_computed(document, "4. Công tác dân vận chính quyền", "government")
    add_computed(document, "5. Kết quả xét chọn", "selection")
    add(document, "caption", "{%p if groups %}")
    add(document, "caption", "Bảng 2. Kết quả xét chọn mô hình, điển hình")
    add_table(document, RESULT_COLUMNS, "group.rows", band="{%tr for group in groups %}")
    add(document, "caption", "{%p endif %}")


def add_computed(document: Any, heading: str, name: str) -> None:
    add(document, "subsection", heading)
    add(document, "body", f"{{%p for text in {name} %}}")
    add(document, "body", "{{ text }}")
    add(document, "body", "{%p endfor %}")


def add_signature(document: Any, layout: dict[str, Any]) -> None:
    add(document, "position", "", keep_with_next=True)
    ((left, right),) = add_grid(document, layout["columns"]["signature_mm"], 1)
    add(left, "recipients_title", "Nơi nhận:")
    add(left, "recipients", "{%p for recipient in recipients %}")
    add(left, "recipients", "{{ recipient }}")
    add(left, "recipients", "{%p endfor %}")
    add(right, "authority", "{%p if authority %}")
    add(right, "authority", "{{ authority }}")
    add(right, "authority", "{%p endif %}")
    add(right, "position", "{{ position }}")
    add(right, "signer", "{{ signer }}", space_before=Pt(70))
    add(document, "recipients", "")


if __name__ == "__main__":
    main()
