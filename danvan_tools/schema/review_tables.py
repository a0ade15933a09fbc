"""The sheets of ``review.xlsx``: how a review is run."""

from __future__ import annotations

from danvan_tools.schema import synonyms, words
from danvan_tools.schema.rule_tables import BALLOT_RULES, CRITERIA, TIERS, TIES
from danvan_tools.schema.shapes import Column, Table

REVIEW_FILE = "review.xlsx"
SETTINGS_SHEET = "Đợt xét"

# Sheet "Đợt xét" has one row per setting: Mục | Giá trị | Ý nghĩa.
SETTINGS = (
    Column(
        name="format",
        heading="Định dạng",
        kind="integer",
        required=True,
        minimum=1,
        meaning="Phiên bản của tệp; không sửa.",
    ),
    Column(name="review_id", heading="Mã đợt xét", required=True, meaning="Viết liền, không dấu, ví dụ DVK-2015."),
    Column(name="title", heading="Tên đợt xét", required=True, meaning="In ở đầu các tài liệu."),
    Column(
        name="review_type",
        heading="Loại",
        kind="choice",
        words=words.REVIEW_TYPES,
        required=True,
        meaning="Sơ kết hoặc tổng kết.",
    ),
    Column(name="locality", heading="Địa phương", required=True, meaning="Ví dụ: thị xã Sông Vân."),
    Column(name="period_start", heading="Kỳ xét từ ngày", kind="date", required=True, meaning="Ngày đầu của kỳ xét."),
    Column(name="period_end", heading="Kỳ xét đến ngày", kind="date", required=True, meaning="Ngày cuối của kỳ xét."),
    Column(
        name="as_of",
        heading="Số liệu tính đến ngày",
        kind="date",
        required=True,
        meaning="Mọi số liệu đếm đến ngày này; không phải ngày ban hành văn bản.",
    ),
    Column(name="conference", heading="Hội nghị", required=True, meaning="Tên hội nghị trình kết quả."),
    Column(
        name="step",
        heading="Bước điểm",
        kind="decimal",
        required=True,
        meaning="Chênh lệch nhỏ nhất giữa hai mức điểm: 1; 0,5 hoặc 0,25.",
    ),
    Column(
        name="aggregation",
        heading="Cách tính điểm chung",
        kind="choice",
        words=words.AGGREGATIONS,
        required=True,
        meaning="Cách gộp điểm của các thành viên; in trong biên bản.",
    ),
    Column(
        name="decimals",
        heading="Số chữ số thập phân",
        kind="integer",
        required=True,
        minimum=0,
        meaning="Của điểm chung, làm tròn nửa lên.",
    ),
    # A review of an earlier version has none of the following: each has a default.
    Column(
        name="stages",
        heading="Các bước chấm",
        kind="choice",
        words=words.STAGES,
        meaning="Ai cho điểm, theo thứ tự; để trống là chỉ Hội đồng chấm.",
    ),
    Column(
        name="blind",
        heading="Chấm không biết tên",
        kind="choice",
        words=words.YES_NO,
        meaning="Có: khi chấm không hiện tên hồ sơ, tên người và đơn vị; để trống là không.",
    ),
    Column(
        name="ledger",
        heading="Sổ ghi chung",
        meaning="Địa chỉ sổ ghi trên máy chủ, không kèm mật khẩu; để trống là tệp ledger.db trong thư mục này.",
    ),
    Column(
        name="trim",
        heading="Tỷ lệ cắt mỗi đầu",
        kind="decimal",
        meaning="Chỉ dùng khi trung bình cắt hai đầu: phần số phiếu bỏ ở mỗi đầu, ví dụ 0,2; để trống là 0,2.",
    ),
    Column(
        name="per_candidate",
        heading="Số người chấm mỗi hồ sơ",
        kind="integer",
        minimum=1,
        meaning="Để phân công chấm; để trống là mọi thành viên chấm mọi hồ sơ.",
    ),
)

