"""Marking a database as the home of a sample company."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Deployment, User
from accounts.models.deployment import is_untouched
from accounts.recording import Act


def mark_as_sample(*, told_on: date, actor: User, at: datetime) -> Deployment:
    """Mark an empty database; one that holds anything is a company's own and stays unmarked."""
    with transaction.atomic():
        if not is_untouched():
            raise ValidationError("This database holds records already. A sample needs its own.")
        kept = Deployment(kind=Deployment.Kind.SAMPLE, told_on=told_on, at=at)
        return Act(actor=actor, at=at, verb="mark_as_sample").record(kept)
