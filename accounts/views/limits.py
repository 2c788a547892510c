"""How often addresses that work without a sign-in are answered; settings.ACCOUNT_RATE_LIMITS."""

from collections.abc import Callable

from allauth.decorators import rate_limit
from django.http import HttpResponse

View = Callable[..., HttpResponse]


def limited(action: str) -> Callable[[View], View]:
    """Answer 429 to whoever asks more often than the limit of an action allows, also by GET."""
    decorate: Callable[[View], View] = rate_limit(action=action, limit_get=True)
    return decorate