SECTORS = Table(
    name="sectors",
    sheet="Lĩnh vực",
    title="LĨNH VỰC",
    key=("sector",),
    label="name",
    may_be_empty=False,
    columns=(
        Column(name="sector", heading="Mã lĩnh vực", required=True),
        Column(name="name", heading="Lĩnh vực", required=True, width=32),
        Column(
            name="standard",
            heading="Lĩnh vực chuẩn",
            kind="choice",
            words=words.STANDARD_SECTORS,
            required=True,
            width=32,
            meaning="Một trong bốn lĩnh vực dùng để tổng hợp lên cấp trên.",
        ),
    ),
)
UNITS = Table(
    name="units",
    sheet="Đơn vị",
    title="ĐƠN VỊ",
    key=("unit_id", "valid_from"),
    label="name",
    may_be_empty=False,
    columns=(
        Column(
            name="unit_id",
            heading="Mã đơn vị",
            required=True,
            meaning="Mỗi đơn vị một mã. Đổi tên thì thêm dòng cùng mã với tên mới, ngày có tên cũ và tên mới nối nhau.",
        ),
        Column(
            name="name",
            heading="Tên đơn vị",
            required=True,
            width=36,
            meaning="Tên đầy đủ, có loại đơn vị, ví dụ: Xã Tân Thành.",
        ),
        Column(name="unit_kind", heading="Loại đơn vị", kind="choice", words=words.UNIT_KINDS, required=True, width=22),
        Column(name="level", heading="Cấp", kind="choice", words=words.LEVELS, required=True, width=22),
        Column(
            name="valid_from",
            heading="Có từ ngày",
            kind="date",
            meaning="Ngày đầu có đơn vị hoặc tên này; để trống nếu đã có từ lâu.",
        ),
        Column(
            name="valid_to",
            heading="Có đến ngày",
            kind="date",
            meaning="Ngày cuối có đơn vị hoặc tên này, ví dụ 30/06/2025; để trống nếu vẫn còn.",
        ),
        Column(
            name="parent_id",
            heading="Thuộc đơn vị",
            kind="reference",
            refers_to="units",
            width=36,
            meaning="Đơn vị cấp trên trực tiếp, là một dòng của trang này. Cần để phân biệt các đơn vị cùng tên và "
            "để tìm đơn vị hiện nay.",
        ),
        Column(
            name="successor_ids",
            heading="Đơn vị kế tiếp",
            width=36,
            meaning="Mã hoặc tên đơn vị thay thế đơn vị này khi sắp xếp, sáp nhập; nhiều đơn vị thì cách nhau dấu ;. "
            "Để trống: phần mềm tra bảng sắp xếp xã, phường ngày 01/07/2025.",
        ),
        Column(
            name="unit_class",
            heading="Hạng đơn vị",
            synonyms=synonyms.UNIT_CLASS,
            meaning="Ví dụ loại I; chỉ cần nếu mức điểm ở trang Xếp loại khác nhau theo hạng.",
        ),
    ),
)
COMMITTEE = Table(
    name="committee",
    sheet="Hội đồng",
    title="HỘI ĐỒNG XÉT CHỌN",
    key=("reviewer_id",),
    label="name",
    may_be_empty=False,
    columns=(
        Column(name="reviewer_id", heading="Mã thành viên", required=True),
        Column(name="name", heading="Họ và tên", required=True, width=28),
        Column(name="position", heading="Chức vụ", required=True, width=44),
        Column(name="role", heading="Vai trò", kind="choice", words=words.ROLES, required=True),
        Column(name="team", heading="Tổ thẩm định", width=18),
        Column(name="unit_id", heading="Đơn vị", kind="reference", refers_to="units", width=30),
        # A review of an earlier version has none of the following.
        Column(
            name="sectors",
            heading="Lĩnh vực phụ trách",
            synonyms=("Lĩnh vực chuyên môn", "Chuyên môn", "Phụ trách lĩnh vực"),
            width=32,
            meaning="Tên hoặc mã ở trang Lĩnh vực, cách nhau dấu ;. Có ghi thì mỗi hồ sơ cần một người chấm phụ trách "
            "lĩnh vực của hồ sơ.",
        ),
        Column(
            name="capacity",
            heading="Số hồ sơ tối đa",
            synonyms=("Số hồ sơ chấm tối đa", "Tối đa số hồ sơ"),
            kind="integer",
            minimum=0,
            meaning="Số hồ sơ nhiều nhất một người nhận chấm; để trống nếu không giới hạn.",
        ),
    ),
)
CONFLICTS = Table(
    name="conflicts",
    sheet="Có liên quan",
    title="THÀNH VIÊN CÓ LIÊN QUAN – KHÔNG THAM GIA CHẤM, BIỂU QUYẾT",
    key=("reviewer_id", "candidate_id"),
    columns=(
        Column(
            name="reviewer_id", heading="Thành viên", kind="reference", refers_to="committee", required=True, width=28
        ),
        Column(name="candidate_id", heading="Hồ sơ", kind="reference", refers_to="candidates", required=True, width=44),
        Column(name="reason", heading="Lý do", required=True, width=44),
    ),
)
AWARD_FORMS = Table(
    name="awards",
    sheet="Hình thức",
    title="HÌNH THỨC BIỂU DƯƠNG, KHEN THƯỞNG",
    key=("form", "holder"),
    label="form",
    may_be_empty=False,
    columns=(
        Column(name="form", heading="Hình thức", required=True, width=22),
        Column(name="award", heading="Loại", kind="choice", words=words.AWARDS, required=True),
        Column(name="holder", heading="Chủ thể", kind="choice", words=words.HOLDERS, required=True),
        Column(
            name="places",
            heading="Số lượng",
            kind="integer",
            minimum=0,
            meaning="Số lượng xét ở đợt này, theo thứ tự các dòng; để trống nếu đợt này không xét.",
        ),
        Column(
            name="minimum_tier",
            heading="Xếp loại tối thiểu",
            width=20,
            meaning="Tên ở trang Xếp loại; để trống nếu không yêu cầu.",
        ),
    ),
)
QUOTAS = Table(
    name="quotas",
    sheet="Chỉ tiêu",
    title="CHỈ TIÊU CƠ CẤU",
    key=("award", "scope", "value", "counting"),
    columns=(
        Column(name="award", heading="Áp dụng cho", kind="choice", words=words.AWARDS, required=True),
        Column(name="scope", heading="Tính theo", kind="choice", words=words.QUOTA_SCOPES, required=True),
        Column(
            name="value",
            heading="Nhóm",
            required=True,
            width=32,
            meaning="Tên lĩnh vực, đơn vị, loại đơn vị hoặc chủ thể.",
        ),
        Column(name="at_least", heading="Ít nhất", kind="integer", minimum=0),
        Column(name="at_most", heading="Nhiều nhất", kind="integer", minimum=0),
        # A review of an earlier version has no such column: a blank is the first.
        Column(
            name="counting",
            heading="Cách tính",
            synonyms=("Cách tính chỉ tiêu", "Tính vào số lượng chung", "Trong hay ngoài số lượng"),
            kind="choice",
            words=words.QUOTA_COUNTING,
            width=24,
            meaning="Để trống: trong số lượng chung. Ngoài số lượng chung: thêm số chỗ này, ngoài cột Số lượng của "
            "hình thức cuối cùng cùng loại ở trang Hình thức.",
        ),
    ),
)
DOCUMENTS = Table(
    name="documents",
    sheet="Văn bản",
    title="VĂN BẢN",
    key=("document",),
    may_be_empty=False,
    columns=(
        Column(name="document", heading="Văn bản", kind="choice", words=words.DOCUMENTS, required=True, width=24),
        Column(name="subject", heading="Trích yếu", required=True, width=48),
        Column(name="layout", heading="Thể thức", kind="choice", words=words.LAYOUTS, required=True, width=32),
        Column(name="higher_body", heading="Cơ quan cấp trên", width=28),
        Column(name="issuer", heading="Cơ quan ban hành", required=True, width=28),
        Column(name="place", heading="Địa danh", required=True),
        Column(name="symbol", heading="Ký hiệu", required=True, meaning="Ví dụ: BC/TU."),
        Column(name="number", heading="Số", meaning="Để trống khi chưa ban hành."),
        Column(name="dated_on", heading="Ngày ban hành", kind="date", meaning="Để trống khi chưa ban hành."),
        Column(name="state", heading="Tình trạng", kind="choice", words=words.DOCUMENT_STATES, required=True),
        Column(name="addressee", heading="Kính gửi", width=36),
        Column(name="authority", heading="Thẩm quyền ký", width=36, meaning="Ví dụ: T/M BAN THƯỜNG VỤ."),
        Column(name="signer_position", heading="Chức vụ người ký", required=True, width=24),
        Column(name="signer", heading="Người ký", width=24),
        Column(name="recipients", heading="Nơi nhận", width=48, meaning="Mỗi dòng một nơi nhận."),
    ),
)
PARAGRAPHS = Table(
    name="paragraphs",
    sheet="Lời văn",
    title="PHẦN LỜI VĂN CỦA BÁO CÁO (không chứa số liệu tính toán)",
    columns=(
        Column(name="document", heading="Văn bản", kind="choice", words=words.DOCUMENTS, required=True, width=24),
        Column(name="section", heading="Mục", kind="choice", words=words.SECTIONS, required=True, width=30),
        Column(name="text", heading="Đoạn văn", required=True, width=110),
    ),
)

REVIEW_TABLES = (
    SECTORS,
    UNITS,
    COMMITTEE,
    CONFLICTS,
    CRITERIA,
    TIERS,
    AWARD_FORMS,
    QUOTAS,
    TIES,
    BALLOT_RULES,
    DOCUMENTS,
    PARAGRAPHS,
)
