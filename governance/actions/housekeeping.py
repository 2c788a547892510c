"""Tidying what was only kept for a while."""

from datetime import datetime, timedelta

from django.conf import settings

from governance.models import IdempotencyKey


def forget_answers(*, at: datetime) -> int:
    """Delete stored API answers that no client will ask for again; return how many."""
    oldest = at - timedelta(hours=settings.TIEOUT.idempotency_hours)
    gone, _ = IdempotencyKey.objects.filter(created_at__lt=oldest).delete()
    return gone
