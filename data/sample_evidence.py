"""Photos and minutes of a few candidates, drawn by this script. Nothing on them exists."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path

from matplotlib.figure import Figure
from PIL import Image, ImageDraw

_SIZE = (960, 640)
_SEED = 2015
# Few colours and no noise: a drawn photo of some ten kilobytes.
_COLOURS = 64
_MINUTES = [
    ("BIÊN BẢN HỌP KHU PHỐ (MẪU DỰNG, KHÔNG CÓ THẬT)", 13),
    ("Về việc vận động Nhân dân phân loại rác tại nhà", 12),
    ("", 11),
    ("1. Các hộ thống nhất bỏ rác đúng giờ, đúng nơi; không đổ rác ra kênh, ra hẻm.", 11),
    ("2. Mỗi tổ dân cư cử hai người nhắc nhau trong tuần đầu.", 11),
    ("3. Ban điều hành khu phố báo kết quả vào cuộc họp tháng sau.", 11),
    ("", 11),
    ("Các hộ dự họp nhất trí 100%.", 11),
]


def write_evidence(folder: Path) -> None:
    """Write ``evidence/<candidate_id>/`` of three candidates of the sample."""
    drawings: dict[str, Callable[[ImageDraw.ImageDraw, random.Random], None]] = {
        "MH-003/hem-sau-khi-don.png": _draw_lane,
        "MH-003/diem-gom-rac.png": _draw_bins,
        "MH-025/duong-lien-ap-ban-dem.png": _draw_lamps,
        "MH-027/bau-sen.png": _draw_lotus,
    }
    for name, draw in drawings.items():
        path = folder / "evidence" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_picture(draw))
    (folder / "evidence" / "MH-003" / "bien-ban-hop-khu-pho.pdf").write_bytes(_minutes())


def _picture(draw: Callable[[ImageDraw.ImageDraw, random.Random], None]) -> bytes:
    picture = Image.new("RGB", _SIZE)
    draw(ImageDraw.Draw(picture), random.Random(_SEED))
    buffer = io.BytesIO()
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _minutes() -> bytes:
    """Return one page as a PDF, with a font that has every Vietnamese letter inside."""
    figure = Figure(figsize=(8.27, 11.69))
    place = 0.92
    for text, size in _MINUTES:
        figure.text(0.1, place, text, fontsize=size, fontfamily="DejaVu Sans")
        place -= 0.032
    buffer = io.BytesIO()
    # Without a date and a version of its maker the same bytes come out.
    nothing = dict.fromkeys(("Creator", "Producer", "CreationDate"))
    figure.savefig(buffer, format="pdf", metadata=nothing)
    return buffer.getvalue()


def _sky(draw: ImageDraw.ImageDraw, top: tuple[int, int, int], bottom: tuple[int, int, int], height: int) -> None:
    for row in range(0, height, 8):
        share = row / height
        colour = tuple(round(one + (other - one) * share) for one, other in zip(top, bottom, strict=True))
        draw.rectangle((0, row, _SIZE[0], row + 8), fill=colour)


def _draw_lane(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    """A lane between houses, swept clean, with flower pots along it."""
    _sky(draw, (150, 196, 226), (226, 238, 244), 330)
    draw.rectangle((0, 330, 960, 640), fill=(176, 170, 158))
    draw.polygon([(420, 330), (540, 330), (760, 640), (200, 640)], fill=(206, 201, 190))
    for side in (-1, 1):
        for step in range(4):
            near = 480 + side * (90 + step * 110)
            top = 210 - step * 40
            wall = rng.choice([(222, 196, 150), (196, 210, 196), (230, 214, 190), (206, 186, 170)])
            left, right = sorted((near, near + side * 104))
            draw.rectangle((left, top, right, 380 + step * 50), fill=wall)
            draw.polygon([(left - 8, top), (right + 8, top), ((left + right) / 2, top - 46)], fill=(150, 74, 58))
            draw.rectangle((left + 34, top + 60, left + 68, top + 120), fill=(92, 112, 130))
    for step in range(6):
        size = 12 + step * 5
        for side in (-1, 1):
            x, y = 480 + side * (80 + step * 44), 372 + step * 46
            draw.ellipse((x - size, y - size, x + size, y + size), fill=(70, 128, 66))
            draw.ellipse((x - size / 3, y - size, x + size / 3, y - size / 3), fill=(208, 76, 96))


def _draw_bins(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    """Three bins under a roof at the end of a lane."""
    _sky(draw, (170, 206, 228), (232, 240, 242), 300)
    draw.rectangle((0, 300, 960, 640), fill=(188, 184, 170))
    draw.rectangle((150, 150, 810, 190), fill=(150, 74, 58))
    for x in (180, 760):
        draw.rectangle((x, 190, x + 20, 520), fill=(120, 116, 110))
    for x, colour in ((250, (66, 132, 74)), (420, (60, 104, 168)), (590, (206, 168, 52))):
        draw.rounded_rectangle((x, 300, x + 120, 520), radius=14, fill=colour)
        draw.rectangle((x - 8, 286, x + 128, 308), fill=(60, 62, 66))
        draw.ellipse((x + 44, 380, x + 76, 412), fill=(236, 238, 236))
    for _ in range(40):
        x, y = rng.randrange(960), rng.randrange(540, 640)
        draw.line((x, y, x + 30, y), fill=(172, 168, 156), width=3)


def _draw_lamps(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    """A country road at night under a row of lamps."""
    _sky(draw, (12, 18, 40), (44, 52, 84), 380)
    for _ in range(60):
        x, y = rng.randrange(960), rng.randrange(240)
        draw.point((x, y), fill=(210, 214, 230))
    draw.rectangle((0, 380, 960, 640), fill=(24, 40, 34))
    draw.polygon([(470, 380), (500, 380), (720, 640), (180, 640)], fill=(74, 76, 82))
    for step in range(6):
        x, y, size = 520 + step * 62, 384 + step * 40, 6 + step * 3
        draw.line((x, y, x, y - 70 - step * 34), fill=(150, 154, 160), width=2 + step)
        lamp = y - 70 - step * 34
        draw.ellipse((x - 90 - step * 44, y - 8, x - 20, y + 12 + step * 4), fill=(124, 120, 98))
        draw.ellipse((x - size * 2, lamp - size, x + size, lamp + size), fill=(255, 232, 160))


def _draw_lotus(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    """A pond of lotus."""
    _sky(draw, (140, 192, 222), (238, 226, 206), 240)
    draw.rectangle((0, 240, 960, 640), fill=(86, 128, 132))
    draw.rectangle((0, 226, 960, 250), fill=(64, 104, 66))
    for row in range(9):
        for _ in range(9):
            x, y, width = rng.randrange(960), 270 + row * 42, 30 + row * 9
            draw.ellipse((x - width, y - width / 3, x + width, y + width / 3), fill=(58, 116 + row * 5, 72))
            if rng.random() < 0.3:
                for turn in (-0.6, 0, 0.6):
                    tip = (x + turn * width * 0.6, y - width * (1.1 - abs(turn) / 2))
                    draw.polygon(
                        [(x - width / 5, y - width / 3), tip, (x + width / 5, y - width / 3)], fill=(226, 130, 158)
                    )


if __name__ == "__main__":
    write_evidence(Path(__file__).parent / "sample")
