"""Who is at the secretary's forms."""

from __future__ import annotations

from danvan_tools.records import Review


def secretary_of(review: Review) -> str:
    """Return the id of the committee's secretary; where it names none, that the secretary's form was used."""
    found = review.committee.loc[review.committee["role"] == "secretary", "reviewer_id"].tolist()
    return str(found[0]) if found else "thư ký"


def secretary_name(review: Review) -> str:
    """Return the secretary's name, for the field that says who typed; "thư ký" where the committee names none."""
    found = review.committee.loc[review.committee["role"] == "secretary", "name"].tolist()
    return str(found[0]) if found else "thư ký"
