"""Making and revoking personal tokens; a token can do what its person can, and nothing more."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import AccessToken, User

MOST_DAYS = 365


def make_token(*, name: str, days: int, actor: User, at: datetime) -> tuple[AccessToken, str]:
    """Make a token for the person who asks; return it with its text, which is never kept."""
    if not name.strip():
        raise ValidationError({"name": "Say what the token is for."})
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError({"days": f"Choose 1 to {MOST_DAYS} days."})
    with transaction.atomic():
        living = AccessToken.objects.filter(user=actor, expiry__gt=at)
        most: Any = settings.REST_KNOX["TOKEN_LIMIT_PER_USER"]
        if living.count() >= most:
            raise ValidationError(f"You have {most} tokens. Revoke one you no longer need.")
        keeper: Any = AccessToken.objects  # knox's own, which returns the text beside the row
        made: tuple[AccessToken, str] = keeper.create(
            user=actor, expiry=timedelta(days=days), name=name.strip()
        )
    return made


def revoke_token(*, prefix: str, actor: User, at: datetime) -> None:
    """End a living token of one's own at once; raises ValidationError when there is none."""
    gone, _ = AccessToken.objects.filter(user=actor, token_key=prefix, expiry__gt=at).delete()
    if not gone:
        raise ValidationError({"prefix": "You have no such token; it may be revoked already."})


def forget_ended(*, at: datetime) -> int:
    """Delete tokens that ended by themselves, which nobody can use or revoke; return how many."""
    gone, _ = AccessToken.objects.filter(expiry__lte=at).delete()
    return gone
