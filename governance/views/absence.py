"""Days away, and who stands in: one's own, and for stewards and administrators everybody's."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.calendars import withdraw_leave
from accounts.http import person_of
from accounts.models import Delegation, Leave
from accounts.views.guarded import form_page, sent, signed_in
from accounts.workdays import local_day
from governance.actions.delegations import delegate, go_away, withdraw_delegation
from governance.forms.absence import LeaveForm, StandInForm, WithdrawForm
from governance.pages.absence import Absences
from governance.pages.rights_grid import asked_day

FOLDER = "governance/people"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def leave(request: HttpRequest) -> HttpResponseBase:
    """Show days away that are not over and who stands in; a POST adds days away."""
    person, at = person_of(request), timezone.now()
    form = LeaveForm(sent(request), reader=person, initial={"person": person.pk})
    if request.method == "POST" and form.carry_out(go_away, actor=person, at=at):
        to = form.cleaned_data["to"]
        covered = f" {to} stands in." if to else ""
        messages.success(request, f"The days away are on record.{covered}")
        return redirect("leave")
    shown = Absences(person, local_day(at, ZoneInfo(person.time_zone)))
    context = {"form": form, "person": person, "absences": shown, "rows": shown.away}
    return form_page(request, f"{FOLDER}/away.html", context)


@require_POST
@signed_in
def leave_withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take days away back."""
    row = get_object_or_404(Leave.objects.select_related("person"), pk=pk)
    withdraw_leave(leave=row, actor=person_of(request), at=timezone.now())
    messages.success(request, "The days away are taken back; history keeps them.")
    return redirect("leave")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def stand_in(request: HttpRequest) -> HttpResponseBase:
    """Name who stands in for somebody, whether they are away or not."""
    person, at = person_of(request), timezone.now()
    asked = request.GET
    first: dict[str, Any] = {
        "person": asked.get("person") or person.pk,
        "from_on": asked_day(asked.get("from", "")) or at.date(),
        "until_on": asked_day(asked.get("until", "")),
    }
    form = StandInForm(sent(request), reader=person, initial=first)
    if request.method == "POST" and form.carry_out(delegate, actor=person, at=at):
        facts = form.cleaned_data
        period = f"from {facts['from_on']} to {facts['until_on']}"
        messages.success(request, f"{facts['to']} stands in {period}.")
        return redirect("leave")
    return form_page(request, f"{FOLDER}/stand_in.html", {"form": form, "keeps": form.keeps})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def stand_in_end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a delegation back, saying why."""
    row = get_object_or_404(Delegation.objects.select_related("person", "to"), pk=pk)
    form, at = WithdrawForm(sent(request)), timezone.now()
    told = {"delegation": row, "actor": person_of(request), "at": at}
    if request.method == "POST" and form.carry_out(withdraw_delegation, **told):
        messages.success(request, f"{row.to} no longer stands in for {row.person}.")
        return redirect("leave")
    return form_page(request, f"{FOLDER}/stand_in_end.html", {"form": form, "row": row})
