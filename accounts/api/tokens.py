"""Personal tokens over HTTP: listed and revoked by anybody, made only in a browser."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.tokens import make_token, revoke_token
from accounts.api.problems import WRITING
from accounts.api.records import NewToken, TokenRecord, TokenWanted
from accounts.api.schema import Docs
from accounts.api.views import Endpoint
from accounts.models import AccessToken

TAG = "Tokens"


class Tokens(Endpoint):
    """One's own tokens."""

    queryset = AccessToken.objects.all()
    orderings = {"created": "created"}
    ordering = "-created"
    docs = {
        "GET": Docs(
            id="list_tokens", tag=TAG, summary="List your tokens", record=TokenRecord, many=True
        ),
        "POST": Docs(
            id="make_token",
            tag=TAG,
            summary="Make a token",
            text="Only in a signed-in browser: a token cannot make further tokens. "
            "The answer shows its text this once.",
            body=TokenWanted,
            record=NewToken,
            problems=WRITING,
            sends={"name": "nightly export", "days": 90},
            status="201",
        ),
    }

    def get(self, request: Request) -> Response:
        """Return one page of one's own tokens."""
        page = self.paginate_queryset(self.get_queryset().filter(user=self.person))
        return self.get_paginated_response(TokenRecord(page, many=True).data)

    def post(self, request: Request) -> Response:
        """Make a token for the signed-in person."""
        if request.auth is not None:
            raise PermissionDenied("Make tokens in your settings, signed in by a browser.")
        wanted = TokenWanted(data=request.data)
        wanted.is_valid(raise_exception=True)
        made, text = make_token(**wanted.validated_data, actor=self.person, at=timezone.now())
        answer = {**TokenRecord(made).data, "token": text}
        return Response(answer, status=status.HTTP_201_CREATED)


class Revoke(Endpoint):
    """The end of one token."""

    serializer_class = TokenRecord
    pagination_class = None
    queryset = AccessToken.objects.all()
    lookup_field = "token_key"
    lookup_url_kwarg = "prefix"
    docs = {
        "POST": Docs(
            id="revoke_token",
            tag=TAG,
            summary="Revoke a token at once",
            record=TokenRecord,
            problems=WRITING,
        )
    }

    def post(self, request: Request, prefix: str) -> Response:
        """Revoke it; 404 when one has no such token."""
        token = get_object_or_404(AccessToken, user=self.person, token_key=prefix)
        answer = self.get_serializer(token).data
        revoke_token(prefix=token.token_key, actor=self.person, at=timezone.now())
        return Response(answer)
