"""Vietnamese text: keys to compare by, and numbers, dates and periods as officials write them.

Contract: pure functions on strings, numbers and dates. Nothing here knows of tables, files or
reviews, and nothing rewrites an official name: names are *compared* on a key, never changed.
"""

from danvan_tools.language.keys import comparison_key, nearest, suggestion
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
    "capitalised",
    "comparison_key",
    "format_date",
    "format_number",
    "format_points",
    "join_list",
    "nearest",
    "parse_date",
    "parse_number",
    "parse_period",
    "suggestion",
    "uncapitalised",
]
