"""One criterion of the stock form: its text, its fields, and the words beside them.

Every entry is passed on by the observer that receives it, with the value in its message. A button
that read the fields when clicked would overtake the last entry and store the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Dropdown, HBox, Text, Textarea, VBox

from danvan_tools.display.open_sheet import SheetChangedError
from danvan_tools.errors import DanvanError
from danvan_tools.records import NO_MARKS
from danvan_tools.schema import vietnamese

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDE = {"description_width": "initial"}


class CriterionFields:
    """The fields of one criterion.

    Parameters
    ----------
    criterion : mapping
        One of ``card_contents(sheet)["criteria"]``.
    save : callable
        Takes the criterion and what the screen shows of it (``value no_mark comment reason``) and stores that. Its
        DanvanError is shown here; after a SheetChangedError these fields were filled anew.
    done : callable
        Called once it was said what became of an entry.

    Attributes
    ----------
    unsaved : bool
        Whether points stand in their field that were refused.
    """

    def __init__(
        self,
        criterion: Mapping[str, Any],
        save: Callable[[str, Mapping[str, str]], None],
        done: Callable[[], None],
    ) -> None:
        number = criterion["number"]
        self.criterion_id, self.number, self.typed = str(criterion["id"]), number, ""
        self._save, self._done, self._filling, self._consensus = save, done, False, False
        self.unsaved = False
        self._mark: Mapping[str, Any] = {}
        label = f"Điểm tiêu chí {number} ({criterion['range']})"
        self._points = Text(description=label, placeholder="chưa chấm", continuous_update=False, style=_WIDE)
        # Blank is "chưa chấm", which the state beside it says.
        kinds = [("–", ""), *((word, kind) for word, kind in NO_MARKS.items() if kind)]
        self._no_mark = Dropdown(description=f"Không cho điểm tiêu chí {number}", options=kinds, style=_WIDE)
        self._reason = Text(description=f"Lý do ở tiêu chí {number}", continuous_update=False, style=_WIDE)
        self._comment = Textarea(
            description=f"Nhận xét tiêu chí {number}", rows=2, continuous_update=False, style=_WIDE
        )
        self._points_state, self._comment_state = HTML(), HTML()
        self._points.observe(self._points_entered, "value")
        self._no_mark.observe(self._no_mark_chosen, "value")
        self._reason.observe(self._reason_entered, "value")
        self._comment.observe(self._comment_entered, "value")
        self.box = VBox(
            [
                HTML(_criterion_html(criterion)),
                HBox([self._points, self._points_state, self._no_mark]).add_class("danvan-points"),
                self._reason.add_class("danvan-reason"),
                VBox([self._comment, self._comment_state]).add_class("danvan-comment"),
            ]
        ).add_class("danvan-criterion")

    @property
    def on_screen(self) -> dict[str, str]:
        """What the fields show."""
        return {
            "value": self._points.value,
            "no_mark": self._no_mark.value,
            "comment": self._comment.value,
            "reason": self._reason.value,
        }

    def show(self, mark: Mapping[str, Any], *, open_to_change: bool, consensus: bool) -> None:
        """Show what the ledger holds; nothing is saved by this.

        Parameters
        ----------
        mark : mapping
            One of ``sheet_contents(sheet)["marks"]``.
        open_to_change : bool
        consensus : bool
            Whether each change needs a reason of its own.
        """
        self._consensus = consensus
        with self._filled():
            self._points.value, self._no_mark.value = mark["value"], mark["no_mark"]
            self._comment.value, self._reason.value = mark["comment"], "" if consensus else mark["reason"]
        for field in (self._points, self._no_mark, self._reason, self._comment):
            field.disabled = not open_to_change
        self._comment_state.value, self.unsaved = "", False
        self.know(mark)
        self._say_stored()

    def know(self, mark: Mapping[str, Any]) -> None:
        """Take note of what the ledger holds now; what the fields show stays."""
        self._mark = mark
        self._reason.layout.display = "" if self._consensus or mark["departs"] else "none"

    def _say_stored(self) -> None:
        mark = self._mark
        wanted = f"Chấm khác {mark['departs']}: ghi lý do. " if mark["departs"] and not mark["reason"] else ""
        kind = "danvan-saved" if mark["value"] else "danvan-blank"
        words = f'<span class="{kind}">{escape(mark["saved"])}</span>'
        warned = f' <span class="danvan-unsaved">{escape(wanted + mark["outdated"])}</span>'
        self._points_state.value = f'<span role="status">{words}{warned if wanted or mark["outdated"] else ""}</span>'

    def _points_entered(self, change: Mapping[str, Any]) -> None:
        text = change["new"].strip()
        self._store(f'điểm "{text}"' if text else "việc xóa điểm", value=text, no_mark="")

    def _no_mark_chosen(self, change: Mapping[str, Any]) -> None:
        self._store(f'"{vietnamese(NO_MARKS, change["new"])}"', value="", no_mark=change["new"])

    def _reason_entered(self, change: Mapping[str, Any]) -> None:
        # In a consensus a reason goes with the change it is for, which is entered after it or was refused before it.
        if not self._consensus:
            self._store("lý do", reason=change["new"])
        elif self.on_screen["value"] != self._mark["value"]:
            self._store(f'điểm "{self._points.value}"', value=self._points.value, no_mark="")

    def _store(self, typed: str, **changes: str) -> None:
        """Store points, the lack of them or a reason, and say what became of it."""
        if self._filling:
            return
        # The words stay on the screen should the kernel fail before an answer.
        self._points_state.value = _unsaved_html("đang ghi…")
        refusal = self._try(typed, changes)
        if refusal:
            self._points_state.value = _unsaved_html(refusal)
        else:
            with self._filled():
                self._points.value, self._no_mark.value = self._mark["value"], self._mark["no_mark"]
                self._reason.value = "" if self._consensus else self._mark["reason"]
            self._say_stored()
        self.unsaved = self._points.value.strip() != self._mark["value"]
        self._done()

    def _comment_entered(self, change: Mapping[str, Any]) -> None:
        if self._filling:
            return
        self._comment_state.value = _unsaved_html("đang ghi…")
        refusal = self._try("nhận xét dưới đây", {"comment": change["new"]})
        if not refusal:
            words = f"nhận xét {self._mark['saved'].rpartition('; ')[2]}"
            self._comment_state.value = f'<span class="danvan-saved" role="status">{escape(words)}</span>'
            self._done()
            return
        kept = "" if change["new"] == self._comment.value else change["new"]
        quoted = f'<pre class="danvan-refused">{escape(kept)}</pre>' if kept else ""
        self._comment_state.value = f"{_unsaved_html(refusal)}{quoted}"

    def _try(self, typed: str, changes: Mapping[str, str]) -> str:
        """Store what is stored already with these changes; return why not, blank if it was."""
        self.typed = typed
        # In a consensus each change has a reason of its own.
        stored = {name: self._mark[name] for name in ("value", "no_mark", "comment")}
        reason = self._reason.value if self._consensus else self._mark["reason"]
        try:
            self._save(self.criterion_id, {**stored, "reason": reason, **changes})
        except SheetChangedError:
            now = self._mark["value"] or vietnamese(NO_MARKS, self._mark["no_mark"])
            if "comment" in changes:
                now = "nội dung ở ô trên" if self._mark["comment"] else "ô trống"
            return (
                f"phiếu vừa được ghi ở cửa sổ khác; ô này đang lưu {now}; đồng chí đã nhập {typed}. "
                "Nếu vẫn cần, hãy nhập lại."
            )
        except DanvanError as error:
            return str(error)
        return ""

    @contextmanager
    def _filled(self) -> Iterator[None]:
        """Set fields without storing anything."""
        self._filling = True
        try:
            yield
        finally:
            self._filling = False


def _unsaved_html(reason: str) -> str:
    """Write a refusal: in words first, in red second."""
    return f'<span class="danvan-unsaved" role="status"><strong>CHƯA LƯU</strong>: {escape(reason)}</span>'


def _criterion_html(criterion: Mapping[str, Any]) -> str:
    """Write the name, the limits, the levels and the earlier marks of a criterion."""
    levels = "".join(f"<li>{escape(level)}</li>" for level in criterion["levels"])
    earlier = "".join(
        f"<li>{escape(one['who'])}: <strong>{escape(one['points'])}</strong>"
        f"{escape(' – ' + one['reason']) if one['reason'] else ''}</li>"
        for one in criterion["earlier"]
    )
    return (
        f"<h4>{criterion['number']}. {escape(criterion['name'])} <small>({escape(criterion['limits'])})</small></h4>"
        + (f'<ul class="danvan-anchors">{levels}</ul>' if levels else "")
        + (f'<ul class="danvan-earlier">{earlier}</ul>' if earlier else "")
    )
