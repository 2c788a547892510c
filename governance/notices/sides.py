"""Whose word an item still lacks: the heads of its sides that have said nothing of their figure."""

from accounts.models import User
from governance.checks import heard
from governance.dossier import Dossier
from governance.lifecycle import OPEN
from governance.models import Contradiction, Position

UNASKED = (Contradiction.Status.LOGGED, Contradiction.Status.ACCEPTED)


def unconfirmed(item: Contradiction, person: User | None = None) -> list[Position]:
    """Return what sides are said to say and have not confirmed, of one head or of all."""
    if item.status not in OPEN or item.status in UNASKED:
        return []
    dossier = Dossier(item)
    standing = [one for one in dossier.positions if one.function and not one.is_customer]
    return [
        one
        for one in standing
        if person is None or (one.function and one.function.head_id == person.pk)
        if not heard(dossier, one)
    ]


def heads_to_ask(item: Contradiction) -> list[int]:
    """Return who is asked to confirm a figure: the head of its side, who did not state it."""
    found = unconfirmed(item)
    heads = [one.function.head_id for one in found if one.function]
    stated = {one.by_id for one in found}
    return [head for head in dict.fromkeys(heads) if head is not None and head not in stated]
