"""Who calls: a personal token, or the session of a signed-in browser."""

import re
from typing import Any

from django.utils import timezone
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import AccessToken

TOKEN = re.compile(rb"[0-9a-f]{64}")


class PersonalTokens(TokenAuthentication):
    """Accept `Authorization: Bearer <token>`; what cannot be a token asks no database."""

    def authenticate_credentials(self, token: bytes) -> Any:
        """Return the person and the token, or refuse."""
        if not TOKEN.fullmatch(token):
            raise AuthenticationFailed("This is not a token of ours.")
        return super().authenticate_credentials(token)

    def _cleanup_token(self, auth_token: AccessToken) -> bool:
        """Refuse a token that ended; the library would also read all others of the person."""
        return auth_token.expiry is not None and auth_token.expiry < timezone.now()


class PersonalTokensScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    """Name the token in the schema."""

    target_class = "accounts.api.authentication.PersonalTokens"
    name = "personalToken"
