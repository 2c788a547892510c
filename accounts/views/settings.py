"""One's own settings, the company calendar, and the address one signs in with."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions.calendars import add_holiday, set_calendar, withdraw_holiday
from accounts.actions.people import change_own_settings
from accounts.forms.settings import CalendarForm, HolidayForm, SettingsForm
from accounts.http import person_of
from accounts.models import Calendar, Holiday, User
from accounts.policies import is_administrator
from accounts.views.guarded import form_page, sent, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def settings(request: HttpRequest) -> HttpResponseBase:
    """Show and change how one reads Tieout."""
    person, at = person_of(request), timezone.now()
    first = {"time_zone": person.time_zone, "shortcuts": person.shortcuts}
    form = SettingsForm(sent(request), initial=first)
    if request.method == "POST" and form.carry_out(change_own_settings, actor=person, at=at):
        messages.success(request, "Your settings are saved.")
        return redirect("profile")
    keeps = person.is_administrator or person.is_steward
    context = {"form": form, "person": person, "keeps_register": keeps}
    return form_page(request, "accounts/settings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def calendar(request: HttpRequest) -> HttpResponseBase:
    """Show the company's working time; administrators change it."""
    person, at = person_of(request), timezone.now()
    kept = Calendar.objects.first() or Calendar()
    form = CalendarForm(sent(request), initial=_first_values(kept))
    if request.method == "POST" and form.carry_out(set_calendar, actor=person, at=at):
        messages.success(request, "The company calendar is saved. Running due times stay.")
        return redirect("calendar")
    return _calendar_page(request, form=form)


@require_POST
@signed_in
def holiday_add(request: HttpRequest) -> HttpResponseBase:
    """Add a holiday."""
    form = HolidayForm(request.POST)
    if form.carry_out(add_holiday, actor=person_of(request), at=timezone.now()):
        messages.success(request, f"{form.cleaned_data['name']} is a holiday.")
        return redirect("calendar")
    return _calendar_page(request, holiday_form=form)


@require_POST
@signed_in
def holiday_withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a holiday back."""
    row = get_object_or_404(Holiday, pk=pk)
    withdraw_holiday(holiday=row, actor=person_of(request), at=timezone.now())
    messages.success(request, f"{row.name} on {row.on} is a working day again.")
    return redirect("calendar")


def _first_values(kept: Calendar) -> dict[str, Any]:
    return {
        "working_days": list(kept.working_days),
        "time_zone": kept.time_zone,
        "fiscal_start_month": kept.fiscal_start_month,
        "fiscal_pattern": kept.fiscal_pattern,
        "fiscal_first_weekday": kept.fiscal_first_weekday,
        "fiscal_named_by": "end" if kept.fiscal_named_by_end else "start",
    }


def _calendar_page(
    request: HttpRequest,
    *,
    form: CalendarForm | None = None,
    holiday_form: HolidayForm | None = None,
) -> HttpResponse:
    kept, at = Calendar.objects.first(), timezone.now()
    coming = Holiday.objects.standing().filter(on__gte=at.date()).order_by("on")
    form = form or CalendarForm(initial=_first_values(kept or Calendar()))
    holiday_form = holiday_form or HolidayForm(auto_id="holiday_%s")
    context = {
        "form": holiday_form if holiday_form.errors else form,
        "calendar": kept,
        "calendar_form": form,
        "holiday_form": holiday_form,
        "holidays": list(coming),
        "may_change": is_administrator(person_of(request)),
    }
    return form_page(request, "accounts/calendar.html", context)


@require_GET
@signed_in
def address(request: HttpRequest) -> HttpResponse:
    """Say who can change the address one signs in with; it is part of the history."""
    keepers = User.objects.active().filter(role=User.Role.ADMINISTRATOR)
    context = {"person": person_of(request), "keepers": keepers}
    return render(request, "accounts/address.html", context)
