"""The sample is what its generator writes, and its figures come out of counting."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from danvan_tools import assessment, records

FILES = (
    "review.xlsx",
    "candidates.xlsx",
    "ledger.jsonl",
    "incoming/Xã Gò Sậy/phieu-dang-ky.docx",
    "incoming/phuong-ben-do.xlsx",
    "incoming/hoi-nong-dan-phieu-quet.png",
    "evidence/MH-003/bien-ban-hop-khu-pho.pdf",
    "evidence/MH-003/diem-gom-rac.png",
    "evidence/MH-003/hem-sau-khi-don.png",
    "evidence/MH-025/duong-lien-ap-ban-dem.png",
    "evidence/MH-027/bau-sen.png",
)


@pytest.mark.slow
def test_the_files_are_byte_for_byte_what_the_generator_writes(repository: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, repository / "data" / "make_sample.py", tmp_path], check=True, cwd=tmp_path)
    written = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(written) == sorted(FILES)
    differing = [
        name for name in FILES if (tmp_path / name).read_bytes() != (repository / "data/sample" / name).read_bytes()
    ]
    assert differing == []


def test_the_five_facts_are_counted(sample_folder: Path) -> None:
    facts = {fact.key: fact for fact in assessment.compute_facts(records.open_review(sample_folder).tables())}
    assert {key: facts[key].value for key in assessment.MAIN_FACTS} == {
        "models_built": 59,
        "exemplars": 25,
        "recognised_on_occasions": 18,
        "conference_commended": 22,
        "conference_praised": 9,
    }
    assert [len(facts[key].record_ids) for key in assessment.MAIN_FACTS] == [59, 25, 18, 22, 9]


def test_one_record_less_is_one_figure_less(sample_folder: Path) -> None:
    tables = records.open_review(sample_folder).tables()
    first = tables.milestones.query("step == 'built'").index[0]
    fewer = replace(tables, milestones=tables.milestones.drop(index=first))
    facts = {fact.key: fact.value for fact in assessment.compute_facts(fewer)}
    assert facts["models_built"] == 58


def test_the_sample_has_the_size_it_is_said_to_have(sample_folder: Path) -> None:
    review = records.open_review(sample_folder)
    assert review.candidates["kind"].value_counts().to_dict() == {"model": 59, "exemplar": 12}
    assert (review.units["level"] == "commune").sum() == 12
    assert len(review.committee) == 9
    assert set(review.rubrics) == {"collective", "individual"}
    texts = review.candidates[["situation", "goals", "method", "area", "forces", "resources", "results"]]
    assert not (texts == "").any(axis=None)
    assert not texts.stack().duplicated().any()


def test_there_are_no_errors_and_opening_changes_nothing(sample_folder: Path) -> None:
    assert [str(fault) for fault in records.check_folder(sample_folder) if fault.severity == "error"] == []
    records.open_review(sample_folder)
    review = records.open_review(sample_folder)
    records.export_ledger(review.ledger, sample_folder / "again.jsonl")
    assert (sample_folder / "again.jsonl").read_bytes() == (sample_folder / "ledger.jsonl").read_bytes()
    assert review.ledger.verify() == []
