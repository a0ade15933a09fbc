from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from danvan_tools.language import comparison_key
from danvan_tools.records.identities import Registered, identify
from danvan_tools.records.spreadsheets import Sheet
from danvan_tools.schema import CANDIDATE_TABLES

TABLE = next(table for table in CANDIDATE_TABLES if table.name == "candidates")
Row = tuple[str, str, str, str]  # typed id, name, unit, kind


def found(rows: list[Row], registered: Sequence[Registered] = ()) -> tuple[list[str], list[str], list[str]]:
    """Return the ids, the newcomers' ids and the faults of a list that begins in row 3."""
    columns = ["candidate_id", "name", "unit_id", "kind"]
    frame = pd.DataFrame(rows, columns=columns, dtype="str").set_axis(range(3, 3 + len(rows)))
    cells = {name: frame[name].tolist() for name in columns}
    ids, newcomers, faults = identify(Sheet("candidates.xlsx", TABLE, frame, cells, complete=True), registered)
    return ids, [entry.candidate_id for entry in newcomers], [str(fault) for fault in faults]


def known(candidate_id: str, name: str, unit_id: str = "X01", kind: str = "model") -> Registered:
    return Registered(candidate_id=candidate_id, name=name, unit_id=unit_id, kind=kind)


def test_first_load_issues_ids_in_the_order_of_the_sheet() -> None:
    rows = [("", "Một", "X01", "model"), ("", "Hai", "X01", "exemplar"), ("", "Ba", "X02", "model")]
    ids = ["MH-001", "DH-001", "MH-002"]
    assert found(rows) == (ids, ids, [])


def test_typed_id_is_kept_and_never_issued_again() -> None:
    rows = [("", "Một", "X01", "model"), ("MH-007", "Hai", "X01", "model"), ("DVK/1", "Ba", "X01", "model")]
    ids, newcomers, faults = found([rows[0], rows[1], ("HS.3", "Ba", "X01", "model")])
    assert (ids, newcomers, faults) == (["MH-008", "MH-007", "HS.3"], ["MH-008", "MH-007", "HS.3"], [])
    assert 'mã "DVK/1" phải ngắn' in found(rows)[2][0]


NAMES = [f"Mô hình {word}" for word in ("hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")]


@given(st.permutations(list(range(len(NAMES)))), st.sets(st.integers(0, len(NAMES) - 1)))
def test_rows_moved_keep_their_ids(order: list[int], typed: set[int]) -> None:
    first = [("", name, f"X0{place % 3}", "model") for place, name in enumerate(NAMES)]
    ids, _, _ = found(first)
    registered = [known(key, *row[1:3]) for key, row in zip(ids, first, strict=True)]
    moved = [(ids[place] if place in typed else "", *first[place][1:]) for place in order]
    assert found(moved, registered) == ([ids[place] for place in order], [], [])


@given(st.integers(0, 7), st.integers(1, 4))
def test_new_rows_get_new_numbers_wherever_they_stand(place: int, count: int) -> None:
    first = [("", name, "X01", "model") for name in NAMES]
    registered = [known(f"MH-{number:03d}", name) for number, name in enumerate(NAMES, start=1)]
    new = [("", f"Hồ sơ mới {number}", "X01", "model") for number in range(count)]
    ids, newcomers, faults = found([*first[:place], *new, *first[place:]], registered)
    assert faults == []
    assert newcomers == ids[place : place + count] == [f"MH-{9 + number:03d}" for number in range(count)]


def test_name_is_compared_by_its_key() -> None:
    assert found([("", "TỔ  HOÀ giải", "X01", "model")], [known("MH-004", "Tổ hòa giải")])[0] == ["MH-004"]


def test_number_of_a_missing_candidate_is_not_used_again() -> None:
    registered = [known("MH-001", "Một"), known("MH-002", "Hai", "X02")]
    assert found([("", "Một", "X01", "model"), ("", "Mới", "X01", "model")], registered)[0] == ["MH-001", "MH-003"]


def test_row_that_may_be_a_missing_candidate_is_asked_about() -> None:
    registered = [known("MH-001", "Một"), known("MH-002", "Hai"), known("DH-001", "Ba", kind="exemplar")]
    _, _, faults = found([("", "Một", "X01", "model"), ("", "Hai mới", "X01", "model")], registered)
    assert faults == [
        'candidates.xlsx, trang "Danh sách", dòng 4, cột "Mã hồ sơ": "Hai mới" chưa có mã, trong khi hồ sơ đã cấp mã '
        'không còn trong danh sách: MH-002 "Hai". Nếu là hồ sơ ấy thì ghi lại mã của nó vào ô; '
        "nếu là hồ sơ mới thì ghi mã mới MH-003."
    ]


