"""Fixed vocabularies: the Vietnamese word a cell may hold → the value code sees."""

from __future__ import annotations

from collections.abc import Mapping

YES_NO = {"có": "yes", "không": "no"}

KINDS = {"mô hình": "model", "điển hình": "exemplar"}
HOLDERS = {"tập thể": "collective", "cá nhân": "individual", "hộ gia đình": "household"}

STANDARD_SECTORS = {
    "kinh tế": "economy",
    "văn hoá - xã hội": "culture_society",
    "quốc phòng - an ninh": "defence_security",
    "xây dựng hệ thống chính trị": "political_system",
}

LEVELS = {
    "trung ương": "central",
    "tỉnh, thành phố": "province",
    "thị xã, huyện, quận": "district",
    "xã, phường": "commune",
}
# What a unit is; a commune and its Party committee share one row.
UNIT_KINDS = {
    "xã": "xã",
    "phường": "phường",
    "thị trấn": "thị trấn",
    "đặc khu": "đặc khu",
    "thị xã": "thị xã",
    "huyện": "huyện",
    "quận": "quận",
    "thành phố thuộc tỉnh": "thành phố thuộc tỉnh",
    "tỉnh": "tỉnh",
    "thành phố trực thuộc Trung ương": "thành phố trực thuộc Trung ương",
    "cơ quan, ban ngành": "agency",
    "Mặt trận Tổ quốc": "front",
    "đoàn thể": "association",
    "lực lượng vũ trang": "armed_forces",
}
AUTHORITY_KINDS = {
    "cấp ủy Đảng": "party",
    "chính quyền": "government",
    "Mặt trận Tổ quốc": "front",
    "đoàn thể": "association",
    "cơ quan, ban ngành": "agency",
}
ROLES = {
    "Chủ tịch": "chair",
    "Phó Chủ tịch": "deputy_chair",
    "Thư ký": "secretary",
    "Thành viên": "member",
}
REVIEW_TYPES = {"sơ kết": "interim", "tổng kết": "final"}
AGGREGATIONS = {
    "trung bình cộng": "mean",
    "trung vị": "median",
    "trung bình cắt hai đầu": "trimmed_mean",
    "bỏ một phiếu cao nhất, một phiếu thấp nhất": "drop_extremes",
}
# Who gives the points of a criterion; blank: every stage, and the committee's count.
MARKED_BY = {"hội đồng": "committee", "tổ thẩm định": "verification", "chỉ số": "index"}
# Who gives points, in this order; the values name the stages, with a space between.
STAGES = {
    "hội đồng": "committee",
    "thẩm định, hội đồng": "verification committee",
    "tự chấm, hội đồng": "self committee",
    "tự chấm, thẩm định, hội đồng": "self verification committee",
}

STEPS = {
    "đăng ký": "registered",
    "phê duyệt": "approved",
    "xây dựng": "built",
    "đề nghị": "nominated",
    "thẩm định": "verified",
    "công nhận": "recognised",
    "tiêu biểu": "outstanding",
    "dừng": "stopped",
    "vi phạm": "violation",
}
OCCASIONS = {
    "Hội nghị điển hình tiên tiến": "exemplars_conference",
    "Hội nghị tổng kết phong trào": "conference",
    "Sơ kết, tổng kết nhiệm vụ": "work_review",
    "Ngày thành lập Mặt trận, đoàn thể": "founding_day",
    "Ngày truyền thống công tác dân vận 15/10": "tradition_day",
}
# How far a reviewer is with a candidate.
SHEET_STATES = {
    "chưa chấm": "not_marked",
    "nháp": "draft",
    "đã lưu": "saved",
    "đã khoá": "locked",
    "xin không chấm": "recused",
}
# What a fault is about, as `danvan_tools.errors.FaultKind` names it.
FAULT_KINDS = {
    "tệp": "file",
    "trang, tiêu đề": "heading",
    "thiếu nội dung": "blank",
    "không có trong danh mục": "word",
    "giá trị không hợp lệ": "value",
    "chữ, bảng mã": "text",
    "trùng lặp": "repeat",
    "mâu thuẫn": "contradiction",
    "cần giải trình": "count",
    "quy tắc xét": "rule",
    "sổ ghi": "ledger",
}
# What may differ in a list of candidates since its last load.
CHANGES = {"thêm": "added", "sửa": "changed", "thiếu": "missing"}
# What a nomination in `incoming/` is, beside the others and the list.
NOMINATION_STATES = {
    "hồ sơ mới": "new",
    "bản mới nhất": "newest",
    "bản cũ, đã có bản mới hơn": "older",
    "lặp lại": "repeat",
    "chưa rõ bản nào mới hơn": "unclear",
    "đã có trong danh sách": "listed",
    "khác với danh sách": "differs",
}
AWARDS = {"biểu dương": "praise", "khen thưởng": "commendation"}

# Eligibility conditions that the records themselves answer.
GATES = {
    "đã đăng ký": "registered",
    "có tên và địa bàn": "named_and_located",
    "thuộc một lĩnh vực": "in_a_sector",
    "duy trì đủ số tháng": "kept_months",
    "không vi phạm trong kỳ": "no_violation",
}

QUOTA_SCOPES = {
    "lĩnh vực": "sector",
    "đơn vị": "unit_id",
    "loại đơn vị": "unit_kind",
    "chủ thể": "holder",
}
QUOTA_COUNTING = {"trong số lượng chung": "inside", "ngoài số lượng chung": "outside"}
DENOMINATORS = {
    "tổng số thành viên": "all_members",
    "thành viên có mặt": "present",
    "phiếu hợp lệ": "valid_ballots",
}
COMPARISONS = {"từ … trở lên": "at_least", "quá": "more_than"}
# Whether members who are absent may vote in writing, and what their votes count for.
IN_WRITING = {
    "không lấy ý kiến bằng văn bản": "none",
    "tính là phiếu": "vote",
    "tính là phiếu và tính vào số dự họp": "vote_and_quorum",
}
# Whether members who take no part for a conflict are part of the denominator.
RECUSED_MEMBERS = {"trừ khỏi mẫu số": "removed", "vẫn tính vào mẫu số": "counted"}
# What decides between equal votes, and what is done when more pass than there are places.
EQUAL_VOTES = {
    "bỏ phiếu lại": "vote_again",
    "theo điểm chấm": "score",
    "theo ý kiến Chủ tịch": "chair",
}
MORE_THAN_PLACES = {
    "lấy theo tỷ lệ phiếu": "votes",
    "bỏ phiếu vòng sau": "next_round",
    "trình cấp có thẩm quyền": "refer",
}
LAYOUTS = {"Đảng (Hướng dẫn 36-HD/VPTW)": "hd36"}
DOCUMENT_STATES = {"dự thảo": "draft", "đã ban hành": "issued"}
DOCUMENTS = {"Báo cáo tổng kết": "report"}
SECTIONS = {
    "I. Tình hình triển khai": "I",
    "III. Hạn chế, nguyên nhân": "III",
    "IV. Bài học kinh nghiệm": "IV",
    "V. Phương hướng, nhiệm vụ": "V",
}


def vietnamese(words: Mapping[str, str], value: str) -> str:
    """Return the Vietnamese word of a value in code.

    Raises
    ------
    KeyError
        If the vocabulary has no such value.
    """
    return {value: word for word, value in words.items()}[value]
