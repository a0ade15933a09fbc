"""The font of charts: one that has every Vietnamese letter, or an error in place of empty boxes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

from danvan_tools.errors import DanvanError

# Serif families in the order of layout-rules "Fonts"; the last one travels with matplotlib.
FAMILIES = ("Times New Roman", "Tinos", "Liberation Serif", "DejaVu Serif")

_PLAIN_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz"
_TONED_LETTERS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VIETNAMESE_LETTERS = frozenset(
    "".join(
        case(unicodedata.normalize("NFC", letter + tone))
        for case in (str.lower, str.upper)
        for letter in _PLAIN_LETTERS
        for tone in (_TONES if letter in _TONED_LETTERS else ("",))
    )
)


class MissingGlyphError(DanvanError):
    """A text of a chart holds a letter that the chart's font cannot draw."""


@dataclass(frozen=True)
class ChartFont:
    """The files of one serif family that has every Vietnamese letter."""

    family: str
    regular: str
    bold: str


def missing_letters(path: str, letters: Iterable[str] = VIETNAMESE_LETTERS) -> set[str]:
    """Return the letters that the character map of a font file lacks."""
    known = FT2Font(path).get_charmap()
    return {letter for letter in letters if ord(letter) not in known and not letter.isspace()}


@lru_cache(maxsize=1)
def choose_font() -> ChartFont:
    """Return the first family of :data:`FAMILIES` whose files have all Vietnamese letters.

    Installed fonts of one name differ: Liberation Serif 1.x lacks 93 of the letters, 2.x has them
    all. So each file's character map is read, and the file itself is named to matplotlib.
    """
    for family in FAMILIES:
        regular, bold = _complete_file(family, bold=False), _complete_file(family, bold=True)
        if regular and bold:
            return ChartFont(family, regular, bold)
    msg = "biểu đồ: máy không có phông chữ đủ dấu tiếng Việt. Cài phông Times New Roman hoặc Liberation Serif 2."
    raise MissingGlyphError(msg)


def _complete_file(family: str, *, bold: bool) -> str:
    """Return an upright file of a family that has all letters, or ""."""
    weights = (700, "bold") if bold else (400, "normal", "regular", "book")
    files = sorted(
        str(entry.fname)
        for entry in font_manager.fontManager.ttflist
        if entry.name == family and entry.style == "normal" and entry.stretch == "normal" and entry.weight in weights
    )
    return next((path for path in files if not missing_letters(path)), "")


def set_font(figure: Figure) -> Figure:
    """Set the chosen font on every text, and refuse a letter it lacks."""
    font = choose_font()
    for text in figure.findobj(Text):
        path = font.bold if text.get_fontweight() == "bold" else font.regular
        # matplotlib draws a literal dollar sign only when it may not start a formula.
        text.set_parse_math(False)
        properties = text.get_fontproperties().copy()
        properties.set_file(path)
        text.set_fontproperties(properties)
        if absent := missing_letters(path, text.get_text()):
            shown = ", ".join(f'"{letter}" (U+{ord(letter):04X})' for letter in sorted(absent))
            msg = (
                f'biểu đồ, chữ "{text.get_text()}": phông {font.family} không có ký tự {shown}. '
                "Sửa ký tự đó trong tệp rồi chạy lại."
            )
            raise MissingGlyphError(msg)
    return figure
