"""The conference report: everything its template prints, and the file."""

from __future__ import annotations

import io
import tomllib
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from danvan_tools.errors import DanvanError
from danvan_tools.language import capitalised, format_date, format_number, uncapitalised
from danvan_tools.publishing import sentences
from danvan_tools.publishing.documents import Picture, render_document
from danvan_tools.schema import HOLDERS, REVIEW_FILE, Fact, Settings, Tables, vietnamese
from danvan_tools.schema.words import DOCUMENTS, SECTIONS

_TEMPLATES = Path(__file__).parent / "templates"
_TEMPLATE = "report.docx"
_CHART_MM = 160
_DOTS_PER_INCH = 220
_NOTHING = "–"
_KIND = "BÁO CÁO"


def write_report(
    tables: Tables,
    facts: Sequence[Fact],
    results: pd.DataFrame,
    chart: Figure | None,
    output: Path | str,
    *,
    templates: Path | str | None = None,
) -> Path:
    """Write the conference report as a Word document.

    Parameters
    ----------
    tables : Tables
        Head, signature and the written sections come from ``documents`` and ``paragraphs``.
    facts : sequence of Fact
        As :func:`danvan_tools.assessment.compute_facts` returns them.
    results : DataFrame, shape (n_nominated, ≥ 7), columns candidate_id name unit score tier form stage
        In the order to print, in Vietnamese words; a score may be blank; with a column eligible (bool) the report says
        who is not. A stage other than "decided" is a form still proposed: the heading says so, or where some are
        decided and some are not, each row. Holders get a part of the table each, since candidates judged by different
        rubrics share no ranking.
    chart : Figure or None
        By sector; its finding is stated from the facts.
    output : Path or str
        The file to write; appears whole or not at all.
    templates : Path or str, optional
        A folder whose ``report.docx`` replaces the built-in template.

    Returns
    -------
    Path
        `output`.

    Raises
    ------
    DanvanError
        No row for the report in **Văn bản**, a template that cannot be used, a letter the chart's font lacks.
    """
    head = _document_row(tables)
    profile = _TEMPLATES / head["layout"]
    layout = tomllib.loads((profile / "layout.toml").read_text(encoding="utf-8"))
    known = {fact.key: fact for fact in facts}
    settings = tables.settings
    context = {
        **_head(head, settings, layout["words"]),
        **_computed(known, settings),
        **{f"section_{section}": _written(tables.paragraphs, section) for section in SECTIONS.values()},
        "form_heading": "Hình thức" if (results["stage"] == "decided").any() else "Hình thức đề nghị",
        "groups": _groups(results.assign(form=_forms(results)), tables.candidates, settings.decimals),
        "chart": _picture(chart, known) if chart is not None else "",
        "chart_caption": f"Biểu đồ 1. {sentences.chart_finding(known)}",
    }
    own = Path(templates) / _TEMPLATE if templates is not None else None
    return render_document(own if own and own.exists() else profile / _TEMPLATE, context, output)


def _document_row(tables: Tables) -> dict[str, Any]:
    """Return the row of the report on the sheet **Văn bản**."""
    rows = tables.documents[tables.documents["document"] == "report"]
    if rows.empty:
        word = vietnamese(DOCUMENTS, "report")
        msg = f'{REVIEW_FILE}, trang "Văn bản": chưa có dòng "{word}". Thêm dòng này rồi chạy lại.'
        raise DanvanError(msg)
    return dict(rows.iloc[0])


def _head(row: dict[str, Any], settings: Settings, words: dict[str, Any]) -> dict[str, Any]:
    """Return what stands above and below the text; what the office clerk fills in later is blank."""
    subject = uncapitalised(row["subject"])
    dated_on = row["dated_on"]
    undated = words["no_date"].format(year=settings.as_of.year)
    date_words = undated if pd.isna(dated_on) else format_date(dated_on, long=True)
    return {
        "higher_body": row["higher_body"].upper(),
        "issuer": row["issuer"].upper(),
        "number_line": f"Số {row['number'] or words['no_number']}-{row['symbol']}",
        "place_date": f"{row['place']}, {date_words}",
        "kind": _KIND,
        "subject": subject,
        "addressee": row["addressee"],
        "opening": f"{row['issuer']} báo cáo {subject} như sau:",
        "authority": row["authority"].upper(),
        "position": row["signer_position"].upper(),
        "signer": row["signer"],
        "recipients": _recipients(row["recipients"], words["recipient_separator"], words["recipient_end"]),
        "properties": {"title": f"Báo cáo {subject}", "author": row["issuer"], "dated_on": settings.as_of},
    }


