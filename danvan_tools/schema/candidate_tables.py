"""The sheets of ``candidates.xlsx``: the records."""

from __future__ import annotations

from danvan_tools.schema import words
from danvan_tools.schema.shapes import Column, Table

CANDIDATES_FILE = "candidates.xlsx"

# Headings as committees write them, besides the ones the software writes.
_ID_HEADINGS = ("Mã số hồ sơ", "Mã số", "Mã mô hình", "Mã MH", "Mã HS", "Mã mô hình, điển hình")
_NAME_HEADINGS = (
    "Tên mô hình",
    "Tên MH",
    "Mô hình",
    "Tên mô hình, điển hình Dân vận khéo",
    "Tên mô hình Dân vận khéo",
    "Tên mô hình DVK",
    "Mô hình, điển hình",
    "Mô hình Dân vận khéo",
    "Tên MH, ĐH",
    "Tên mô hình/điển hình",
    "Tên điển hình",
    "Tên hồ sơ",
    "Tên gọi mô hình",
    "Tên gọi",
    "Tên mô hình, cá nhân điển hình",
    "Tên mô hình đăng ký",
)
_UNIT_HEADINGS = (
    "Tên đơn vị",
    "Đơn vị thực hiện",
    "Đơn vị xây dựng",
    "Đơn vị xây dựng mô hình",
    "Xã, phường",
    "Xã, phường, thị trấn",
    "Phường, xã",
    "Địa phương",
    "Địa phương, đơn vị",
    "Đơn vị, địa phương",
    "Cơ quan, đơn vị",
    "Tên cơ quan, đơn vị",
)

_CANDIDATE_ID = Column(
    name="candidate_id",
    heading="Mã hồ sơ",
    synonyms=_ID_HEADINGS,
    kind="reference",
    refers_to="candidates",
    meaning="Mã đã cấp cho hồ sơ; có thể để trống nếu đã ghi tên.",
)
_CANDIDATE_NAME = Column(
    name="candidate_name",
    heading="Tên mô hình, điển hình",
    synonyms=_NAME_HEADINGS,
    refers_to="candidates",
    meaning="Tên như ở trang Danh sách; có thể để trống nếu đã ghi mã hồ sơ.",
    width=44,
)

_UNIT = Column(
    name="unit_id",
    heading="Đơn vị",
    synonyms=_UNIT_HEADINGS,
    kind="reference",
    refers_to="units",
    required=True,
    width=22,
)


def _form_item(name: str, heading: str, *synonyms: str) -> Column:
    return Column(name=name, heading=heading, synonyms=synonyms, width=38)


