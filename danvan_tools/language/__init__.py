"""Vietnamese text: keys to compare by, and numbers, dates and periods as officials write them.

Contract: pure functions on strings, numbers and dates. Nothing here knows of tables, files or
reviews, and nothing rewrites an official name: names are *compared* on a key, never changed.
"""

from danvan_tools.language.keys import comparison_key, nearest, suggestion, toneless_key
from danvan_tools.language.legacy import LegacyEncoding, legacy_encoding, looks_legacy, to_unicode
from danvan_tools.language.lookalikes import ForeignLetter, foreign_letters, with_latin_letters
from danvan_tools.language.syllables import is_syllable
from danvan_tools.language.writing import (
    capitalised,
    format_date,
    format_number,
    format_points,
    join_list,
    parse_date,
    parse_number,
    parse_period,
    uncapitalised,
)

__all__ = [
    "ForeignLetter",
    "LegacyEncoding",
    "capitalised",
    "comparison_key",
    "foreign_letters",
    "format_date",
    "format_number",
    "format_points",
    "is_syllable",
    "join_list",
    "legacy_encoding",
    "looks_legacy",
    "nearest",
    "parse_date",
    "parse_number",
    "parse_period",
    "suggestion",
    "to_unicode",
    "toneless_key",
    "uncapitalised",
    "with_latin_letters",
]