def _recipients(text: str, separator: str, end: str) -> list[str]:
    """Return one line per recipient, however they were typed: "- Tỉnh ủy," … "- Lưu Văn phòng."."""
    names = [line.strip().lstrip("-–+• ").rstrip(" ,;.") for line in text.splitlines()]
    names = [name for name in names if name]
    return [f"- {name}{separator}" for name in names[:-1]] + [f"- {name}{end}" for name in names[-1:]]


def _computed(facts: sentences.Facts, settings: Settings) -> dict[str, Any]:
    return {
        "by_sector": sentences.by_sector(facts, settings),
        "sectors": sentences.sector_rows(facts),
        "total": sentences.sector_total(facts),
        "by_holder": sentences.by_holder(facts),
        "awards": sentences.awards(facts, settings),
        "government": sentences.government(facts),
        "selection": sentences.selection(facts),
    }


def _written(paragraphs: pd.DataFrame, section: str) -> list[str]:
    """Return the paragraphs the secretary wrote for a section, or one that says where to write them."""
    chosen = paragraphs[(paragraphs["document"] == "report") & (paragraphs["section"] == section)]
    lines = [line.strip() for text in chosen["text"] for line in text.splitlines()]
    sheet = f"trang “Lời văn” của {REVIEW_FILE}, mục “{vietnamese(SECTIONS, section)}”"
    return [line for line in lines if line] or [f"[Mục này chưa có lời văn: ghi ở {sheet}, rồi lập lại báo cáo.]"]


def _forms(results: pd.DataFrame) -> pd.Series:
    """Return the forms to print: once some are decided, the others say that they are proposed."""
    decided = results["stage"] == "decided"
    if not decided.any():
        return results["form"]
    return results["form"].where(decided | (results["form"] == ""), results["form"] + " (đề nghị)")


def _groups(results: pd.DataFrame, candidates: pd.DataFrame, decimals: int) -> list[dict[str, Any]]:
    """Return the results as parts of one table, by holder, each numbered from 1 in the order given."""
    holders = results["candidate_id"].map(candidates.set_index("candidate_id")["holder"]).fillna("")
    return [
        {
            "name": capitalised(word),
            "rows": [
                _row(number, row, decimals) for number, row in enumerate(_records(results[holders == key]), start=1)
            ],
        }
        for word, key in HOLDERS.items()
        if (holders == key).any()
    ]


def _records(frame: pd.DataFrame) -> Iterable[dict[str, Any]]:
    return ({str(name): value for name, value in row.items()} for row in frame.to_dict("records"))


def _row(number: int, row: dict[str, Any], decimals: int) -> dict[str, str]:
    return {
        "position": str(number),
        "name": row["name"],
        "unit": row["unit"],
        "score": _NOTHING if pd.isna(row["score"]) else format_number(row["score"], decimals),
        "tier": row["tier"] or (_NOTHING if row.get("eligible", True) else "Không đủ điều kiện"),
        "form": row["form"] or _NOTHING,
    }


def _picture(chart: Figure, facts: sentences.Facts) -> Picture:
    """Draw the chart; a letter its font lacks is an error, never a box on paper."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing")
        try:
            chart.savefig(buffer, format="png", dpi=_DOTS_PER_INCH, metadata={"Software": None})
        except UserWarning as warning:
            msg = f"biểu đồ: phông chữ thiếu ký tự ({warning}). Cài phông Times New Roman hoặc Liberation Serif 2."
            raise DanvanError(msg) from warning
    finding = f"Biểu đồ cột: số mô hình, điển hình theo lĩnh vực. {sentences.chart_finding(facts)}."
    return Picture(png=buffer.getvalue(), width_mm=_CHART_MM, description=finding)
