"""A pre-read or final pack as a page, leaf by leaf as printed; for the chair, who opened it."""

from typing import Any

from accounts.models import User
from governance.dispute.wording import counted
from governance.models import PreRead, Printed, Review
from governance.packs.due import published_on, refreshed_on
from governance.packs.seen import hidden_codes, seen_by
from governance.reviews.roles import guests_of, hosts
from metrics.figures import moment, weekday

PLACES = ("last_x", "last_y", "target_y", "band_y", "band_height", "square_x", "square_y")


def pre_read_page(review: Review, shown: PreRead | None, person: User) -> dict[str, Any]:
    """Return what the page shows; without a pre-read, when it comes out."""
    may_publish = hosts(review, person) and review.status == Review.Status.OPEN
    told = {"review": review, "body": review.body, "pre_read": shown, "may_publish": may_publish}
    if shown is None:
        return told | {"comes_on": weekday(published_on(review))}
    content = seen_by(shown, person)
    newest = review.pre_reads.first()
    return told | {
        "content": content,
        "leaves": [_leaf(item) for item in content["items"]],
        "pages": len(content["items"]) + 2,
        "is_whole": not hidden_codes(shown, person),
        "newest": newest if newest != shown else None,
        "earlier": review.pre_reads.filter(number__lt=shown.number),
        "next_on": next_on(review, shown),
        "facts": [
            ("As of", content["as_of_there"]),
            ("Version", f"{shown.number}, {shown.version}"),
            ("Length", f"{content['agenda']['minutes']} min"),
            ("To read", counted(len(content["items"]), "item")),
        ],
    }


def next_on(review: Review, shown: PreRead) -> str:
    """Say on which day a pre-read is refreshed by itself, while it still will be."""
    day = refreshed_on(review)
    ahead = review.status == Review.Status.OPEN
    return weekday(day) if ahead and shown.at.astimezone(review.zone).date() < day else ""


def _leaf(item: dict[str, Any]) -> dict[str, Any]:
    return {**item, "sides": [{**side, "line": _line(side["line"])} for side in item["sides"]]}


def _line(line: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the places of a small line as numbers; they are frozen as text."""
    if line is None:
        return None
    return line | {name: float(line[name]) for name in PLACES if line[name] is not None}


def openers(review: Review, person: User) -> dict[str, Any]:
    """Return who opened the newest pre-read and who did not, for the chair alone."""
    newest = review.pre_reads.filter(is_final=False).first()
    if newest is None:
        return {}
    told: dict[str, Any] = {"pre_read": newest}
    if person.pk != review.chair_id:
        return told
    opened = {row.person_id: row.at for row in newest.openings.all()}
    rows = [
        (str(one), moment(opened[one.pk], review.zone) if one.pk in opened else "")
        for one in guests_of(review)
    ]
    return told | {"openers": rows}


def making(shown: PreRead) -> dict[str, Any]:
    """Return how far the printing of a pre-read is."""
    made = set(shown.printed.values_list("paper", flat=True))
    papers = Printed.Paper
    waits = [paper for paper in papers if paper not in made]
    step = f"{waits[0].label} is being set." if waits else "Both are ready."
    return {"done": len(made), "total": len(papers), "step": step, "made": made, "papers": papers}
