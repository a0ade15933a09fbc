"""The sheets of ``candidates.xlsx``: the records."""

from __future__ import annotations

from danvan_tools.schema import synonyms, words
from danvan_tools.schema.shapes import Column, Table

CANDIDATES_FILE = "candidates.xlsx"

_CANDIDATE_ID = Column(
    name="candidate_id",
    heading="Mã hồ sơ",
    synonyms=synonyms.CANDIDATE_ID,
    kind="reference",
    refers_to="candidates",
    meaning="Mã đã cấp cho hồ sơ; có thể để trống nếu đã ghi tên.",
)
_CANDIDATE_NAME = Column(
    name="candidate_name",
    heading="Tên mô hình, điển hình",
    synonyms=synonyms.CANDIDATE_NAME,
    refers_to="candidates",
    meaning="Tên như ở trang Danh sách; có thể để trống nếu đã ghi mã hồ sơ.",
    width=44,
)

_UNIT = Column(
    name="unit_id",
    heading="Đơn vị",
    synonyms=synonyms.UNIT_ID_OF_SITES,
    kind="reference",
    refers_to="units",
    required=True,
    width=22,
)


def _form_item(name: str, heading: str) -> Column:
    return Column(name=name, heading=heading, synonyms=getattr(synonyms, name.upper()), width=38)


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
        Column(
            name="name",
            heading="Tên mô hình",
            synonyms=synonyms.NAME,
            required=True,
            width=32,
            meaning="Tên đầy đủ, ghi đúng như hồ sơ.",
        ),
        *FORM_ITEMS,
        Column(
            name="unit_id",
            heading="Đơn vị đăng ký",
            synonyms=synonyms.UNIT_ID,
            kind="reference",
            refers_to="units",
            required=True,
            width=22,
            meaning="Tên đơn vị như ở trang Đơn vị của review.xlsx.",
        ),
        Column(
            name="candidate_id",
            heading="Mã hồ sơ",
            synonyms=synonyms.CANDIDATE_ID,
            meaning="Để trống: phần mềm cấp mã ở lần nạp đầu. Đã có mã thì ghi lại để không nhầm khi đổi tên.",
        ),
        Column(
            name="kind",
            heading="Loại",
            synonyms=synonyms.KIND,
            kind="choice",
            words=words.KINDS,
            required=True,
        ),
        Column(
            name="holder",
            heading="Chủ thể",
            synonyms=synonyms.HOLDER,
            kind="choice",
            words=words.HOLDERS,
            required=True,
        ),
        Column(
            name="movement",
            heading="Phong trào",
            synonyms=synonyms.MOVEMENT,
            required=True,
            width=22,
            meaning="Phong trào thi đua mà hồ sơ hưởng ứng.",
        ),
        Column(
            name="sector",
            heading="Lĩnh vực",
            synonyms=synonyms.SECTOR,
            kind="reference",
            refers_to="sectors",
            width=22,
            meaning="Một lĩnh vực ở trang Lĩnh vực của review.xlsx.",
        ),
        Column(
            name="started_on",
            heading="Bắt đầu từ ngày",
            synonyms=synonyms.STARTED_ON,
            kind="date",
            required=True,
        ),
        Column(
            name="index_points",
            heading="Điểm chỉ số",
            synonyms=synonyms.INDEX_POINTS,
            kind="decimal",
            minimum=0,
            meaning="Điểm lấy từ kết quả đánh giá khác; chỉ cần nếu bộ tiêu chí có tiêu chí do chỉ số cho điểm.",
        ),
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
            synonyms=synonyms.SITE,
            required=True,
            width=34,
            meaning="Khu phố, ấp, cơ quan nơi mô hình được áp dụng.",
        ),
        _UNIT,
        Column(
            name="since",
            heading="Từ ngày",
            synonyms=synonyms.SINCE,
            kind="date",
        ),
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
        Column(
            name="step",
            heading="Bước",
            synonyms=synonyms.STEP,
            kind="choice",
            words=words.STEPS,
            required=True,
        ),
        Column(
            name="on",
            heading="Ngày",
            synonyms=synonyms.ON,
            kind="date",
            required=True,
        ),
        Column(
            name="document",
            heading="Văn bản",
            synonyms=synonyms.DOCUMENT,
            width=26,
        ),
    ),
)

RECOGNITIONS = Table(
    name="recognitions",
    sheet="Khen thưởng",
    title="BIỂU DƯƠNG, KHEN THƯỞNG ĐÃ CÓ",
    columns=(
        _CANDIDATE_ID,
        _CANDIDATE_NAME,
        Column(
            name="occasion",
            heading="Dịp",
            synonyms=synonyms.OCCASION,
            kind="choice",
            words=words.OCCASIONS,
            required=True,
            width=36,
        ),
        Column(
            name="form",
            heading="Hình thức",
            synonyms=synonyms.FORM,
            kind="reference",
            refers_to="awards",
            required=True,
        ),
        Column(
            name="authority",
            heading="Cơ quan khen",
            synonyms=synonyms.AUTHORITY,
            required=True,
            width=36,
        ),
        Column(
            name="authority_kind",
            heading="Loại cơ quan",
            synonyms=synonyms.AUTHORITY_KIND,
            kind="choice",
            words=words.AUTHORITY_KINDS,
            required=True,
            width=20,
        ),
        Column(
            name="level",
            heading="Cấp",
            synonyms=synonyms.LEVEL,
            kind="choice",
            words=words.LEVELS,
            required=True,
            width=20,
        ),
        Column(
            name="decision_no",
            heading="Số quyết định",
            synonyms=synonyms.DECISION_NO,
            width=18,
        ),
        Column(
            name="decided_on",
            heading="Ngày quyết định",
            synonyms=synonyms.DECIDED_ON,
            kind="date",
            required=True,
        ),
    ),
)

INDICATORS = Table(
    name="indicators",
    sheet="Chỉ tiêu",
    title="CHỈ TIÊU DÂN VẬN CHÍNH QUYỀN",
    key=("unit_id", "indicator", "period"),
    columns=(
        _UNIT,
        Column(
            name="indicator",
            heading="Chỉ tiêu",
            synonyms=synonyms.INDICATOR,
            required=True,
            width=48,
        ),
        Column(
            name="period",
            heading="Kỳ",
            synonyms=synonyms.PERIOD,
            required=True,
            meaning="Năm hoặc quý, ví dụ 2015 hoặc Quý III/2015.",
        ),
        Column(
            name="value",
            heading="Giá trị",
            synonyms=synonyms.VALUE,
            kind="decimal",
            required=True,
            minimum=0,
        ),
        Column(name="measure", heading="Đơn vị tính", synonyms=synonyms.MEASURE, required=True),
    ),
)

CANDIDATE_TABLES = (CANDIDATES, SITES, MILESTONES, RECOGNITIONS, INDICATORS)
