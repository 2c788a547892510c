"""A signed bridge computed again each month, as two buttons of its page."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import person_of
from accounts.recording import OutOfOrder
from accounts.views.guarded import signed_in
from governance.actions.bridge_repeats import repeat_bridge, stop_repeating_bridge
from governance.models import BridgeRepeat
from governance.pages.addresses import page_url
from governance.refusals import Refusal
from governance.views.contradictions import seen_item
from governance.views.refused import refused

ASKED = "It is computed again each month; a reminder comes on your first working day of the next."
ENDED = "It is no longer computed again each month; what was computed stays."


@require_POST
@signed_in
def repeat(request: HttpRequest, code: str, bridge: int) -> HttpResponse:
    """Have a signed bridge computed again each month."""
    return _done(request, code, bridge, repeat_bridge, ASKED)


@require_POST
@signed_in
def stop(request: HttpRequest, code: str, bridge: int) -> HttpResponse:
    """Have it computed again no longer."""
    return _done(request, code, bridge, stop_repeating_bridge, ENDED)


def _done(
    request: HttpRequest, code: str, key: int, act: Callable[..., BridgeRepeat], said: str
) -> HttpResponse:
    person = person_of(request)
    item = seen_item(person, code)
    kept = get_object_or_404(item.bridges.select_related("contradiction"), pk=key)
    try:
        act(bridge=kept, actor=person, at=timezone.now())
    except (Refusal, OutOfOrder) as refusal:
        return refused(request, refusal, item)
    messages.success(request, said)
    return redirect(f"{page_url('bridge', item.code)}?bridge={kept.pk}")
