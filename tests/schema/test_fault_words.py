from __future__ import annotations

import dataclasses
from typing import get_args, get_type_hints

from danvan_tools.errors import Fault, FaultKind
from danvan_tools.schema import FAULT_KINDS, SEVERITIES, summarise_faults

FAULT = Fault(file="candidates.xlsx", kind="word", what="lạ", remedy="Sửa.")


def test_every_kind_and_severity_has_one_word():
    assert sorted(FAULT_KINDS.values()) == sorted(get_args(FaultKind))
    assert sorted(SEVERITIES.values()) == sorted(get_args(get_type_hints(Fault)["severity"]))


def test_the_most_frequent_kind_comes_first():
    warning = dataclasses.replace(FAULT, kind="count", severity="warning")
    blanks = [dataclasses.replace(FAULT, kind="blank")] * 1200
    assert summarise_faults([FAULT, warning, *blanks, FAULT]) == (
        "1.202 lỗi, 1 lưu ý: thiếu nội dung 1.200; không có trong danh mục 2; cần giải trình 1"
    )
    assert summarise_faults([warning]) == "1 lưu ý: cần giải trình 1"
    assert summarise_faults([]) == ""
