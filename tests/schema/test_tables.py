from __future__ import annotations

from collections import Counter
from dataclasses import MISSING

import pytest

from danvan_tools.language import comparison_key
from danvan_tools.schema import CANDIDATE_TABLES, FORM_ITEMS, REVIEW_TABLES, SETTINGS, Column, Settings, Table, Tables
from danvan_tools.schema import words as vocabularies
from danvan_tools.schema.words import vietnamese

ALL_TABLES = (*REVIEW_TABLES, *CANDIDATE_TABLES)
ALL_COLUMNS = [*SETTINGS, *(column for table in ALL_TABLES for column in table.columns)]
WORDS = {
    name: value for name, value in vars(vocabularies).items() if name.isupper() and isinstance(value, dict) and value
}


def repeated(items: list[str]) -> list[str]:
    return [item for item, count in Counter(items).items() if count > 1]


def test_every_table_of_a_review_comes_from_one_sheet_or_from_the_ledger() -> None:
    from_sheets = [table.name for table in ALL_TABLES]
    assert repeated(from_sheets) == []
    from_ledger = {
        "assignments",
        "marks",
        "reopened",
        "recommendations",
        "decisions",
        "withdrawals",
        "ballots",
        "struck",
    }
    assert set(Tables.__dataclass_fields__) == {*from_sheets, "settings"} | from_ledger


@pytest.mark.parametrize("tables", [REVIEW_TABLES, CANDIDATE_TABLES])
def test_sheets_of_a_workbook_are_told_apart(tables: tuple[Table, ...]) -> None:
    assert repeated([comparison_key(table.sheet) for table in tables]) == []
    # What a spreadsheet program allows as the name of a sheet.
    assert [table.sheet for table in tables if len(table.sheet) > 31 or set(table.sheet) & set("[]:*?/\\")] == []


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.name)
def test_columns_of_a_sheet_are_told_apart(table: Table) -> None:
    assert repeated([comparison_key(column.heading) for column in table.columns]) == []
    assert repeated(table.names) == []
    assert {comparison_key(column.heading) for column in table.columns} & {"stt", "tt", ""} == set()


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.name)
def test_keys_and_labels_are_columns_of_their_table(table: Table) -> None:
    assert set(table.key) <= set(table.names)
    assert table.label in {*table.names, ""}
    for column in table.columns:
        assert table[column.name] is column


def test_references_lead_to_a_table_with_a_key() -> None:
    keys = {table.name: table.key for table in ALL_TABLES}
    references = [column for column in ALL_COLUMNS if column.kind == "reference"]
    assert references
    assert [column.name for column in references if not keys.get(column.refers_to)] == []
    # Names of candidates stand in a column of text: its cells may be blank where the id is given.
    others = {column.name for column in ALL_COLUMNS if column.refers_to and column.kind != "reference"}
    assert others == {"candidate_name"}


def test_choices_have_words_and_nothing_else_has() -> None:
    assert [column.name for column in ALL_COLUMNS if bool(column.words) != (column.kind == "choice")] == []


@pytest.mark.parametrize("name", sorted(WORDS))
def test_words_and_values_are_one_to_one(name: str) -> None:
    words = WORDS[name]
    assert repeated([comparison_key(word) for word in words]) == []
    assert [vietnamese(words, value) for value in words.values()] == list(words)


def test_unknown_value_has_no_word() -> None:
    with pytest.raises(KeyError, match="nobody"):
        vietnamese(vocabularies.HOLDERS, "nobody")


def test_settings_are_the_rows_of_their_sheet() -> None:
    assert [column.name for column in SETTINGS] == list(Settings.__dataclass_fields__)
    assert repeated([comparison_key(column.heading) for column in SETTINGS]) == []
    assert [column.name for column in SETTINGS if not column.meaning.endswith(".")] == []
    # A setting that may be missing has a default.
    optional = [name for name, field in Settings.__dataclass_fields__.items() if field.default is not MISSING]
    assert [column.name for column in SETTINGS if not column.required] == optional


def test_registration_form_has_nine_items_and_the_unit_after_them() -> None:
    (table,) = (table for table in CANDIDATE_TABLES if table.name == "candidates")
    items = ["name", *(item.name for item in FORM_ITEMS)]
    assert len(items) == 9
    assert table.names[:10] == [*items, "unit_id"]


def test_unknown_column_is_a_programmers_mistake() -> None:
    table = Table(name="t", sheet="T", title="T", columns=(Column(name="a", heading="A"),))
    with pytest.raises(KeyError):
        table["b"]
