from __future__ import annotations

import pandas as pd
import pytest

from danvan_tools.display import count_table, fact_table
from danvan_tools.schema import Fact


def test_groups_are_shown_in_words():
    frame = pd.DataFrame({"kind": ["model", "model", "exemplar"], "form": ["Giấy khen", "", "Giấy khen"]})
    table = count_table(frame.groupby(["kind", "form"]).size(), {"kind": "Loại", "form": "Hình thức"}).frame
    assert table.index.names == ["Loại", "Hình thức"]
    assert table["Số lượng"].to_dict() == {
        ("điển hình", "Giấy khen"): 1,
        ("mô hình", "–"): 1,
        ("mô hình", "Giấy khen"): 1,
    }


def test_facts_come_in_the_order_asked_for():
    facts = [
        Fact(key=key, value=value, label=f"nhãn {key}", formula="", record_ids=())
        for key, value in (("a", 1), ("b", 22), ("c", 3))
    ]
    assert fact_table(facts, ["c", "a"]).frame["Nội dung"].to_dict() == {3: "nhãn c", 1: "nhãn a"}


def test_long_words_are_not_cut():
    fact = Fact(key="a", value=1, label="mô hình, điển hình " * 9, formula="", record_ids=())
    table = fact_table([fact], ["a"])
    assert fact.label.strip() in repr(table)
    assert fact.label.strip() in table._repr_html_()


def test_an_unknown_fact_is_a_programmers_mistake():
    with pytest.raises(KeyError, match="z"):
        fact_table([], ["z"])
