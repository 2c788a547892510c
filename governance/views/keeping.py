"""Pages on which one record is entered: what they refuse is shown, and nothing typed is lost."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.http import person_of
from accounts.recording import OutOfOrder
from governance.forms.keeping import KeepingForm
from governance.refusals import IllegalMove, NotEntitled, Stale
from governance.views.refused import CONFLICT, ago

FORM = "governance/kpis/form.html"
INVALID = 422
View = Callable[..., HttpResponse]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What a page with one form says around it."""

    heading: str
    label: str
    back_url: str
    back_label: str
    lede: str = ""
    note: str = "It stands in the history under your name."


def says_who_may(view: View) -> View:
    """Answer what an action refuses: 403 with who may, 409 where the moment has passed."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        try:
            return view(request, *args, **options)
        except NotEntitled as refused:
            raise PermissionDenied(str(refused)) from refused
        except (IllegalMove, OutOfOrder) as refused:
            facts = {"title": "The moment for this has passed.", "reason": str(refused)}
            return render(request, "409.html", facts, status=CONFLICT)

    return guarded


def entered(
    request: HttpRequest,
    form: KeepingForm,
    sheet: Sheet,
    act: Callable[[dict[str, Any]], object],
    done: str,
) -> HttpResponse:
    """Show a form, or carry out its act and go back; a refusal keeps what was typed."""
    status, clash = 200, None
    if form.is_bound:
        status = INVALID
        if form.is_valid():
            try:
                act(form.facts())
            except ValidationError as error:
                form.refuse(error)
            except Stale as stale:
                status, clash = CONFLICT, _clash(request, stale, sheet)
            else:
                messages.success(request, done)
                return redirect(sheet.back_url)
    context = {"form": form, "sheet": sheet, "clash": clash}
    return render(request, FORM, context, status=status)


def sent(request: HttpRequest) -> Any:
    """Return what was posted, or None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def _clash(request: HttpRequest, stale: Stale, sheet: Sheet) -> dict[str, Any]:
    last = stale.item.history.select_related("history_user").first()
    mine = last.history_user_id == person_of(request).pk
    return {
        "by": "You" if mine else str(last.history_user),
        "ago": ago(timezone.now(), last.history_date),
        "changes": [("Reason given", "", last.history_change_reason)],
        "url": sheet.back_url,
    }
