"""The sheets of the proposal workbook: what the nominations in ``incoming/`` come to."""

from __future__ import annotations

from dataclasses import replace

from danvan_tools.schema import words
from danvan_tools.schema.candidate_tables import CANDIDATE_TABLES, FORM_ITEMS
from danvan_tools.schema.shapes import Column, Table

PROPOSALS_FILE = "proposals.xlsx"

_CANDIDATES = next(table for table in CANDIDATE_TABLES if table.name == "candidates")

_FILE = Column(name="file", heading="Tệp nhận được", width=36)
_PLACE = Column(name="place", heading="Chỗ trong tệp", width=18)
_RECEIVED_ON = Column(name="received_on", heading="Ngày nhận", kind="date")
_DIGEST = Column(name="digest", heading="Mã băm SHA-256 của tệp", width=24)
_UNIT = Column(name="unit", heading="Đơn vị đăng ký", width=28)
_NAME = Column(name="name", heading="Tên mô hình", width=36)
_STATE = Column(name="state", heading="Tình trạng", kind="choice", words=words.NOMINATION_STATES, width=30)

# A list of nominations as a unit sends it: what the registration form asks for, and nothing else.
NOMINATION_FORM = Table(
    name="nominations",
    sheet="",
    title="",
    columns=(_CANDIDATES["name"], *FORM_ITEMS, replace(_CANDIDATES["unit_id"], kind="text", required=False)),
)

PROPOSALS = replace(
    _CANDIDATES,
    name="proposals",
    title="HỒ SƠ ĐỀ XUẤT ĐƯA VÀO DANH SÁCH – thư ký xem, bổ sung các cột còn trống rồi chép sang candidates.xlsx",
    columns=(*_CANDIDATES.columns, _FILE, _PLACE, _RECEIVED_ON),
)
RECEIVED = Table(
    name="received",
    sheet="Đã nhận",
    title="TỪNG HỒ SƠ ĐÃ NHẬN, THEO TỆP",
    columns=(_FILE, _PLACE, _RECEIVED_ON, _UNIT, _NAME, _STATE, _DIGEST),
)
DIFFERENCES = Table(
    name="differences",
    sheet="Khác nhau",
    title="CHỖ KHÁC NHAU GIỮA HAI BẢN CỦA MỘT HỒ SƠ",
    columns=(
        _NAME,
        _UNIT,
        Column(name="item", heading="Mục", width=30),
        Column(name="older", heading="Bản trước", width=48),
        Column(name="older_file", heading="Ở tệp", width=30),
        Column(name="newer", heading="Bản sau", width=48),
        Column(name="newer_file", heading="Ở tệp (bản sau)", width=30),
    ),
)
SILENT_UNITS = Table(
    name="silent_units",
    sheet="Chưa gửi",
    title="ĐƠN VỊ CHƯA GỬI HỒ SƠ NÀO",
    columns=(
        Column(name="unit_id", heading="Mã đơn vị"),
        Column(name="unit", heading="Tên đơn vị", width=44),
    ),
)
SCANS = Table(
    name="scans",
    sheet="Bản quét",
    title="BẢN QUÉT, ẢNH CẦN GÕ LẠI",
    columns=(_FILE, _RECEIVED_ON, replace(_DIGEST, width=70)),
)

INCOMING_FAULTS = Table(
    name="faults",
    sheet="Cần xem lại",
    title="TỆP KHÔNG ĐỌC ĐƯỢC, CHỖ CẦN HỎI LẠI",
    columns=(
        _FILE,
        Column(name="value", heading="Giá trị", width=28),
        Column(name="what", heading="Vấn đề", width=60),
        Column(name="remedy", heading="Cách sửa", width=60),
    ),
)

PROPOSAL_TABLES = (PROPOSALS, RECEIVED, DIFFERENCES, SILENT_UNITS, SCANS, INCOMING_FAULTS)
