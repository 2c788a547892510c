"""Putting an item out of one's own sight for a while; nobody else notices, no clock stops."""

from datetime import date, datetime

from django.core.exceptions import ValidationError

from accounts.models import User
from governance.models import Contradiction, Snooze
from governance.policies import may_see
from governance.refusals import NotEntitled


def snooze(*, item: Contradiction, until_on: date, actor: User, at: datetime) -> Snooze:
    """Hide an item from the person's own triage until a day; a later one replaces it."""
    if not may_see(item, actor):
        raise NotEntitled("Only somebody who may read an item can put it aside.")
    if until_on <= at.date():
        raise ValidationError({"until_on": "Choose a day after today."})
    kept, _ = Snooze.objects.update_or_create(
        person=actor, contradiction=item, defaults={"until_on": until_on}
    )
    return kept


def wake(*, item: Contradiction, actor: User, at: datetime) -> None:  # noqa: ARG001 - every action says when
    """Show an item again at once."""
    Snooze.objects.filter(person=actor, contradiction=item).delete()
