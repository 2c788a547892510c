"""Personal tokens: made, shown once, revoked."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.actions.tokens import make_token, revoke_token
from accounts.forms.tokens import TokenForm
from accounts.http import person_of
from accounts.models import AccessToken
from accounts.views.guarded import INVALID, signed_in


@signed_in
@require_GET
def tokens(request: HttpRequest) -> HttpResponse:
    """Show one's tokens, and the form for another."""
    return _page(request, TokenForm())


@signed_in
@require_POST
@never_cache
def make(request: HttpRequest) -> HttpResponse:
    """Make a token and show its text this once; it is kept nowhere, so there is no redirect."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=INVALID)
    try:
        made, text = make_token(**form.cleaned_data, actor=person_of(request), at=timezone.now())
    except ValidationError as refused:
        form.add_error(None, refused)
        return _page(request, form, status=INVALID)
    return _page(request, TokenForm(), made=made, text=text)


@signed_in
@require_POST
def revoke(request: HttpRequest, prefix: str) -> HttpResponse:
    """End a token of one's own."""
    try:
        revoke_token(prefix=prefix, actor=person_of(request), at=timezone.now())
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    else:
        messages.success(request, "The token is revoked. Requests with it are refused now.")
    return redirect("tokens")


def _page(
    request: HttpRequest,
    form: TokenForm,
    *,
    made: AccessToken | None = None,
    text: str = "",
    status: int = 200,
) -> HttpResponse:
    living = AccessToken.objects.filter(user=person_of(request), expiry__gt=timezone.now())
    facts = {"tokens": living, "form": form, "made": made, "text": text}
    return render(request, "accounts/tokens.html", facts, status=status)
