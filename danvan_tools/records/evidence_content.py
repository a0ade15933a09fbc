"""The bytes of a candidate's photos and PDFs, as a reviewer may have them.

Photos are drawn anew, so that the place and the phone they were taken with stay behind.
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from danvan_tools.errors import Fault
from danvan_tools.records.evidence import (
    MOST_BYTES,
    SAVE_AS_PHOTO,
    EvidenceFile,
    EvidenceRefusedError,
    inspected,
    too_large,
)

__all__ = ["read_pdf", "read_photo"]

_FORMATS = ("JPEG", "PNG", "WEBP")
# A JPEG is unpacked at an eighth of its size if need be, the others only whole: 36 million pixels are a sheet at
# 600 dots an inch.
_MOST_PIXELS = {"JPEG": 120_000_000, "PNG": 36_000_000, "WEBP": 36_000_000}
_LONGEST_SIDE = 1600
_QUALITY = 85
_SMALLER = "Giảm kích thước ảnh rồi chép lại."


def read_photo(file: EvidenceFile, *, longest_side: int = _LONGEST_SIDE) -> bytes:
    """Return a photo as a JPEG without anything but its pixels: no place, camera, date, comment or profile.

    Parameters
    ----------
    file : EvidenceFile
        Of the kind "photo".
    longest_side : int
        In pixels; a smaller photo keeps its size.

    Raises
    ------
    EvidenceRefusedError
        If it is no JPEG, PNG or WebP, is broken, or unpacks to more than this machine should take.
    """
    data = _content(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _drawn_anew(file, data, longest_side)
    except EvidenceRefusedError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise EvidenceRefusedError(file.where, "ảnh quá lớn khi mở ra", _SMALLER) from error
    except Exception as error:
        # A broken picture may make the decoder raise anything.
        raise EvidenceRefusedError(file.where, "tệp bị hỏng hoặc không phải là ảnh", SAVE_AS_PHOTO) from error


def read_pdf(file: EvidenceFile) -> bytes:
    """Return a PDF as it is.

    Raises
    ------
    EvidenceRefusedError
        If it does not begin and end as a PDF does.
    """
    data = _content(file)
    if b"%PDF-" not in data[:1024] or b"%%EOF" not in data[-2048:]:
        what, remedy = "tệp bị hỏng, bị cắt cụt hoặc không phải là PDF", "Xuất lại thành PDF rồi chép lại."
        raise EvidenceRefusedError(file.where, what, remedy)
    return data


def _drawn_anew(file: EvidenceFile, data: bytes, longest_side: int) -> bytes:
    """Decode a photo no larger than it will be shown, and encode its pixels alone."""
    with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
        width, height = picture.size
        if width * height > _MOST_PIXELS[str(picture.format)]:
            raise EvidenceRefusedError(file.where, f"ảnh quá lớn ({width} × {height} điểm ảnh)", _SMALLER)
        picture.draft("RGB", (longest_side, longest_side))
        picture.thumbnail((longest_side, longest_side))
        shown = _in_colours(ImageOps.exif_transpose(picture))
    # Pillow writes comments and profiles of the picture it was given: a new one has none.
    clean = Image.new("RGB", shown.size, "white")
    clean.paste(shown, mask=shown.getchannel("A") if shown.mode == "RGBA" else None)
    buffer = io.BytesIO()
    clean.save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()


def _in_colours(picture: Image.Image) -> Image.Image:
    """Return a picture of any mode as RGB, or as RGBA where parts of it are transparent."""
    if picture.mode.startswith("I"):
        # Scans of 16 bits: Pillow would cut off what is above 255.
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _content(file: EvidenceFile) -> bytes:
    """Return the bytes of a file that is still what it was when it was listed."""
    found = inspected(file.folder, file.candidate_id, file.name)
    if isinstance(found, Fault):
        raise EvidenceRefusedError(file.where, found.what, found.remedy)
    try:
        with (file.folder / file.name).open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        what = "không đọc được tệp"
        raise EvidenceRefusedError(file.where, what, "Kiểm tra quyền đọc tệp rồi mở lại hồ sơ.") from error
    if len(data) > MOST_BYTES:
        raise EvidenceRefusedError(file.where, *too_large(len(data)))
    return data
