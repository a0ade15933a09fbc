from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from danvan_tools.publishing import write_facts, write_manifest
from danvan_tools.schema import Fact


def fact(key: str, value: int | Decimal = 2) -> Fact:
    return Fact(key=key, value=value, label="mô hình đã xây dựng", formula="Đếm mô hình.", record_ids=("A", "B"))


def test_a_fact_becomes_an_object_with_its_five_fields(tmp_path: Path) -> None:
    path = write_facts([fact("b", Decimal("12.50")), fact("a")], tmp_path / "facts.json")
    same = {"label": "mô hình đã xây dựng", "formula": "Đếm mô hình.", "record_ids": ["A", "B"]}
    assert json.loads(path.read_text(encoding="utf-8")) == [
        {"key": "a", "value": 2, **same},
        {"key": "b", "value": "12.50", **same},
    ]


def test_the_file_is_readable_vietnamese_and_does_not_depend_on_the_order_given(tmp_path: Path) -> None:
    facts = [fact("a"), fact("b")]
    one = write_facts(facts, tmp_path / "one.json").read_bytes()
    assert write_facts(facts[::-1], tmp_path / "two.json").read_bytes() == one
    assert "mô hình đã xây dựng" in one.decode()


def test_two_facts_of_one_key_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'a'"):
        write_facts([fact("a"), fact("a", 3)], tmp_path / "facts.json")
    assert list(tmp_path.iterdir()) == []


def test_manifest_says_from_which_state_of_the_ledger_documents_come(tmp_path: Path) -> None:
    (tmp_path / "bao-cao.docx").write_bytes(b"x")
    path = write_manifest([tmp_path / "bao-cao.docx"], {"secretary": (3, "ab")}, tmp_path / "manifest.json")
    assert json.loads(path.read_text()) == {
        "files": {"bao-cao.docx": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"},
        "format": 1,
        "heads": {"secretary": {"digest": "ab", "seq": 3}},
        "kind": "danvan-documents",
    }
