"""Is the ledger what it was? Every chain, and every head that was written down elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from danvan_tools.errors import DanvanError, Fault
from danvan_tools.language import format_moment
from danvan_tools.records.access_notes import code_faults
from danvan_tools.records.ledger import Ledger
from danvan_tools.records.ledger_address import spoken_name
from danvan_tools.records.ledger_anchors import (
    OUTPUT_FOLDER,
    Anchor,
    anchor_fault,
    anchor_faults,
    anchors_of_documents,
    heads_of,
)
from danvan_tools.records.restore import anchors_of_backup
from danvan_tools.records.review_ledger import (
    LEDGER_FILE,
    LEDGER_TEXT,
    SECRETARY,
    guards_restored,
    ledger_copy,
    ledger_fault,
    unguarded,
)
from danvan_tools.schema import REVIEW_FILE

__all__ = ["Verification", "verify_folder"]

_CLOSE_ROUND = "close_round"
_BACKUP = ".zip"
# Two machines never agree to the second.
_CLOCK_SLACK = timedelta(minutes=5)


@dataclass(frozen=True)
class Verification:
    """What was found, and what it was compared with.

    Attributes
    ----------
    faults : list of Fault
        Of kind ``ledger``; the chains' first. Empty if nothing is wrong.
    followed : str
        The file, or the shared ledger, whose chains were followed; blank if there is none yet.
    compared : tuple of str
        Who wrote down the heads it was compared with, in Vietnamese; empty if nobody did.
    """

    faults: list[Fault]
    followed: str = ""
    compared: tuple[str, ...] = ()

    @property
    def summary(self) -> list[str]:
        """The sentences that say what holds where there is no error, and what nobody can know."""
        if not self.followed:
            return ["Chưa có sổ ghi nào để kiểm tra."]
        chains = f"{self.followed}: các chuỗi liền mạch, không mục nào bị sửa, chèn vào hay đổi chỗ."
        if not self.compared:
            return [
                chains,
                "Chưa có mốc nào để đối chiếu: nếu các mục cuối đã bị bỏ, hoặc cả sổ đã bị thay bằng bản khác, thì "
                "phép kiểm này không thấy được. Mốc được ghi khi đóng vòng chấm và khi lập hồ sơ (danvan report); "
                "cũng đối chiếu được với bản sao lưu: danvan verify THƯ-MỤC TỆP.zip.",
            ]
        return [
            chains,
            f"Đã đối chiếu, khớp với: {'; '.join(self.compared)}. "
            "Những mục ghi sau các mốc ấy thì chưa có gì để đối chiếu.",
        ]


def verify_folder(folder: str | Path, against: Iterable[str | Path] = ()) -> Verification:
    """Return what is wrong with the ledger of a review folder, and what it was compared with.

    Nothing is written. Each stream's chain is followed from its first entry: an entry that was changed, removed or
    moved is found. A tail that was cut off and a chain that was computed anew hold in themselves; they are found
    where they differ from heads kept elsewhere: at the closing of a round (in another stream), in each JSON file
    below ``output`` with an object ``heads``, and in what `against` names.

    Parameters
    ----------
    folder : str or Path
        A review folder; or a folder of documents somewhere inside one, which is then compared too.
    against : iterable of str or Path, optional
        Folders of documents, and backups, kept elsewhere.
    """
    folder, others = Path(folder), [Path(one) for one in against]
    if not folder.is_dir():
        return Verification([_file_fault(folder, "không có thư mục này", "Kiểm tra đường dẫn rồi chạy lại.")])
    root = _review_of(folder)
    if root is None:
        what = "là thư mục tài liệu, không nằm trong thư mục đợt xét nào"
        return Verification([_file_fault(folder, what, f"Ghi cả hai: danvan verify THƯ-MỤC {folder}")])
    if root != folder:
        others.insert(0, folder)
    anchors, faults = _anchors_elsewhere(root, others)
    try:
        with ledger_copy(root) as ledger:
            if ledger is None:
                lost = [anchor_fault(LEDGER_FILE, one, "mà thư mục không có sổ ghi") for one in anchors[:1]]
                return Verification([*faults, *lost])
            return _compared(root, ledger, anchors, faults)
    except DanvanError as error:
        return Verification([ledger_fault(str(error)), *faults])


def _compared(root: Path, ledger: Ledger, anchors: list[Anchor], faults: list[Fault]) -> Verification:
    """Follow the chains, and compare them with closings and other anchors if they hold."""
    text_alone = not ledger.shared and not (root / LEDGER_FILE).exists()
    followed = LEDGER_TEXT if text_alone else spoken_name(ledger.name)
    if chains := ledger.verify():
        return Verification([*map(ledger_fault, chains), *faults], followed)
    every = [*_closings(ledger), *anchors]
    # A ledger that was only a text until now is no file that lost something.
    # Nor does it hold codes.
    own = [] if text_alone else [*unguarded(ledger), *code_faults(ledger)]
    own += guards_restored(ledger)
    compared = tuple(dict.fromkeys(anchor.where for anchor in every))
    return Verification([*own, *faults, *anchor_faults(ledger, every), *_clocks(ledger)], followed, compared)


def _review_of(folder: Path) -> Path | None:
    """Return the review folder that is meant; for documents the one they lie in, None if they lie in none."""
    if any((folder / name).exists() for name in (REVIEW_FILE, LEDGER_FILE, LEDGER_TEXT, OUTPUT_FOLDER)):
        return folder
    if not anchors_of_documents(folder, folder)[0]:
        return folder
    return next((one for one in folder.resolve().parents if (one / REVIEW_FILE).is_file()), None)


def _anchors_elsewhere(root: Path, others: Iterable[Path]) -> tuple[list[Anchor], list[Fault]]:
    """Return the heads in the documents of a review folder and in what else was named, and what cannot be read."""
    own = root / OUTPUT_FOLDER
    anchors, faults = anchors_of_documents(own, root)
    for place in others:
        if place.is_dir():
            # The documents inside the review's own folder were looked at already.
            found = ([], []) if place.resolve().is_relative_to(own.resolve()) else anchors_of_documents(place, place)
            named = [Anchor(f"{place.name}/{one.where}", one.stream, one.seq, one.digest) for one in found[0]]
            anchors, faults = [*anchors, *named], [*faults, *found[1]]
        elif place.suffix.lower() == _BACKUP and place.is_file():
            try:
                anchors += anchors_of_backup(place)
            except DanvanError as error:
                what, _, remedy = str(error).removeprefix(f"{place.name}: ").partition(". ")
                faults.append(_file_fault(Path(place.name), what, remedy))
        else:
            what = "không phải thư mục tài liệu hay bản sao lưu (.zip) để đối chiếu"
            faults.append(_file_fault(place, what, "Kiểm tra đường dẫn rồi chạy lại."))
    return anchors, faults


def _closings(ledger: Ledger) -> Iterator[Anchor]:
    """Give the heads written down whenever a round was closed."""
    for entry in ledger.entries(SECRETARY, _CLOSE_ROUND):
        where = f'lần đóng vòng chấm (luồng "{SECRETARY}", mục {entry.seq})'
        yield from heads_of(entry.body.get("heads"), where) or []


def _clocks(ledger: Ledger) -> Iterator[Fault]:
    """Warn of the first entry of each stream that is dated long before the one it follows: a clock was set back."""
    latest: dict[str, datetime] = {}
    told = set()
    for entry in ledger.entries():
        at, before = datetime.fromisoformat(entry.at), latest.get(entry.stream)
        if before and before - at > _CLOCK_SLACK and entry.stream not in told:
            told.add(entry.stream)
            what = (
                f'luồng "{entry.stream}", mục {entry.seq}: ghi lúc {format_moment(at)}, trước mục {entry.seq - 1} '
                f"({format_moment(before)}); đồng hồ máy đã bị lùi"
            )
            remedy = "Xem lại các mục ấy có vào sau hạn chấm không."
            yield Fault(file=spoken_name(ledger.name), kind="ledger", what=what, remedy=remedy, severity="warning")
        latest[entry.stream] = max(at, before or at)


def _file_fault(path: Path, what: str, remedy: str) -> Fault:
    return Fault(file=str(path), kind="file", what=what, remedy=remedy)
