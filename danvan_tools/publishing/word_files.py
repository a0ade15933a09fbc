"""DOCX files as files: which templates are let in, and bytes that do not depend on the day."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from docx import Document
from lxml import etree

from danvan_tools.errors import DanvanError

_CONTENT_TYPES = "[Content_Types].xml"
_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_NO_DOCX = "không phải tệp DOCX. Mở bằng Word hoặc LibreOffice và lưu lại dạng .docx"
_LARGEST = 50_000_000
# What a damaged zip, a missing part or broken XML can raise while a package is read.
_DAMAGES = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, LookupError, ValueError, RuntimeError, AttributeError,
    etree.XMLSyntaxError,
)  # fmt: skip
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def read_template(path: Path) -> bytes:
    """Return the bytes of a Word template once it is known to be harmless.

    Raises
    ------
    DanvanError
        If the file is missing, is no DOCX, is damaged or absurdly large, or holds macros, ActiveX or content from
        elsewhere.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        msg = f"{path}: không đọc được mẫu văn bản ({error.strerror}). Kiểm tra tên tệp và quyền đọc."
        raise DanvanError(msg) from error
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            fault = _fault(package) or _damage(package, content)
    except _DAMAGES as error:
        msg = f"{path.name}: {_NO_DOCX}."
        raise DanvanError(msg) from error
    if fault:
        msg = f"{path.name}: {fault}."
        raise DanvanError(msg)
    return content


def _fault(package: zipfile.ZipFile) -> str:
    """Return why a package is no template to be used, or nothing."""
    names = package.namelist()
    if sum(entry.file_size for entry in package.infolist()) > _LARGEST:
        return "mẫu văn bản quá lớn. Bỏ bớt hình rồi lưu lại"
    types = package.read(_CONTENT_TYPES).decode()
    if any("vbaproject" in name.lower() for name in names) or "macroEnabled" in types:
        return "mẫu có macro nên không được dùng. Lưu lại dạng .docx không có macro"
    if any("activex" in name.lower() for name in names):
        return "mẫu có điều khiển ActiveX nên không được dùng. Xóa điều khiển ấy rồi lưu lại"
    if _DOCUMENT not in types:
        return _NO_DOCX
    for name in names:
        if name.endswith(".rels"):
            for relation in etree.fromstring(package.read(name)):
                if relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink"):
                    return f"mẫu lấy nội dung từ nơi khác ({relation.get('Target')}). Bỏ liên kết ấy rồi lưu lại"
    return ""


def _damage(package: zipfile.ZipFile, content: bytes) -> str:
    """Return that a part of a package is damaged, or nothing; raises if it cannot be read at all."""
    if package.testzip():
        return _NO_DOCX
    for name in package.namelist():
        if name.endswith(".xml"):
            etree.fromstring(package.read(name))
    # The package says itself where its main part is; it must be there, with something to fill in.
    return _NO_DOCX if Document(io.BytesIO(content)).element.body is None else ""


def same_bytes(content: bytes) -> bytes:
    """Return a DOCX whose bytes depend on its parts alone: one day for every entry of the zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on every system
            entry.external_attr = 0o644 << 16
            target.writestr(entry, source.read(name))
    return buffer.getvalue()
