"""Scans and photos handed over with a judgement: looked at before they are kept, whole, under their digest."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from danvan_tools.errors import DanvanError
from danvan_tools.language import format_points
from danvan_tools.records.safe_files import written_whole

__all__ = ["FileRefusedError", "KeptFile", "folder_name", "keep_photo", "keep_scan", "read_kept"]

_LARGEST_BYTES = 25 * 2**20
# A4 at 600 dpi has 35 million.
_MOST_PIXELS = 50_000_000
_PHOTO_SIDE = 2_400
_SAFE_NAME = re.compile(r"[^\W_][\w-]*")
_KINDS = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
_FORMATS = {"jpg": "JPEG", "png": "PNG"}
# What a scanner never writes: programs, other files, forms of scripts; and a password.
_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA(?=[\s\[<(]))")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"/ObjStm\b.{0,400}?\bstream\r?\n", re.DOTALL)
_MOST_UNPACKED, _MOST_STREAMS, _LONGEST_STREAM = 32 * 2**20, 2_000, 2**20


class FileRefusedError(DanvanError):
    """A scan or photo that cannot be kept."""


@dataclass(frozen=True)
class KeptFile:
    """A file inside the review folder: its path there, and the SHA-256 of its bytes in hex."""

    file: str
    sha256: str


def keep_scan(folder: Path, reviewer_id: str, scan: Path) -> KeptFile:
    """Copy the scan of a paper sheet to ``paper/<reviewer_id>/<digest>.<ext>`` and return it.

    Parameters
    ----------
    folder : Path
        Of the review.
    reviewer_id : str
    scan : Path
        A PDF, JPEG or PNG of at most 25 MB. It is kept byte for byte: its digest is that of the secretary's own file.

    Raises
    ------
    FileRefusedError
        If it is no such file, cannot be read to its end, has a password, or holds scripts or other files.
    """
    content = _content(scan)
    kind = _kind(scan, content, "Quét lại phiếu, lưu dạng PDF, JPG hoặc PNG rồi chọn tệp ấy.")
    if kind == "pdf":
        _check_pdf(scan, content)
    else:
        _image(scan, content, kind).close()
    return _keep(folder, f"paper/{folder_name(reviewer_id)}", kind, content)


def keep_photo(folder: Path, candidate_id: str, photo: Path) -> KeptFile:
    """Write a photo anew as JPEG to ``evidence/<candidate_id>/<digest>.jpg`` and return it.

    Places and devices noted by a telephone, and whatever else was hidden in the file, do not come along.

    Parameters
    ----------
    folder : Path
        Of the review.
    candidate_id : str
    photo : Path
        A JPEG or PNG of at most 25 MB; its longer side is reduced to 2,400 pixels.

    Raises
    ------
    FileRefusedError
        If it is no such picture or cannot be read to its end.
    """
    content = _content(photo)
    kind = _kind(photo, content, "Chọn ảnh JPG hoặc PNG; ảnh dạng khác thì lưu lại thành JPG trước.")
    if kind == "pdf":
        msg = f"{photo.name}: là tệp PDF, không phải ảnh. Chọn ảnh JPG hoặc PNG."
        raise FileRefusedError(msg)
    with _image(photo, content, kind) as image:
        upright = ImageOps.exif_transpose(image)
        if upright.mode in ("RGBA", "LA", "PA", "P"):
            # What shows through is paper, not black.
            layer = upright.convert("RGBA")
            upright = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
        upright = upright.convert("RGB")
        upright.thumbnail((_PHOTO_SIDE, _PHOTO_SIDE))
        written = io.BytesIO()
        upright.save(written, "JPEG", quality=85)
    return _keep(folder, f"evidence/{folder_name(candidate_id)}", "jpg", written.getvalue())


def read_kept(folder: Path, kept: KeptFile) -> bytes:
    """Return the bytes of a kept file.

    Raises
    ------
    FileRefusedError
        If it is gone or not the one that was kept.
    """
    path = folder / kept.file
    try:
        content = path.read_bytes()
    except OSError as error:
        msg = f"{kept.file}: không còn đọc được tệp này. Lấy lại tệp từ bản sao lưu."
        raise FileRefusedError(msg) from error
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        msg = f"{kept.file}: nội dung không còn là tệp đã lưu. Lấy lại tệp từ bản sao lưu."
        raise FileRefusedError(msg)
    return content


def folder_name(key: str) -> str:
    """Return an id as the name of a folder; one that could lead elsewhere gives its digest instead."""
    return key if _SAFE_NAME.fullmatch(key) and len(key) <= 80 else hashlib.sha256(key.encode()).hexdigest()[:16]


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            msg = f"{path.name}: không có tệp này. Chọn lại tệp."
            raise FileRefusedError(msg)
        with path.open("rb") as file:
            content = file.read(_LARGEST_BYTES + 1)
    except OSError as error:
        msg = f"{path.name}: không đọc được tệp. Kiểm tra quyền đọc rồi chọn lại."
        raise FileRefusedError(msg) from error
    if len(content) > _LARGEST_BYTES:
        msg = f"{path.name}: lớn hơn {_LARGEST_BYTES >> 20} MB. Quét ở 200–300 dpi hoặc giảm cỡ ảnh rồi chọn lại."
        raise FileRefusedError(msg)
    return content


def _kind(path: Path, content: bytes, remedy: str) -> str:
    """Return what a file is by its first bytes, whatever its name says, or refuse it with the remedy."""
    for start, kind in _KINDS.items():
        if content.startswith(start):
            return kind
    what = "tệp rỗng" if not content else "không phải tệp PDF, JPG hay PNG"
    msg = f"{path.name}: {what}. {remedy}"
    raise FileRefusedError(msg)


def _image(path: Path, content: bytes, kind: str) -> Image.Image:
    """Return a picture read to its end."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=[_FORMATS[kind]])
            pixels = image.width * image.height
            if pixels <= _MOST_PIXELS:
                image.load()
                return image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        pixels = _MOST_PIXELS + 1
    except Exception as error:
        # Pillow raises whatever a damaged file leads it to.
        msg = f"{path.name}: ảnh hỏng hoặc thiếu phần cuối, không đọc được. Quét hoặc sao chép lại rồi chọn tệp ấy."
        raise FileRefusedError(msg) from error
    most = format_points(_MOST_PIXELS // 1_000_000)
    msg = f"{path.name}: ảnh quá lớn, trên {most} triệu điểm ảnh. Quét ở 200–300 dpi hoặc giảm cỡ ảnh rồi chọn lại."
    raise FileRefusedError(msg)


def _check_pdf(path: Path, content: bytes) -> None:
    """Refuse a PDF that is cut off, locked, or more than pages."""
    what = ""
    parts = [_plain_names(content), *_object_streams(content)]
    if b"%%EOF" not in content[-2_048:]:
        what = "tệp PDF thiếu phần cuối"
    elif any(b"/Encrypt" in part for part in parts):
        what = "tệp PDF có mật khẩu hoặc bị khoá"
    elif any(_ACTIVE.search(part) for part in parts):
        what = "tệp PDF có mã lệnh hoặc tệp đính kèm"
    if what:
        msg = f"{path.name}: {what}, không nhận. Quét lại phiếu thành tệp PDF, JPG hoặc PNG thường."
        raise FileRefusedError(msg)


def _plain_names(content: bytes) -> bytes:
    """Undo the disguise "/J#61vaScript"."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content) if b"#" in content else content


def _object_streams(content: bytes) -> list[bytes]:
    """Return what the packed objects of a PDF say; what goes on beyond any scanner's measure counts as a script."""
    found, left, view = [], _MOST_UNPACKED, memoryview(content)
    for number, start in enumerate(_STREAM.finditer(content)):
        if left <= 0 or number >= _MOST_STREAMS:
            return [b"/JavaScript"]
        try:
            part = zlib.decompressobj().decompress(view[start.end() : start.end() + _LONGEST_STREAM], left)
        except zlib.error:
            continue
        left -= len(part)
        found.append(_plain_names(part))
    return found


def _keep(folder: Path, place: str, kind: str, content: bytes) -> KeptFile:
    digest = hashlib.sha256(content).hexdigest()
    kept = KeptFile(f"{place}/{digest}.{kind}", digest)
    target = folder / kept.file
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_file() and target.read_bytes() == content:
            return kept
    except OSError as error:
        msg = f"{place}: không ghi được vào thư mục này ({folder.name}). Kiểm tra quyền ghi và chỗ trống rồi làm lại."
        raise FileRefusedError(msg) from error
    with written_whole(target) as draft:
        draft.write_bytes(content)
    return kept
