"""Who calls a review, who runs it, and who is invited."""

from accounts.models import User
from governance.models import Review, ReviewBody
from governance.refusals import NotEntitled


def convenes(body: ReviewBody, person: User) -> bool:
    """Say whether a person calls meetings of a body: a steward, who chairs it, or the system.

    The system calls one where the ladder has ended; it moves and cancels none.
    """
    return person.is_steward or person.is_system or person.pk == body.chair_id


def hosts(review: Review, person: User) -> bool:
    """Say whether a person runs a meeting: its chair, its scribe, or a steward."""
    return person.is_steward or person.pk in (review.chair_id, review.scribe_id)


def require_convener(body: ReviewBody, person: User, what: str) -> None:
    """Refuse who may not call meetings, saying who may."""
    if not convenes(body, person):
        raise NotEntitled(f"Only a steward or {body.chair}, who chairs {body}, may {what}.")


def require_host(review: Review, person: User, what: str) -> None:
    """Refuse who may not run a meeting, saying who may."""
    if not hosts(review, person):
        who = f"{review.chair} (chair), {review.scribe} (scribe)"
        raise NotEntitled(f"Only {who} or a steward may {what}.")


def guests_of(review: Review) -> list[User]:
    """Return who is invited, by name."""
    invited = [one.person for one in review.invited.all() if not one.is_withdrawn]
    return sorted(invited, key=lambda one: (one.name, one.pk))


def was_announced(review: Review) -> bool:
    """Say whether people were told of it: a draft sends no mail, and may be called off as one."""
    if review.status == Review.Status.CANCELLED:
        return bool(review.history.filter(status=Review.Status.OPEN).exists())
    return review.status != Review.Status.DRAFT


def require_guest(review: Review, person: User, what: str) -> None:
    """Refuse who is not invited."""
    if person not in guests_of(review):
        raise NotEntitled(f"Only those invited to {review} may {what}.")
