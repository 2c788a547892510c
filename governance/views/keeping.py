"""Pages on which one record is entered: what they refuse is shown, and nothing typed is lost."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.http import person_of
from accounts.views.guarded import CONFLICT, INVALID
from governance.forms.keeping import KeepingForm
from governance.refusals import Stale
from governance.views.refused import ago

FORM = "governance/kpis/form.html"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What a page with one form says around it."""

    heading: str
    label: str
    back_url: str
    back_label: str
    lede: str = ""
    first: tuple[tuple[str, str], ...] = ()
    note: str = "It stands in the history under your name."


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


def _clash(request: HttpRequest, stale: Stale, sheet: Sheet) -> dict[str, Any]:
    last = stale.item.history.select_related("history_user").first()
    mine = last.history_user_id == person_of(request).pk
    return {
        "by": "You" if mine else str(last.history_user),
        "ago": ago(timezone.now(), last.history_date),
        "changes": [("Reason given", "", last.history_change_reason)],
        "url": sheet.back_url,
    }
