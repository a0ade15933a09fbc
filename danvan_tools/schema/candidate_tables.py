"""The sheets of ``candidates.xlsx``: the records."""

from __future__ import annotations

from danvan_tools.schema import words
from danvan_tools.schema.shapes import Column, Table

CANDIDATES_FILE = "candidates.xlsx"

_CANDIDATE_ID = Column(
    name="candidate_id",
    heading="Mã hồ sơ",
    kind="reference",
    refers_to="candidates",
    meaning="Mã đã cấp cho hồ sơ; có thể để trống nếu đã ghi tên.",
)
_CANDIDATE_NAME = Column(
    name="candidate_name",
    heading="Tên mô hình, điển hình",
    meaning="Tên như ở trang Danh sách; có thể để trống nếu đã ghi mã hồ sơ.",
    width=44,
)


def _form_item(name: str, heading: str) -> Column:
    return Column(name=name, heading=heading, width=38)


# The items of the registration form, in its order (the first of the nine is the name).
FORM_ITEMS = (
    _form_item("situation", "Thực trạng - lý do xây dựng"),
    _form_item("goals", "Mục tiêu - tiêu chí"),
    _form_item("method", "Nội dung - cách thức thực hiện"),
    _form_item("area", "Địa bàn - đối tượng"),
    _form_item("forces", "Lực lượng thực hiện"),
    _form_item("resources", "Thời gian - nguồn lực"),
    _form_item("results", "Sản phẩm - kết quả đầu ra"),
    _form_item("sustainability", "Khả năng duy trì - nhân rộng"),
)

CANDIDATES = Table(
    name="candidates",
    sheet="Danh sách",
    title="DANH SÁCH MÔ HÌNH, ĐIỂN HÌNH ĐĂNG KÝ",
    key=("candidate_id",),
    label="name",
    may_be_empty=False,
    columns=(
        Column(name="name", heading="Tên mô hình", required=True, width=32, meaning="Tên đầy đủ, ghi đúng như hồ sơ."),
        *FORM_ITEMS,
        Column(
            name="unit_id",
            heading="Đơn vị đăng ký",
            kind="reference",
            refers_to="units",
            required=True,
            width=22,
            meaning="Tên đơn vị như ở trang Đơn vị của review.xlsx.",
        ),
        Column(
            name="candidate_id",
            heading="Mã hồ sơ",
            meaning="Để trống: phần mềm cấp mã ở lần nạp đầu. Đã có mã thì ghi lại để không nhầm khi đổi tên.",
        ),
        Column(name="kind", heading="Loại", kind="choice", words=words.KINDS, required=True),
        Column(name="holder", heading="Chủ thể", kind="choice", words=words.HOLDERS, required=True),
        Column(
            name="movement",
            heading="Phong trào",
            required=True,
            width=22,
            meaning="Phong trào thi đua mà hồ sơ hưởng ứng.",
        ),
        Column(
            name="sector",
            heading="Lĩnh vực",
            kind="reference",
            refers_to="sectors",
            width=22,
            meaning="Một lĩnh vực ở trang Lĩnh vực của review.xlsx.",
        ),
        Column(name="started_on", heading="Bắt đầu từ ngày", kind="date", required=True),
    ),
)

SITES = Table(
    name="sites",
    sheet="Điểm nhân rộng",
    title="CÁC ĐIỂM NHÂN RỘNG",
    key=("candidate_id", "site"),
    columns=(
        _CANDIDATE_ID,
        _CANDIDATE_NAME,
        Column(
            name="site",
            heading="Điểm nhân rộng",
            required=True,
            width=34,
            meaning="Khu phố, ấp, cơ quan nơi mô hình được áp dụng.",
        ),
        Column(name="unit_id", heading="Đơn vị", kind="reference", refers_to="units", required=True, width=22),
        Column(name="since", heading="Từ ngày", kind="date"),
    ),
)

MILESTONES = Table(
    name="milestones",
    sheet="Quá trình",
    title="QUÁ TRÌNH CỦA TỪNG HỒ SƠ",
    key=("candidate_id", "step", "on"),
    columns=(
        _CANDIDATE_ID,
        _CANDIDATE_NAME,
        Column(name="step", heading="Bước", kind="choice", words=words.STEPS, required=True),
        Column(name="on", heading="Ngày", kind="date", required=True),
        Column(name="document", heading="Văn bản", width=26),
    ),
)

RECOGNITIONS = Table(
    name="recognitions",
    sheet="Khen thưởng",
    title="BIỂU DƯƠNG, KHEN THƯỞNG ĐÃ CÓ",
    columns=(
        _CANDIDATE_ID,
        _CANDIDATE_NAME,
        Column(name="occasion", heading="Dịp", kind="choice", words=words.OCCASIONS, required=True, width=36),
        Column(name="form", heading="Hình thức", kind="reference", refers_to="awards", required=True),
        Column(name="authority", heading="Cơ quan khen", required=True, width=36),
        Column(
            name="authority_kind",
            heading="Loại cơ quan",
            kind="choice",
            words=words.AUTHORITY_KINDS,
            required=True,
            width=20,
        ),
        Column(name="level", heading="Cấp", kind="choice", words=words.LEVELS, required=True, width=20),
        Column(name="decision_no", heading="Số quyết định", width=18),
        Column(name="decided_on", heading="Ngày quyết định", kind="date", required=True),
    ),
)

INDICATORS = Table(
    name="indicators",
    sheet="Chỉ tiêu",
    title="CHỈ TIÊU DÂN VẬN CHÍNH QUYỀN",
    key=("unit_id", "indicator", "period"),
    columns=(
        Column(name="unit_id", heading="Đơn vị", kind="reference", refers_to="units", required=True, width=22),
        Column(name="indicator", heading="Chỉ tiêu", required=True, width=48),
        Column(name="period", heading="Kỳ", required=True, meaning="Năm hoặc quý, ví dụ 2015 hoặc Quý III/2015."),
        Column(name="value", heading="Giá trị", kind="decimal", required=True, minimum=0),
        Column(name="measure", heading="Đơn vị tính", required=True),
    ),
)

CANDIDATE_TABLES = (CANDIDATES, SITES, MILESTONES, RECOGNITIONS, INDICATORS)
