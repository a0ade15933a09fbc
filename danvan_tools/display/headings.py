"""Headings of the tables that notebooks show: column → Vietnamese words, in the order to show."""

RESULT_HEADINGS = {
    "holder": "Chủ thể",
    "rank": "Hạng",
    "candidate_id": "Mã hồ sơ",
    "name": "Tên mô hình, điển hình",
    "unit": "Đơn vị",
    "score": "Điểm chung",
    "tier": "Xếp loại",
    "proposed": "Tính theo điểm",
    "recommended": "Hội đồng đề nghị",
    "decided": "Đã quyết định",
    "note": "Ghi chú",
}
AMENDMENT_HEADINGS = {
    "rank": "Hạng",
    "name": "Tên mô hình, điển hình",
    "score": "Điểm chung",
    "proposed": "Tính theo điểm",
    "recommended": "Hội đồng đề nghị",
    "reason": "Lý do",
}
QUOTA_HEADINGS = {
    "award": "Áp dụng cho",
    "group": "Nhóm",
    "allowed": "Chỉ tiêu",
    "counted": "Phương án có",
    "met": "Bảo đảm",
}
CANDIDATE_HEADINGS = {
    "candidate_id": "Mã hồ sơ",
    "name": "Tên mô hình, điển hình",
    "kind": "Loại",
    "holder": "Chủ thể",
    "unit": "Đơn vị đăng ký",
    "sector": "Lĩnh vực",
    "movement": "Phong trào",
    "started_on": "Bắt đầu từ ngày",
}
CHANGE_HEADINGS = {
    "candidate_id": "Mã hồ sơ",
    "name": "Tên mô hình, điển hình",
    "change": "Thay đổi",
    "columns": "Cột đã sửa",
}
HISTORY_HEADINGS = {
    "at": "Lúc",
    "event": "Việc",
    "what": "Nội dung",
    "reason": "Lý do",
    "by": "Người ghi",
}
COVERAGE_HEADINGS = {
    "candidate_id": "Mã hồ sơ",
    "name": "Tên mô hình, điển hình",
    "sheets_owed": "Số phiếu còn thiếu",
}
CRITERION_HEADINGS = {
    "rubric_id": "Bộ tiêu chí",
    "name": "Tiêu chí",
    "max_points": "Điểm tối đa",
    "lowest": "Thấp nhất",
    "mean": "Trung bình",
    "highest": "Cao nhất",
}
FACT_HEADINGS = {"value": "Số liệu", "label": "Nội dung", "formula": "Cách đếm"}
SECTOR_HEADINGS = {
    "sector": "Lĩnh vực",
    "models": "Mô hình đã xây dựng",
    "exemplars": "Mô hình, điển hình được công nhận",
}
BALLOT_HEADINGS = {
    "matter": "Nội dung",
    "denominator": "Mẫu số",
    "comparison": "So sánh",
    "threshold": "Tỷ lệ",
    "secret": "Bỏ phiếu kín",
    "source": "Nguồn",
}
RECONCILIATION_HEADINGS = {
    "check": "Đối chiếu",
    "whole": "Tổng số",
    "parts": "Các phần",
    "sum": "Cộng lại",
    "difference": "Chênh lệch",
    "verdict": "Kết luận",
    "explanation": "Giải trình",
}
# What `assessment.count_records` counts by.
DIMENSION_HEADINGS = {
    "sector": "Lĩnh vực",
    "holder": "Chủ thể",
    "kind": "Loại",
    "unit": "Đơn vị",
    "unit_kind": "Loại đơn vị",
    "unit_level": "Cấp của đơn vị",
    "level": "Cấp khen",
    "form": "Hình thức",
    "occasion": "Dịp",
    "authority_kind": "Cơ quan khen",
    "period": "Kỳ",
}

RECEIVED_HEADINGS = {
    "file": "Tệp nhận được",
    "place": "Chỗ trong tệp",
    "received_on": "Ngày nhận",
    "unit": "Đơn vị đăng ký",
    "name": "Tên mô hình",
    "state": "Tình trạng",
}
DIFFERENCE_HEADINGS = {
    "name": "Tên mô hình",
    "unit": "Đơn vị đăng ký",
    "item": "Mục",
    "older": "Bản trước",
    "newer": "Bản sau",
    "newer_file": "Ở tệp (bản sau)",
}
SILENT_UNIT_HEADINGS = {"unit_id": "Mã đơn vị", "unit": "Đơn vị"}
SCAN_HEADINGS = {"file": "Tệp nhận được", "received_on": "Ngày nhận"}

UNCONFIRMED_HEADINGS = {
    "reviewer_id": "Thành viên",
    "candidate_id": "Hồ sơ",
    "marks": "Số ô chờ xác nhận",
    "entered_by": "Người nhập",
    "scanned": "Có bản quét",
    "at": "Nhập lúc",
}
VISIT_HEADINGS = {
    "visited_on": "Ngày thẩm định",
    "team": "Tổ thẩm định",
    "candidate_id": "Hồ sơ",
    "findings": "Nội dung",
    "photo_count": "Số ảnh",
}
# Columns of `records.follow_awards` and of `assessment.decide_ballots`.
AWARD_PATH_HEADINGS = {
    "candidate_id": "Mã hồ sơ",
    "name": "Tên mô hình, điển hình",
    "proposed": "Tính theo điểm",
    "recommended": "Hội đồng đề nghị",
    "amended_reason": "Lý do hội đồng sửa",
    "amended_by": "Người ghi đề nghị",
    "decided": "Quyết định",
    "award_change": "Cấp trên đổi",
    "decided_reason": "Lý do cấp trên đổi",
    "authority": "Cơ quan quyết định",
    "decision_no": "Số quyết định",
    "decided_on": "Ngày quyết định",
    "decided_by": "Người ghi quyết định",
}
VOTE_HEADINGS = {
    "candidate_id": "Mã hồ sơ",
    "form": "Hình thức",
    "round": "Vòng",
    "formula": "Kết quả",
    "sentence": "Theo quy tắc",
    "outcome": "Kết luận",
    "source": "Nguồn của quy tắc",
}
