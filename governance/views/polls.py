"""Who owns X? Asked, answered under seal, and shown once it is closed."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import person_of
from accounts.views.guarded import INVALID, for_those_who, form_page, sent, signed_in
from governance.actions.poll_items import log_from_poll
from governance.actions.polls import answer_poll, ask_owners, close_poll, withdraw_poll
from governance.forms.polls import AnswerForm, AskForm, LeadersForm, PackForm, WithdrawForm, options
from governance.models import OwnershipPoll
from governance.pages import polls as page
from governance.polls.packs import TEN_MINUTES
from governance.waiting import polls_unanswered
from metrics.policies import require_steward

FOLDER = "governance/polls"
PER_PAGE = 30
POLLS = OwnershipPoll.objects.select_related("asked_by", "domain", "kpi", "contradiction")
askers = for_those_who(require_steward, "ask who owns what")


@require_GET
@signed_in
def polls(request: HttpRequest) -> HttpResponse:
    """List polls, newest first, with what the closed ones show."""
    person = person_of(request)
    found = Paginator(POLLS, PER_PAGE).get_page(request.GET.get("page"))
    rows = page.lines(list(found.object_list), person, timezone.now().date())
    context = {
        "rows": rows,
        "page": found,
        "message": page.message(rows),
        "may_ask": person.is_steward,
        "pack": TEN_MINUTES,
    }
    return render(request, f"{FOLDER}/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@askers
def poll_ask(request: HttpRequest) -> HttpResponseBase:
    """Ask one question."""
    first = {"closes_on": page.last_day(timezone.now()), **request.GET.dict()}
    return _asked(request, AskForm(sent(request), initial=first), ())


@require_http_methods(["GET", "HEAD", "POST"])
@askers
def poll_pack(request: HttpRequest) -> HttpResponseBase:
    """Ask the ready-made questions, all to the same people."""
    first = {"closes_on": page.last_day(timezone.now())}
    return _asked(request, PackForm(sent(request), initial=first), TEN_MINUTES)


def _asked(request: HttpRequest, form: LeadersForm, pack: tuple[str, ...]) -> HttpResponseBase:
    if form.is_bound and form.carry_out(ask_owners, actor=person_of(request), at=timezone.now()):
        count = len(form.cleaned_data["people"])
        asked = "One person is" if count == 1 else f"{count} people are"
        messages.success(request, f"{asked} asked, each by one mail.")
        return redirect("polls")
    return form_page(request, f"{FOLDER}/ask.html", {"form": form, "pack": pack})


@require_GET
@signed_in
def poll(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a poll: to answer, who has answered, or what came of it."""
    return _page(request, get_object_or_404(POLLS, pk=pk), AnswerForm(), WithdrawForm())


def _page(
    request: HttpRequest, one: OwnershipPoll, form: AnswerForm, withdrawing: WithdrawForm
) -> HttpResponse:
    person, today = person_of(request), timezone.now().date()
    context: dict[str, Any] = {"poll": one, "form": form, "withdrawing": withdrawing}
    if one.is_closed:
        return render(request, f"{FOLDER}/result.html", context | page.closed_page(one, person))
    context |= page.open_page(one, person, today) | {"options": _buttons()}
    refused = form if form.errors else withdrawing
    status = INVALID if refused.errors else 200
    return render(request, f"{FOLDER}/open.html", context | {"refused": refused}, status=status)


def _buttons() -> list[tuple[str, str]]:
    return [one for one in options() if one[0] != "person"]


@require_POST
@signed_in
def poll_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Seal an answer and go on to the next question that waits."""
    one, person, now = get_object_or_404(POLLS, pk=pk), person_of(request), timezone.now()
    form = AnswerForm(request.POST)
    if not form.carry_out(answer_poll, poll=one, actor=person, at=now):
        return _page(request, one, form, WithdrawForm())
    waiting = polls_unanswered(person, now.date()).order_by("closes_on", "pk").first()
    said = "Your answer is sealed." if not waiting else "Your answer is sealed. The next one:"
    messages.success(request, said)
    return redirect("poll", pk=waiting.pk if waiting else one.pk)


@require_POST
@signed_in
def poll_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the answers before the last day."""
    one = get_object_or_404(POLLS, pk=pk)
    close_poll(poll=one, actor=person_of(request), at=timezone.now())
    messages.success(request, "The answers are open to everybody.")
    return redirect("poll", pk=pk)


@require_POST
@signed_in
def poll_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a question back."""
    one, form = get_object_or_404(POLLS, pk=pk), WithdrawForm(request.POST)
    if not form.carry_out(withdraw_poll, poll=one, actor=person_of(request), at=timezone.now()):
        return _page(request, one, AnswerForm(), form)
    messages.success(request, "The question is withdrawn; its answers were thrown away unread.")
    return redirect("polls")


@require_POST
@signed_in
def poll_log(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn claims that contradict each other into an item."""
    one = get_object_or_404(POLLS, pk=pk)
    item = log_from_poll(poll=one, actor=person_of(request), at=timezone.now())
    messages.success(request, f"{item.code} is logged, one side for each claim.")
    return redirect("contradiction", code=item.code)


@require_GET
@signed_in
def poll_slide(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the picture alone, on one screen or one sheet."""
    one = get_object_or_404(POLLS, pk=pk)
    if not one.is_closed:
        raise Http404("It has no result before it is closed.")
    context = {"poll": one, **page.closed_page(one, person_of(request))}
    return render(request, f"{FOLDER}/slide.html", context)
