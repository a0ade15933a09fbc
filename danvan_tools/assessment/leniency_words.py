"""Whether to correct for reviewers above or below the common level, said in Vietnamese without a name."""

from __future__ import annotations

from danvan_tools.language import format_number

_RAW = "Thứ tự vẫn xếp theo điểm gốc"


def state_leniency(
    *,
    sheets: int,
    reviewers: int,
    measurable: bool,
    spread: float,
    p: float,
    complete: bool,
    groups: int,
    justified: bool,
    shift: float,
) -> str:
    """Say what a fit means for the committee; the parameters are those of ``LeniencyFit``.

    ``spread`` is zero if all totals are equal, ``shift`` the largest change a correction would make, in points.
    """
    if sheets == 0:
        return "Chưa có phiếu chấm nào đủ điểm nên chưa so sánh được mức chấm của các thành viên."
    if reviewers == 1:
        return f"Mới có một thành viên chấm nên chưa so sánh được mức chấm giữa các thành viên. {_RAW}."
    if not measurable:
        return (
            "Các thành viên chưa cùng chấm đủ hồ sơ để phân biệt mức chấm của từng người "
            f"với chênh lệch giữa các hồ sơ. {_RAW}."
        )
    if spread == 0:
        return f"Mọi phiếu đều cho điểm như nhau nên không có gì để hiệu chỉnh. {_RAW}."
    return f"{_compare(p)} {_conclude(complete, groups, justified, shift)}"


def _compare(p: float) -> str:
    chance = "p < 0,001" if p < 0.001 else f"p = {format_number(p, 3)}"
    if p < 0.05:
        return f"Các thành viên chấm ở những mức cao, thấp khác nhau rõ rệt (kiểm định F, {chance})."
    return f"Chưa thấy các thành viên chấm ở những mức cao, thấp khác nhau rõ rệt (kiểm định F, {chance})."


def _conclude(complete: bool, groups: int, justified: bool, shift: float) -> str:
    if groups > 1:
        return (
            f"Hồ sơ và người chấm chia thành {groups} nhóm tách rời, không ai chấm hồ sơ của hai nhóm: "
            "so sánh giữa các nhóm chỉ dựa trên giả định rằng các nhóm có mặt bằng như nhau, "
            f"nên không có cơ sở để hiệu chỉnh. {_RAW}."
        )
    if complete:
        return f"Mọi hồ sơ đều do cùng những người chấm nên hiệu chỉnh không làm đổi thứ tự. {_RAW}."
    if justified:
        return (
            "Các hồ sơ không do cùng những người chấm nên có cơ sở để hiệu chỉnh: "
            f"điểm của một hồ sơ đổi nhiều nhất {format_number(shift, 2)} điểm. "
            f"{_RAW}, trừ khi hội đồng quyết định khác."
        )
    return f"Không có cơ sở để hiệu chỉnh. {_RAW}."
