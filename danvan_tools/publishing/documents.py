"""A Word template and plain values → a DOCX, the same bytes for the same values."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import TracebackType
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateRuntimeError, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from danvan_tools.errors import DanvanError
from danvan_tools.language import suggestion
from danvan_tools.publishing.word_files import read_template, same_bytes
from danvan_tools.records import written_whole

# What a faulty expression in a template can raise while it is rendered.
_TEMPLATE_MISTAKES = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError)
# XML 1.0 has no place for these, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAG = re.compile(r"\{[{%#].*?[}%#]\}|\{[{%#].*")
_DAY = date(2000, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture for a template: PNG bytes, its printed width in mm, and what it shows, in words."""

    png: bytes
    width_mm: float
    description: str


def render_document(template: Path | str, context: Mapping[str, Any], output_path: Path | str) -> Path:
    """Fill in a Word template.

    Text comes out as it went in: markup and braces in a value stay plain characters, a line break becomes
    one, and control characters that XML cannot hold are left out. Templates are sandboxed – body, headers, footers,
    footnotes and properties alike – and print only text, whole numbers and pictures.

    Parameters
    ----------
    template : Path or str
        A DOCX with docxtpl tags.
    context : Mapping
        Values by name. ``properties`` (optional) holds ``title``, ``author`` and ``dated_on`` of the
        file; no clock is read.
    output_path : Path or str
        Appears whole or not at all.

    Returns
    -------
    Path
        `output_path`.

    Raises
    ------
    DanvanError
        If the template is missing, is no DOCX, holds macros, or has a broken or unknown tag.
    """
    template, output_path = Path(template), Path(output_path)
    document = _Template(template.name, read_template(template))
    try:
        document.render(dict(context), document.sandbox(), autoescape=True)
    except etree.XMLSyntaxError as error:
        msg = f"{template.name}: thẻ đặt sai chỗ làm hỏng văn bản ({error.msg}). Đặt thẻ mở và thẻ đóng cùng cấp."
        raise DanvanError(msg) from error
    set_properties(document.docx.core_properties, context.get("properties", {}))
    buffer = io.BytesIO()
    document.save(buffer)
    with written_whole(output_path) as temporary:
        temporary.write_bytes(same_bytes(buffer.getvalue()))
    return output_path


class _Xml(str):
    """Text of a document part that is escaped already."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


class _Template(DocxTemplate):
    """docxtpl with one sandbox for every part, strict XML, and mistakes that name their tag."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(io.BytesIO(content))
        self.name = name

    def sandbox(self) -> ImmutableSandboxedEnvironment:
        """Return an environment in which a template reaches its values and nothing else."""
        environment = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined, autoescape=True, finalize=self._printable
        )
        environment.globals.clear()
        del environment.filters["safe"]
        return environment

    def render_xml_part(self, src_xml: str, part: Any, context: dict[str, Any], jinja_env: Any = None) -> str:
        try:
            return str(super().render_xml_part(src_xml, part, context, jinja_env))
        except _TEMPLATE_MISTAKES as error:
            source = re.sub(r"<w:p([ >])", r"\n<w:p\1", src_xml)
            raise DanvanError(_broken_tag(self.name, source, error, context)) from error

    def render_properties(self, context: dict[str, Any], jinja_env: Any = None) -> None:
        """Leave the template's own properties alone: they are set from the context."""

    def fix_tables(self, xml: str) -> Any:
        etree.fromstring(xml)  # the original reads broken XML as far as it goes, and loses the rest
        return super().fix_tables(xml)

    def _printable(self, value: object) -> object:
        """Turn a value into text that neither XML nor docxtpl reads as anything but text."""
        if isinstance(value, Picture):
            return self._drawing(value)
        if isinstance(value, Undefined | Markup):
            return value
        if isinstance(value, str | int) and not isinstance(value, bool):
            text = plain_text(str(value))
            # docxtpl rewrites "{_{" after rendering; as character references braces are out of its sight.
            return _Xml(str(escape(text)).replace("{", "&#123;").replace("}", "&#125;"))
        msg = f"giá trị kiểu {type(value).__name__} không in được"
        raise TemplateRuntimeError(msg)

    def _drawing(self, picture: Picture) -> _Xml:
        inline = self.current_rendering_part.new_pic_inline(io.BytesIO(picture.png), Mm(picture.width_mm), None)
        inline.docPr.set("descr", plain_text(picture.description))
        return _Xml(f'</w:t></w:r><w:r><w:drawing>{inline.xml}</w:drawing></w:r><w:r><w:t xml:space="preserve">')


def plain_text(text: str) -> str:
    """Return a text as XML can hold it: one kind of line break, no control characters."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _broken_tag(name: str, source: str, error: Exception, context: Mapping[str, Any]) -> str:
    """Say which tag of which template is wrong, and which name it may have meant."""
    line = getattr(error, "lineno", None) or _template_line(error.__traceback__)
    lines = source.split("\n")
    text = re.sub(r"<[^>]+>", "", lines[line - 1]) if line and line <= len(lines) else ""
    tags = _TAG.findall(text)
    where = f"{name}, thẻ {' '.join(tags)}" if tags else f'{name}, đoạn "{text.strip()[:80]}"'
    unknown = re.search(r"'([^']*)' is undefined|has no attribute '([^']*)'", str(error))
    if unknown:
        word = unknown.group(1) or unknown.group(2)
        hint = suggestion(word, sorted(set(_names(context))))
        return f'{where}: không có giá trị tên "{word}". {hint}Sửa thẻ trong mẫu rồi chạy lại.'
    return f"{where}: thẻ viết sai ({error}). Sửa thẻ trong mẫu rồi chạy lại."


def _template_line(traceback: TracebackType | None) -> int | None:
    """Return the line of the template an error came from; jinja2 puts it into the traceback."""
    line = None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == "<template>":
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _names(value: object) -> Iterator[str]:
    """Yield every name a template may use, however deep."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name)
            yield from _names(inner)
    elif isinstance(value, list | tuple):
        for inner in value[:1]:
            yield from _names(inner)


def set_properties(core: Any, properties: Mapping[str, Any]) -> None:
    """Fill in the core properties of a document; whatever the template's own editor left there goes."""
    when = datetime.combine(properties.get("dated_on", _DAY), time(), tzinfo=UTC).replace(tzinfo=None)
    core.title = plain_text(properties.get("title", ""))[:255]
    core.author = core.last_modified_by = plain_text(properties.get("author", ""))[:255]
    core.created = core.modified = core.last_printed = when
    core.language = "vi-VN"
    core.revision = 1
    for name in ("category", "comments", "content_status", "identifier", "keywords", "subject", "version"):
        setattr(core, name, "")