def test_asked_row_is_settled_by_either_id() -> None:
    registered = [known("MH-001", "Một"), known("MH-002", "Hai")]
    one = ("", "Một", "X01", "model")
    assert found([one, ("MH-002", "Hai mới", "X01", "model")], registered) == (["MH-001", "MH-002"], [], [])
    assert found([one, ("MH-003", "Hai mới", "X01", "model")], registered) == (["MH-001", "MH-003"], ["MH-003"], [])


def test_candidate_that_moved_to_another_unit_is_asked_about() -> None:
    (fault,) = found([("", "Một", "P01", "model")], [known("MH-001", "Một")])[2]
    assert 'MH-001 "Một"' in fault


def test_a_withdrawn_candidate_is_asked_about_only_where_the_name_is_nearly_its_own() -> None:
    registered = [known("MH-001", "Đường hoa nông thôn")._replace(withdrawn=True)]
    (fault,) = found([("", "Đường hoa nông thôn mới", "X01", "model")], registered)[2]
    assert 'MH-001 "Đường hoa nông thôn" (đã rút hoặc đã nhập). Nếu là hồ sơ ấy thì ghi lại mã' in fault
    (fault,) = found([("", "Đường hoa nông thôn", "P01", "model")], registered)[2]
    assert 'MH-001 "Đường hoa nông thôn" (đã rút hoặc đã nhập)' in fault
    for other in (("", "Tổ tiết kiệm", "X01", "model"), ("", "Đường hoa nông thôn mới", "P01", "model")):
        assert found([other], registered) == (["MH-002"], ["MH-002"], [])


def test_rename_under_its_id_is_accepted() -> None:
    assert found([("mh-001", "Tên mới", "P01", "model")], [known("MH-001", "Một")]) == (["MH-001"], [], [])


def test_mistyped_id_of_a_known_candidate() -> None:
    ids, _, (fault,) = found([("MH-O01", "Một", "X01", "model")], [known("MH-001", "Một")])
    assert ids == ["MH-001"]
    assert 'mã "MH-O01" chưa cấp cho hồ sơ nào' in fault
    assert 'Ý là "MH-001"?' in fault


def test_old_name_whose_id_another_row_claims_is_asked_about() -> None:
    rows = [("MH-001", "Tên mới", "X01", "model"), ("", "Một", "X01", "model")]
    (fault,) = found(rows, [known("MH-001", "Một")])[2]
    assert 'dòng 4, cột "Mã hồ sơ": "Một" có thể là hồ sơ MH-001' in fault


def test_two_rows_with_one_id_and_two_rows_of_one_candidate() -> None:
    (fault,) = found([("MH-001", "Một", "X01", "model"), ("mh-001", "Hai", "X01", "model")])[2]
    assert 'dòng 4, cột "Mã hồ sơ": mã "mh-001" đã ghi ở dòng 3' in fault
    (fault,) = found([("", "Một", "X01", "model"), ("", "MỘT", "X01", "exemplar")])[2]
    assert 'dòng 4, cột "Tên mô hình": "MỘT" của cùng đơn vị đã có ở dòng 3' in fault


def test_same_name_at_two_units_is_two_candidates() -> None:
    assert found([("", "Một", "X01", "model"), ("", "Một", "X02", "model")])[2] == []


def test_row_with_a_faulty_unit_is_matched_by_name_and_not_asked_about() -> None:
    ids, _, faults = found([("", "Một", "", "model"), ("", "Hai", "X01", "")], [known("MH-001", "Một")])
    assert (ids[0], faults) == ("MH-001", [])


SPACES = st.sampled_from([" ", "  ", "\u00a0", " \u200b", "\n", " - ", "-"])


@given(st.lists(st.text("aàđĐ -\u2011\u200b\u0301oò", min_size=1, max_size=4), min_size=1, max_size=4), st.data())
def test_a_name_of_the_same_key_is_a_repeat_however_it_is_written(words: list[str], data: st.DataObject) -> None:
    one, other = ("".join(word + data.draw(SPACES) for word in words).strip() for _ in range(2))
    other = unicodedata.normalize("NFD", other).upper()
    repeated = comparison_key(one) == comparison_key(other) and "" not in (one, other)
    assert len(found([("", one, "X01", "model"), ("", other, "X01", "model")])[2]) == repeated


def test_repeats_are_listed_in_the_order_of_the_rows() -> None:
    names = ["Tổ - nhóm nữ", "Tổ dân vận khéo", "Tổ  dân vận\u00a0khéo", "Tổ-nhóm nữ", "Tổ khác khéo"]
    faults = found([("", name, "X01", "model") for name in names])[2]
    assert ["đã có ở dòng 4" in faults[0], "đã có ở dòng 3" in faults[1], len(faults)] == [True, True, 2]
