"""Headings of the tables that the meeting and its chair look at."""

AGENDA_HEADINGS = {
    "holder": "Chủ thể",
    "rank": "Hạng",
    "candidate_id": "Mã hồ sơ",
    "name": "Tên mô hình, điển hình",
    "unit": "Đơn vị",
    "score": "Điểm chung",
    "proposed": "Tính theo điểm",
    "why": "Vì sao cần bàn",
}
CUT_HEADINGS = {
    "holder": "Chủ thể",
    "form": "Hình thức",
    "line": "Số hồ sơ ở trên",
    "score": "Điểm hồ sơ ngay trên",
    "next_score": "Điểm hồ sơ ngay dưới",
    "gap": "Hơn nhau",
    "tied": "Đồng hạng",
}
SETTLED_HEADINGS = {
    "holder": "Chủ thể",
    "form": "Hình thức",
    "places": "Số chỗ (cả hình thức trên)",
    "sure_in": "Chắc chắn ở trên",
    "open": "Còn mở",
    "sure_out": "Chắc chắn ở dưới",
    "sheets": "Phiếu thiếu còn quyết định",
}
SWAP_HEADINGS = {"sentence": "Thay đổi so với thứ tự theo điểm"}
QUOTA_COST_HEADINGS = {
    "award": "Áp dụng cho",
    "group": "Nhóm",
    "allowed": "Chỉ tiêu",
    "counted": "Phương án có",
    "met": "Bảo đảm",
    "cost": "Giá của chỉ tiêu",
}
BALANCE_HEADINGS = {"group": "Đơn vị", "nominated": "Được xét", "listed": "Trong danh sách"}
MOVE_HEADINGS = {
    "tried": "Thử thay đổi",
    "moved": "Số hồ sơ đổi hạng",
    "furthest": "Đổi nhiều nhất (hạng)",
    "crossing": "Số hồ sơ qua ranh giới",
    "who": "Hồ sơ qua ranh giới",
}
PROGRESS_HEADINGS = {
    "name": "Thành viên",
    "owed": "Phải chấm",
    "not_marked": "Chưa chấm",
    "draft": "Chấm dở",
    "saved": "Đủ điểm, chưa nộp",
    "locked": "Đã nộp",
    "recused": "Không tham gia",
    "last_at": "Ghi lần cuối",
    "late": "Chậm hạn",
}
REVIEWER_HEADINGS = {
    "holder": "Chủ thể",
    "reviewer": "Thành viên",
    "shared": "Hồ sơ cùng chấm",
    "difference": "Chênh so với các phiếu khác",
    "agreement": "Tương quan với các phiếu khác",
    "alpha_without": "Alpha khi bỏ phiếu này",
    "moved": "Hồ sơ đổi hạng khi bỏ",
    "crossing": "Hồ sơ qua ranh giới khi bỏ",
}
WAITING_HEADINGS = {
    "reviewer": "Chờ phiếu của",
    "candidate_id": "Mã hồ sơ",
    "name": "Tên mô hình, điển hình",
    "lowest": "Điểm thấp nhất có thể",
    "highest": "Điểm cao nhất có thể",
}
NEXT_HEADINGS = {
    "reviewer": "Thành viên",
    "candidate_id": "Mã hồ sơ",
    "name": "Nên chấm trước",
    "reason": "Vì sao",
}
