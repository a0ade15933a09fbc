from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.display import fault_lines
from danvan_tools.errors import Fault

FAULT = Fault(file="candidates.xlsx", kind="word", sheet="Danh sách", row=5, what="lạ", remedy="Sửa.")


def test_faults_stand_below_their_sheet_in_the_order_they_were_found():
    other = dataclasses.replace(FAULT, sheet="", row=None, kind="file", severity="warning")
    assert list(fault_lines([FAULT, other, dataclasses.replace(FAULT, row=7)])) == [
        '== candidates.xlsx, trang "Danh sách" – 2 lỗi ==',
        'candidates.xlsx, trang "Danh sách", dòng 5: lạ. Sửa.',
        'candidates.xlsx, trang "Danh sách", dòng 7: lạ. Sửa.',
        "",
        "== candidates.xlsx – 1 lưu ý ==",
        "Lưu ý: candidates.xlsx: lạ. Sửa.",
        "",
        "Có 2 lỗi, 1 lưu ý: không có trong danh mục 2; tệp 1.",
    ]


def test_without_faults_there_is_nothing_to_say():
    assert list(fault_lines([])) == []


@given(st.text())
def test_a_fault_is_one_line_whatever_its_cell_holds(text):
    lines = list(fault_lines([dataclasses.replace(FAULT, what=text, column=text, sheet=text)]))
    assert len(lines) == 4
    assert [line for line in lines if len(line.splitlines()) > 1 or "\x1b" in line] == []
