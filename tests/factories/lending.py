"""Somebody who stands in for somebody else."""

from datetime import date, timedelta
from typing import Any

from accounts.models import Delegation, User
from governance.actions.delegations import delegate
from tests.factories.clock import clock

LONG = timedelta(days=300)


def lend(person: User, to: User, **more: Any) -> Delegation:
    """Lend a person's rights from today on, for long enough that pages see it too."""
    at = clock.tick()
    given: dict[str, Any] = {
        "from_on": at.date(),
        "until_on": at.date() + LONG,
        "reason": "On leave",
        "actor": person,
        **more,
    }
    return delegate(person=person, to=to, at=at, **given)


def day(number: int) -> date:
    """Return a day of November 2026, which lies ahead of the clock."""
    return date(2026, 11, number)
