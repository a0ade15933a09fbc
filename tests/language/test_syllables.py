from __future__ import annotations

import unicodedata

import pytest

from danvan_tools.language import is_syllable


@pytest.mark.parametrize(
    "text",
    [
        "nghiêng khuya quốc giếng gì giữa hoà hòa thuỷ thủy quý khuỷu oan yêu ý ươn uống khuếch quạch xoong ngoằn",
        "đường thuở người cứu hươu loè xoè xoẹt tuýp huýt huỳnh quơ quăng gìn giặc ghế nghề kẻ cuốc đắk krông pin",
    ],
)
def test_syllables(text: str) -> None:
    for word in text.split():
        assert is_syllable(word), word
        assert is_syllable(unicodedata.normalize("NFD", word)), word


@pytest.mark.parametrize(
    "text",
    [
        "café naïve schön daân nhaân xaõ tèt cấch ngiêng gế cế qo quo bcd ao1 hoáá việtt ôtô Hà straße àm2",
        "toán\u0301 thừơng quôc tac mat hêp tướgn",
    ],
)
def test_no_syllables(text: str) -> None:
    for word in ["", *text.split()]:
        assert not is_syllable(word), word