# The items of the registration form, in its order (the first of the nine is the name).
FORM_ITEMS = (
    _form_item(
        "situation",
        "Thực trạng - lý do xây dựng",
        "Thực trạng, lý do",
        "Thực trạng",
        "Lý do xây dựng",
        "Lý do xây dựng mô hình",
        "Thực trạng, sự cần thiết",
        "Sự cần thiết",
        "Đặt vấn đề",
    ),
    _form_item(
        "goals",
        "Mục tiêu - tiêu chí",
        "Mục tiêu",
        "Mục tiêu, chỉ tiêu",
        "Mục đích, yêu cầu",
        "Mục tiêu của mô hình",
        "Mục đích",
    ),
    _form_item(
        "method",
        "Nội dung - cách thức thực hiện",
        "Nội dung, cách làm",
        "Nội dung",
        "Nội dung thực hiện",
        "Cách thức thực hiện",
        "Nội dung, phương pháp thực hiện",
        "Nội dung, giải pháp thực hiện",
        "Cách làm",
        "Nội dung mô hình",
        "Tóm tắt nội dung",
    ),
    _form_item(
        "area",
        "Địa bàn - đối tượng",
        "Địa bàn",
        "Địa bàn, đối tượng thực hiện",
        "Đối tượng",
        "Địa điểm, đối tượng",
        "Địa bàn thực hiện",
        "Địa điểm thực hiện",
        "Địa điểm",
        "Phạm vi, đối tượng",
    ),
    _form_item(
        "forces",
        "Lực lượng thực hiện",
        "Lực lượng",
        "Lực lượng tham gia",
        "Lực lượng tham gia thực hiện",
        "Lực lượng phối hợp",
        "Thành phần tham gia",
        "Lực lượng nòng cốt",
    ),
    _form_item(
        "resources",
        "Thời gian - nguồn lực",
        "Nguồn lực",
        "Thời gian, kinh phí",
        "Kinh phí",
        "Nguồn lực thực hiện",
        "Thời gian và nguồn lực thực hiện",
        "Kinh phí thực hiện",
    ),
    _form_item(
        "results",
        "Sản phẩm - kết quả đầu ra",
        "Kết quả",
        "Kết quả đầu ra",
        "Sản phẩm",
        "Kết quả đạt được",
        "Sản phẩm, kết quả",
        "Kết quả thực hiện",
        "Kết quả dự kiến",
        "Hiệu quả",
        "Kết quả, hiệu quả",
    ),
    _form_item(
        "sustainability",
        "Khả năng duy trì - nhân rộng",
        "Khả năng nhân rộng",
        "Khả năng duy trì",
        "Duy trì, nhân rộng",
        "Khả năng duy trì, nhân rộng mô hình",
        "Hướng duy trì, nhân rộng",
    ),
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
            synonyms=("Tên mô hình, điển hình", *_NAME_HEADINGS[1:]),
            required=True,
            width=32,
            meaning="Tên đầy đủ, ghi đúng như hồ sơ.",
        ),
        *FORM_ITEMS,
        Column(
            name="unit_id",
            heading="Đơn vị đăng ký",
            synonyms=(
                "Đơn vị",
                "Đơn vị đăng ký mô hình",
                "Đơn vị đăng ký thực hiện",
                "Đơn vị đề nghị",
                *_UNIT_HEADINGS,
            ),
            kind="reference",
            refers_to="units",
            required=True,
            width=22,
            meaning="Tên đơn vị như ở trang Đơn vị của review.xlsx.",
        ),
        Column(
            name="candidate_id",
            heading="Mã hồ sơ",
            synonyms=_ID_HEADINGS,
            meaning="Để trống: phần mềm cấp mã ở lần nạp đầu. Đã có mã thì ghi lại để không nhầm khi đổi tên.",
        ),
        Column(
            name="kind",
            heading="Loại",
            synonyms=("Loại hồ sơ", "Loại hình", "Phân loại", "Mô hình hay điển hình"),
            kind="choice",
            words=words.KINDS,
            required=True,
        ),
        Column(
            name="holder",
            heading="Chủ thể",
            synonyms=("Đối tượng đề nghị", "Tập thể, cá nhân", "Loại chủ thể", "Chủ thể thực hiện", "Chủ thể mô hình"),
            kind="choice",
            words=words.HOLDERS,
            required=True,
        ),
        Column(
            name="movement",
            heading="Phong trào",
            synonyms=("Phong trào thi đua", "Tên phong trào", "Hưởng ứng phong trào", "Thuộc phong trào"),
            required=True,
            width=22,
            meaning="Phong trào thi đua mà hồ sơ hưởng ứng.",
        ),
        Column(
            name="sector",
            heading="Lĩnh vực",
            synonyms=("Thuộc lĩnh vực", "Tên lĩnh vực", "Lĩnh vực hoạt động", "Lĩnh vực đăng ký", "LV"),
            kind="reference",
            refers_to="sectors",
            width=22,
            meaning="Một lĩnh vực ở trang Lĩnh vực của review.xlsx.",
        ),
        Column(
            name="started_on",
            heading="Bắt đầu từ ngày",
            synonyms=(
                "Ngày bắt đầu",
                "Bắt đầu từ",
                "Bắt đầu",
                "Từ ngày",
                "Thời gian bắt đầu",
                "Thời gian từ ngày",
                "Thời điểm bắt đầu",
                "Ngày bắt đầu thực hiện",
                "Ngày thực hiện",
                "Ngày xây dựng",
            ),
            kind="date",
            required=True,
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
            synonyms=("Tên điểm", "Tên điểm nhân rộng", "Nơi nhân rộng", "Địa điểm nhân rộng", "Điểm áp dụng", "Điểm"),
            required=True,
            width=34,
            meaning="Khu phố, ấp, cơ quan nơi mô hình được áp dụng.",
        ),
        _UNIT,
        Column(
            name="since",
            heading="Từ ngày",
            synonyms=("Ngày nhân rộng", "Áp dụng từ ngày", "Bắt đầu từ ngày", "Ngày bắt đầu", "Thời gian từ ngày"),
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
            synonyms=("Các bước", "Mốc", "Bước thực hiện", "Trạng thái", "Giai đoạn", "Nội dung bước"),
            kind="choice",
            words=words.STEPS,
            required=True,
        ),
        Column(
            name="on",
            heading="Ngày",
            synonyms=("Ngày thực hiện", "Ngày tháng", "Ngày, tháng, năm", "Thời gian", "Thời điểm"),
            kind="date",
            required=True,
        ),
        Column(
            name="document",
            heading="Văn bản",
            synonyms=("Số văn bản", "Văn bản số", "Căn cứ", "Số, ký hiệu văn bản", "Văn bản kèm theo"),
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
            synonyms=("Dịp khen thưởng", "Dịp khen", "Nhân dịp"),
            kind="choice",
            words=words.OCCASIONS,
            required=True,
            width=36,
        ),
        Column(
            name="form",
            heading="Hình thức",
            synonyms=("Hình thức khen thưởng", "Hình thức khen", "Hình thức biểu dương, khen thưởng", "Danh hiệu"),
            kind="reference",
            refers_to="awards",
            required=True,
        ),
        Column(
            name="authority",
            heading="Cơ quan khen",
            synonyms=(
                "Cơ quan khen thưởng",
                "Cơ quan ban hành quyết định",
                "Cơ quan quyết định",
                "Cấp khen thưởng",
                "Đơn vị khen thưởng",
                "Cơ quan ban hành",
                "Cơ quan, đơn vị khen thưởng",
            ),
            required=True,
            width=36,
        ),
        Column(
            name="authority_kind",
            heading="Loại cơ quan",
            synonyms=("Loại cơ quan khen", "Khối cơ quan", "Khối"),
            kind="choice",
            words=words.AUTHORITY_KINDS,
            required=True,
            width=20,
        ),
        Column(
            name="level",
            heading="Cấp",
            synonyms=("Cấp khen", "Cấp cơ quan", "Cấp hành chính"),
            kind="choice",
            words=words.LEVELS,
            required=True,
            width=20,
        ),
        Column(
            name="decision_no",
            heading="Số quyết định",
            synonyms=("Quyết định số", "Số QĐ", "QĐ số", "Số, ký hiệu quyết định", "Số hiệu quyết định"),
            width=18,
        ),
        Column(
            name="decided_on",
            heading="Ngày quyết định",
            synonyms=(
                "Ngày QĐ",
                "Ngày ban hành",
                "Ngày ký",
                "Ngày ra quyết định",
                "Ngày, tháng, năm quyết định",
                "Ngày khen thưởng",
                "Ngày khen",
            ),
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
            synonyms=("Tên chỉ tiêu", "Nội dung", "Nội dung chỉ tiêu", "Chỉ số", "Tiêu chí"),
            required=True,
            width=48,
        ),
        Column(
            name="period",
            heading="Kỳ",
            synonyms=("Kỳ báo cáo", "Năm", "Thời gian", "Thời kỳ", "Quý"),
            required=True,
            meaning="Năm hoặc quý, ví dụ 2015 hoặc Quý III/2015.",
        ),
        Column(
            name="value",
            heading="Giá trị",
            synonyms=("Số liệu", "Kết quả", "Số lượng", "Kết quả thực hiện", "Thực hiện"),
            kind="decimal",
            required=True,
            minimum=0,
        ),
        Column(name="measure", heading="Đơn vị tính", synonyms=("ĐVT", "Đơn vị đo", "ĐV tính"), required=True),
    ),
)

CANDIDATE_TABLES = (CANDIDATES, SITES, MILESTONES, RECOGNITIONS, INDICATORS)
