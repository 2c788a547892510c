"""Rules that were waived: listed, made by an executive, and taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import person_of
from accounts.views.guarded import form_page, sent, signed_in
from governance.actions.waivers import waive, withdraw_waiver
from governance.forms.absence import WithdrawForm
from governance.forms.waivers import WaiveForm
from governance.pages.waivers import executives, may_waive, waived, waivers_seen_by
from governance.refusals import NotEntitled

FOLDER = "governance/rights"


@require_GET
@signed_in
def waivers(request: HttpRequest) -> HttpResponseBase:
    """List every waiver a reader may know of, the newest first."""
    person, today = person_of(request), timezone.now().date()
    rows = waived(waivers_seen_by(person), today)
    running = sum(row.state == "in force" for row in rows)
    context = {"rows": rows, "running": running, "may_waive": may_waive(person, today)}
    return render(request, f"{FOLDER}/waivers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def waiver_make(request: HttpRequest) -> HttpResponseBase:
    """Waive a rule for an item or a domain."""
    person, at = person_of(request), timezone.now()
    if not may_waive(person, at.date()):
        named = ", ".join(map(str, executives(at.date()))) or "nobody yet"
        raise NotEntitled(f"Only whoever holds “executive” ({named}) may waive a rule.")
    first = {"from_on": at.date(), "item": request.GET.get("item", "")}
    form = WaiveForm(sent(request), reader=person, initial=first)
    if request.method == "POST" and form.carry_out(waive, actor=person, at=at):
        messages.success(request, f"The rule is waived until {form.cleaned_data['until_on']}.")
        return redirect("waivers")
    return form_page(request, f"{FOLDER}/waive.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def waiver_end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let a rule hold again, saying why."""
    person, at = person_of(request), timezone.now()
    row = get_object_or_404(waivers_seen_by(person), pk=pk)
    form = WithdrawForm(sent(request))
    told = {"waiver": row, "actor": person, "at": at}
    if request.method == "POST" and form.carry_out(withdraw_waiver, **told):
        messages.success(request, f"{row} is taken back; the rule holds again.")
        return redirect("waivers")
    return form_page(request, f"{FOLDER}/waiver_end.html", {"form": form, "row": row})
