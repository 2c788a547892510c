"""What the database refuses of reviews: a state no move leads to, and a change after the end."""

from collections.abc import Iterator

from governance.history.trigger import Trigger
from governance.models.reviews import Review


def declared() -> Iterator[Trigger]:
    """Keep reviews on their way, and those that ended as they ended."""
    table = "governance_review"
    legal = " OR ".join(
        f"(OLD.status = '{source}' AND NEW.status = '{target}')" for source, target in Review.MOVES
    )
    yield Trigger(
        table,
        "legal_move",
        "UPDATE",
        "a review goes from draft to open, in progress and closed, or is cancelled before it",
        f"OLD.status <> NEW.status AND NOT ({legal})",
    )
    yield Trigger(
        table, "starts_draft", "INSERT", "a review starts as a draft", "NEW.status <> 'draft'"
    )
    yield Trigger(
        table,
        "ended_stays",
        "UPDATE",
        "a review that is over never changes",
        "OLD.status IN ('closed', 'cancelled')",
    )
    yield Trigger(
        table,
        "next_version",
        "UPDATE",
        "each change of a review needs version + 1",
        "NEW.version <> OLD.version + 1",
    )
    yield from _while_ahead("reviewguest", "who was invited to a review that is over stays")
    yield from _while_ahead("agendaitem", "the agenda of a review that is over stays")
    yield from _while_ahead("deferral", "a review that is over puts nothing off")
    for name in ("attendance", "parkedpoint", "advice"):
        message = "a meeting that is not under way takes nothing down"
        yield from _while(name, message, "<> 'in_progress'")
    yield from _frozen_in_time()
    yield from _while("addendum", "only minutes of a closed review have addenda", "<> 'closed'")


def _frozen_in_time() -> Iterator[Trigger]:
    """Let a pre-read be of a review that is announced, and a final pack of one that is closed."""
    status = "(SELECT r.status FROM governance_review r WHERE r.id = NEW.review_id)"
    yield Trigger(
        "governance_preread",
        "in_its_time_insert",
        "INSERT",
        "a pre-read is of a review that is announced, a final pack of one that is closed",
        f"NEW.is_final AND {status} <> 'closed' OR NOT NEW.is_final AND {status} <> 'open'",
    )


def _while_ahead(name: str, message: str) -> Iterator[Trigger]:
    """Keep what hangs under a review as it was when the review ended."""
    yield from _while(name, message, "IN ('closed', 'cancelled')")


def _while(name: str, message: str, refused: str) -> Iterator[Trigger]:
    """Refuse rows under a review in some of its states."""
    ended = "(SELECT r.status FROM governance_review r WHERE r.id = NEW.review_id)"
    for event in ("INSERT", "UPDATE"):
        yield Trigger(
            f"governance_{name}",
            f"in_its_time_{event.lower()}",
            event,
            message,
            f"{ended} {refused}",
        )
