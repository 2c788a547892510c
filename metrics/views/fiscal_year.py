"""The fiscal year: its quarters as dates, and the changes it went or will go through."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.calendars import change_fiscal_year, withdraw_fiscal_change
from accounts.http import person_of
from accounts.models import FiscalChange
from accounts.policies import is_administrator
from accounts.views.guarded import form_page, sent, signed_in
from metrics.calendars import fiscal_calendar
from metrics.forms.fiscal_year import FiscalChangeForm
from metrics.periods import ONE_DAY, FiscalCalendar, Quarter

SHOWN_QUARTERS = 8


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def fiscal_year(request: HttpRequest) -> HttpResponseBase:
    """Show the quarters from this one on; administrators change how years are cut."""
    person, at = person_of(request), timezone.now()
    form = FiscalChangeForm(sent(request), initial={"named_by": "end", "start_month": 1})
    if request.method == "POST" and form.carry_out(change_fiscal_year, actor=person, at=at):
        messages.success(request, f"From {form.cleaned_data['from_on']} years are cut this way.")
        return redirect("fiscal_year")
    context = {
        "form": form,
        "quarters": _quarters(fiscal_calendar()),
        "changes": list(FiscalChange.objects.standing()),
        "today": at.date(),
        "may_change": is_administrator(person),
    }
    return form_page(request, "metrics/fiscal_year.html", context)


def _quarters(calendar: FiscalCalendar) -> list[Quarter]:
    found = [calendar.quarter_at(timezone.now().date())]
    while len(found) < SHOWN_QUARTERS:
        found.append(calendar.quarter_at(found[-1].period.end + ONE_DAY))
    return found


@require_POST
@signed_in
def fiscal_change_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a coming change back."""
    change = get_object_or_404(FiscalChange, pk=pk)
    withdraw_fiscal_change(change=change, actor=person_of(request), at=timezone.now())
    messages.success(request, f"Years go on as before: the change of {change.from_on} is gone.")
    return redirect("fiscal_year")
