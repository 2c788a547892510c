"""One row of the register, worked out before any template sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from governance.clocks.faces import Faces
from governance.dispute.marks import ClockFace, Glyph, Slot
from governance.dispute.sentences import Segment
from governance.models import Contradiction
from metrics.figures import money, number

# What a row never shows; left in the database.
UNSEEN = ("search_text", "question", "severity_reason", "exposure_basis", "fingerprint")
PEOPLE = ("owner", "decider", "escalated_to", "paused_for")


@dataclass(frozen=True)
class ItemRow:
    """What a list says of one item."""

    item: Contradiction
    code: str
    sentence: list[Segment]
    glyph: Glyph
    about: str
    gap: str
    share: str | None
    exposure: str
    clock: ClockFace | None
    note: str
    customer_days: int
    customer_share: float


def rows(
    items: Iterable[Contradiction],
    at: datetime,
    *,
    longest: int = 0,
    clocks: type[Faces] = Faces,
) -> list[ItemRow]:
    """Word each item; `longest` is the longest customer clock, to which the others are drawn."""
    items = list(items)
    faces = clocks([person for item in items for person in (item.owner, item.decider)], at)
    today = at.date()
    longest = max([longest, *(item.customer_days(today) for item in items)], default=0)
    return [_row(item, faces, today, longest) for item in items]


def _row(item: Contradiction, faces: Faces, today: date, longest: int) -> ItemRow:
    summary, days = item.summary, item.customer_days(today)
    filled = summary.get("filled")
    return ItemRow(
        item=item,
        code=item.code,
        sentence=sentence_of(item),
        glyph=glyph_of(item),
        about=" · ".join(
            part
            for part in (
                summary.get("about"),
                summary.get("period"),
                item.get_kind_display().lower(),
            )
            if part
        ),
        gap=" ".join(
            part for part in (summary.get("gap"), _to_target(summary.get("gap_note"))) if part
        ),
        share=filled,
        exposure=_exposure(item),
        clock=faces.of(item),
        note=_note(item),
        customer_days=days,
        customer_share=max(days, 0) / longest if longest else 0,
    )


def sentence_of(item: Contradiction) -> list[Segment]:
    """Return a steward's wording, or the generated sentence with its figures marked."""
    if item.wording:
        return [Segment(item.wording)]
    kept = item.summary.get("sentence") or [[item.title, False]]
    return [Segment(text, is_figure) for text, is_figure in kept]


def glyph_of(item: Contradiction) -> Glyph:
    """Return the split glyph kept with an item."""
    kept = item.summary
    slots = tuple(Slot(letter, status, idle) for letter, status, idle in kept.get("slots", ()))
    return Glyph(slots, kept.get("customer", "none"), kept.get("glyph", "Customer not measured"))


def _to_target(note: str | None) -> str:
    """Keep the one note that changes what the figure means; shares stay on the item's page."""
    return note if note == "to target" else ""


def _exposure(item: Contradiction) -> str:
    if item.exposure is None:
        return ""
    if item.exposure_currency != settings.TIEOUT.currency:
        return money(item.exposure, item.exposure_currency)
    return number(item.exposure / 1000, 0)


def _note(item: Contradiction) -> str:
    """Return what stands beside the working clock."""
    if item.status == Contradiction.Status.ACCEPTED and item.accepted_until:
        return f"until {item.accepted_until}"
    if not item.is_open and item.ended_at:
        return f"{item.ended_at:%Y-%m-%d}"
    if item.paused_until:
        return f"until {item.paused_until}"
    return f"↑ to {item.escalated_to}" if item.escalated_to else ""
