"""A small company before its review: three items wait, each with its options prepared."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import User
from governance.actions.decisions import propose
from governance.actions.options import change_option
from tests.factories.clock import clock
from tests.factories.governance import Company, company, first_option, ready_to_propose
from tests.journeys.browser import PASSWORD

FILL = "from tests.journeys.quarter import fill; fill()"


def fill() -> None:
    """Make the company, and let the head of Marketing put three items before the CRO."""
    clock.moment = timezone.now() - timedelta(days=20)
    made = company()
    for _ in range(3):
        put_forward(made)
    User.objects.update(password=make_password(PASSWORD))


def put_forward(made: Company) -> None:
    """Propose an item whose first option says all that a decision needs."""
    item, owner = ready_to_propose(made), made.marketing_head
    today = timezone.now().date()
    prepared: dict[str, Any] = {
        "action": "Rewrite the bonus rule",
        "action_owner": made.sales_head,
        "action_due_on": today + timedelta(days=30),
        "revisit_on": today + timedelta(days=90),
        "adopts": item.positions.earliest("order"),
        "purpose": "Capacity plan",
        "use_from_on": today,
        "restated_by": owner,
    }
    option = first_option(item)
    item = change_option(option=option, **prepared, actor=owner, at=clock.tick())
    propose(item=item, recommended=first_option(item), actor=owner, at=clock.tick())
