"""Vietnamese text: keys to compare and sort by, old encodings, and numbers, dates and periods as officials write them.

Contract: pure functions on strings, numbers and dates. Nothing here knows of tables, files or reviews. Names are
*compared* on a key and never rewritten; a text in an old encoding is turned into Unicode letter by letter, and only
when its words prove the encoding. Where two readings are possible, both come back and none is chosen.
"""

from danvan_tools.language.dates import DateReading, Precision, parse_date, parse_period, read_date
from danvan_tools.language.keys import comparison_key, nearest, suggestion, toneless_key
from danvan_tools.language.legacy import LegacyEncoding, could_be, legacy_encoding, looks_legacy, to_unicode
from danvan_tools.language.lookalikes import ForeignLetter, foreign_letters, with_latin_letters
from danvan_tools.language.numbers import NumberReading, RatioReading, parse_number, read_number, read_ratio
from danvan_tools.language.sorting import name_sort_key, sort_key
from danvan_tools.language.syllables import is_syllable
from danvan_tools.language.writing import (
    VIETNAM_TIME,
    capitalised,
    format_date,
    format_moment,
    format_number,
    format_points,
    join_list,
    uncapitalised,
)

__all__ = [
    "VIETNAM_TIME",
    "DateReading",
    "ForeignLetter",
    "LegacyEncoding",
    "NumberReading",
    "Precision",
    "RatioReading",
    "capitalised",
    "comparison_key",
    "could_be",
    "foreign_letters",
    "format_date",
    "format_moment",
    "format_number",
    "format_points",
    "is_syllable",
    "join_list",
    "legacy_encoding",
    "looks_legacy",
    "name_sort_key",
    "nearest",
    "parse_date",
    "parse_number",
    "parse_period",
    "read_date",
    "read_number",
    "read_ratio",
    "sort_key",
    "suggestion",
    "to_unicode",
    "toneless_key",
    "uncapitalised",
    "with_latin_letters",
]
