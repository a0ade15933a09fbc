"""Lines below a table that are no records: notes, place and date, who made the list and who signed it."""

from __future__ import annotations

import re

__all__ = ["is_footer_line", "is_signature"]

_FOOTER = re.compile(
    r"(?:\(?\*+\)?\s*)?(?:ghi chú\s*[:(]|ghi chú$|lưu ý\s*:|chú thích\s*:|nơi nhận\s*:?|người lập|lập biểu"
    r"|người tổng hợp|t\.?/?m\.?\s*(?:ban|ủy|uỷ|đảng|hội|chi|bch|btv|ubnd|ubmttq)"
    r"|k\.?/?t\.?\s*(?:trưởng|chủ|bí|giám|hiệu)"
    r"|t\.?/?l\.?\s*(?:ban|chủ|bí)|tuq\b|thủ trưởng|xác nhận (?:của|c[uủ]a)|(?:đã )?k[yý],|\(k[yý]"
    r"|(?:.{0,40},\s*)?ngày\s*[\d.…_ ]{0,8}\s*tháng\s*[\d.…_ ]{0,8}\s*năm\s*[\d.…_ ]{0,8}$|trang\s+\d+(?:\s*/\s*\d+)?$"
    r"|(?:phó |q\. )?(?:chủ tịch|bí thư|trưởng ban|trưởng khối|giám đốc|hiệu trưởng|chủ nhiệm|trưởng phòng)$"
    r"|ban (?:thường vụ|chấp hành|dân vận)$|thư ký$|cán bộ tổng hợp$)",
    re.IGNORECASE,
)
_CONTINUED = re.compile(r"[-+*•–]\s*\S|\(?[\d*]+[.):]?\s*\S")
_MOST_WORDS_OF_A_NAME = 7


def is_footer_line(text: str) -> bool:
    """Tell whether a line opens what stands below a table ("Người lập biểu", "Ghi chú: …", "…, ngày … tháng …")."""
    return bool(_FOOTER.match(text.strip()))


def is_signature(text: str) -> bool:
    """Tell whether a line belongs below such an opening by its looks: a person's name, or an item of a note."""
    words = text.split()
    named = len(words) <= _MOST_WORDS_OF_A_NAME and all(word[:1].isupper() or not word[:1].isalpha() for word in words)
    return named or bool(_CONTINUED.match(text)) or is_footer_line(text)
