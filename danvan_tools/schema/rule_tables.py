"""The sheets of ``review.xlsx`` that say how points, ties and votes count."""

from __future__ import annotations

from danvan_tools.schema import synonyms, words
from danvan_tools.schema.shapes import Column, Table

CRITERIA = Table(
    name="criteria",
    sheet="Bộ tiêu chí",
    title="BỘ TIÊU CHÍ",
    key=("rubric_id", "criterion_id"),
    label="name",
    may_be_empty=False,
    columns=(
        Column(name="rubric_id", heading="Mã bộ tiêu chí", required=True),
        Column(name="holder", heading="Chủ thể", kind="choice", words=words.HOLDERS, required=True),
        Column(name="criterion_id", heading="Mã tiêu chí", required=True),
        Column(name="name", heading="Tiêu chí", required=True, width=48),
        Column(
            name="gate",
            heading="Điều kiện",
            kind="choice",
            words=words.GATES,
            width=24,
            meaning="Điều kiện bắt buộc, xét theo hồ sơ; không chấm điểm.",
        ),
        Column(
            name="max_points",
            heading="Điểm tối đa",
            kind="decimal",
            minimum=0,
            meaning="Để trống nếu là điều kiện bắt buộc.",
        ),
        Column(
            name="floor",
            heading="Mức sàn",
            kind="decimal",
            minimum=0,
            meaning="Điểm sàn của tiêu chí; với điều kiện: số tháng tối thiểu.",
        ),
        Column(
            name="bonus",
            heading="Điểm thưởng",
            kind="choice",
            words=words.YES_NO,
            meaning="Có: điểm cộng thêm ngoài thang điểm.",
        ),
        Column(name="anchors", heading="Mô tả các mức", width=60, meaning="Mỗi dòng một mức, ví dụ: 13-15: …"),
        Column(
            name="source",
            heading="Nguồn",
            required=True,
            width=40,
            meaning="Văn bản ban hành bộ tiêu chí, hoặc ghi rõ là mẫu dựng.",
        ),
        Column(
            name="weight",
            heading="Trọng số",
            synonyms=synonyms.WEIGHT,
            kind="decimal",
            minimum=0,
            meaning="Điểm chấm được nhân với số này khi cộng; để trống là 1.",
        ),
        Column(
            name="penalty",
            heading="Điểm trừ",
            synonyms=synonyms.PENALTY,
            kind="choice",
            words=words.YES_NO,
            meaning="Có: điểm chấm bị trừ khỏi tổng.",
        ),
        Column(
            name="marked_by",
            heading="Người cho điểm",
            synonyms=synonyms.MARKED_BY,
            kind="choice",
            words=words.MARKED_BY,
            width=18,
            meaning="Để trống: mọi bước đều chấm, tính điểm của Hội đồng. Hội đồng: đơn vị và tổ thẩm định không chấm. "
            "Tổ thẩm định: tính điểm của tổ, Hội đồng không chấm. Chỉ số: lấy từ cột Điểm chỉ số của Danh sách.",
        ),
    ),
)
TIERS = Table(
    name="tiers",
    sheet="Xếp loại",
    title="XẾP LOẠI",
    key=("rubric_id", "tier", "unit_class"),
    may_be_empty=False,
    columns=(
        Column(name="rubric_id", heading="Mã bộ tiêu chí", kind="reference", refers_to="criteria", required=True),
        Column(name="tier", heading="Xếp loại", required=True),
        Column(name="threshold", heading="Từ điểm", kind="decimal", required=True, minimum=0),
        Column(
            name="unit_class",
            heading="Hạng đơn vị",
            synonyms=synonyms.UNIT_CLASS,
            meaning="Để trống: mọi đơn vị, trừ hạng có dòng riêng của cùng xếp loại.",
        ),
    ),
)
TIES = Table(
    name="ties",
    sheet="Khi bằng điểm",
    title="THỨ TỰ XÉT KHI BẰNG ĐIỂM",
    key=("rubric_id", "order"),
    columns=(
        Column(name="rubric_id", heading="Mã bộ tiêu chí", kind="reference", refers_to="criteria", required=True),
        Column(name="order", heading="Thứ tự", kind="integer", required=True, minimum=1),
        Column(
            name="criterion_id",
            heading="Xét điểm tiêu chí",
            required=True,
            meaning="Mã tiêu chí; điểm cao hơn xếp trên.",
        ),
    ),
)
BALLOT_RULES = Table(
    name="ballot_rules",
    sheet="Biểu quyết",
    title="QUY TẮC BIỂU QUYẾT",
    key=("matter", "valid_from"),
    columns=(
        Column(name="matter", heading="Nội dung", required=True, width=36),
        Column(name="denominator", heading="Mẫu số", kind="choice", words=words.DENOMINATORS, required=True, width=22),
        Column(name="comparison", heading="So sánh", kind="choice", words=words.COMPARISONS, required=True),
        Column(name="threshold", heading="Tỷ lệ", required=True, meaning="Phân số, ví dụ 2/3."),
        Column(name="secret", heading="Bỏ phiếu kín", kind="choice", words=words.YES_NO, required=True),
        Column(name="source", heading="Nguồn", required=True, width=44),
        # A review of an earlier version has none of the following; a blank is what is said first.
        Column(
            name="quorum",
            heading="Tỷ lệ dự họp tối thiểu",
            width=18,
            meaning="Phân số của tổng số thành viên, ví dụ 2/3; để trống: không yêu cầu.",
        ),
        Column(
            name="in_writing",
            heading="Ý kiến bằng văn bản",
            kind="choice",
            words=words.IN_WRITING,
            width=26,
            meaning="Người vắng mặt; để trống: không lấy ý kiến bằng văn bản.",
        ),
        Column(
            name="recused",
            heading="Thành viên có liên quan",
            kind="choice",
            words=words.RECUSED_MEMBERS,
            width=22,
            meaning="Người không tham gia biểu quyết vì có liên quan; để trống: trừ khỏi mẫu số.",
        ),
        Column(
            name="equal_votes",
            heading="Khi bằng phiếu",
            kind="choice",
            words=words.EQUAL_VOTES,
            width=22,
            meaning="Để trống: bỏ phiếu lại.",
        ),
        Column(
            name="more_than_places",
            heading="Khi đạt nhiều hơn số lượng",
            kind="choice",
            words=words.MORE_THAN_PLACES,
            width=24,
            meaning="Để trống: lấy theo tỷ lệ phiếu.",
        ),
        Column(name="valid_from", heading="Áp dụng từ ngày", kind="date", meaning="Để trống: từ trước đến nay."),
        Column(name="valid_to", heading="Áp dụng đến ngày", kind="date", meaning="Để trống: vẫn còn hiệu lực."),
    ),
)
