"""Triage: one item after the other gets an owner or is dismissed, with a key each."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.http import person_of, wants_fragment
from accounts.models import User
from accounts.recording import OutOfOrder
from accounts.views.guarded import CONFLICT, INVALID, signed_in
from accounts.workdays import local_day
from governance.actions.snoozes import snooze
from governance.clocks.faces import Faces
from governance.forms.verb import VerbForm
from governance.models import Contradiction
from governance.pages.addresses import item_url
from governance.pages.triage import (
    following,
    listed,
    open_item,
    queue,
    settled_today,
    snooze_days,
    verbs,
)
from governance.refusals import Refusal, Stale
from governance.verbs.catalogue import VERBS
from governance.views.contradictions import seen_item
from governance.views.refused import conflict, refused
from governance.waiting import put_aside as aside_of
from metrics.reading import ReadingError, read_date

TEMPLATE = "governance/triage/page.html"
MOST = 50
FORMS = {"assign": ("assign", "id_%s"), "duplicate": ("dismiss", "id_duplicate_%s")}
FORMS["dismiss"] = ("dismiss", "id_dismiss_%s")

KEYS = [("J K", "move"), ("1", "assign"), ("2", "duplicate"), ("3", "dismiss"), ("H", "put aside")]


@dataclass
class Inbox:
    """The queue of one person at one moment, with the item that is open."""

    request: HttpRequest
    person: User
    at: datetime

    def __post_init__(self) -> None:
        self.today: date = local_day(self.at, Faces([], self.at).zone_of(self.person))
        waiting = queue(self.person, self.today)
        self.items = list(waiting[:MOST])
        self.count = waiting.count() if len(self.items) == MOST else len(self.items)

    def show(
        self,
        item: Contradiction | None,
        *,
        said: str = "",
        form: VerbForm | None = None,
        status: int = 200,
        **more: Any,
    ) -> HttpResponse:
        """Return the page, or its inside to htmx, with one item open."""
        context: dict[str, Any] = {
            "rows": listed(self.items, self.at),
            "count": self.count,
            "item": item,
            "said": said,
            "form": form,
            "keys": KEYS,
            "aside": aside_of(self.person, self.today),
            **more,
        }
        if item is None:
            settled = settled_today(self.person, self.at)
            context["clear_text"] = f"You settled {settled} today." if settled else ""
            context["register_url"] = reverse("register")
        else:
            context |= open_item(item, self.at)
            context["verbs"] = verbs(item, self.person, self.today, form)
            context["snooze_days"] = snooze_days(self.today)
        part = "#triage" if wants_fragment(self.request) else ""
        return render(self.request, f"{TEMPLATE}{part}", context, status=status)

    def go_on(self, left: Contradiction, numbers: list[int], said: str) -> HttpResponse:
        """Open the next item, and say what became of the one before."""
        place = following(numbers, left.number)
        item = next((one for one in self.items if one.number == place), None)
        url = reverse("triage_item", args=[item.code]) if item else reverse("triage")
        if not wants_fragment(self.request):
            messages.success(self.request, said)
            return redirect(url)
        response = self.show(item, said=said)
        response["HX-Push-Url"] = url
        return response


def _inbox(request: HttpRequest) -> Inbox:
    return Inbox(request, person_of(request), timezone.now())


@signed_in
@require_GET
@vary_on_headers("HX-Request")
def triage(request: HttpRequest, code: str = "") -> HttpResponse:
    """Show the queue with one item open: the one named, or the first."""
    inbox = _inbox(request)
    if not code:
        return inbox.show(inbox.items[0] if inbox.items else None)
    item = seen_item(inbox.person, code)
    if item.status != Contradiction.Status.LOGGED:
        return redirect(item_url(item))
    return inbox.show(item)


@signed_in
@require_POST
def settle(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Give the item an owner, or dismiss it; then open the next one."""
    if verb not in FORMS:
        raise Http404("There is no such verb in triage.")
    inbox = _inbox(request)
    item = seen_item(inbox.person, code)
    numbers = [one.number for one in inbox.items]
    name, auto_id = FORMS[verb]
    wanted = VERBS[name]
    form = wanted.form(
        request.POST, item=item, person=inbox.person, today=inbox.today, auto_id=auto_id
    )
    try:
        wanted.refuse_others(item, inbox.person, inbox.at)
        if verb == "duplicate" and not request.POST.get("duplicate_of", "").strip():
            form.add_error("duplicate_of", "Enter the item it is the same as, such as C-009.")
        if not form.is_valid():
            return inbox.show(item, form=form, status=INVALID)
        wanted.carry_out(form, inbox.at)
    except ValidationError as error:
        form.refuse(error)
        return inbox.show(item, form=form, status=INVALID)
    except Stale:
        faster = conflict(item, form.version, inbox.person, inbox.at)
        return inbox.show(item, form=form.again(item), status=CONFLICT, conflict=faster)
    except (Refusal, OutOfOrder) as refusal:
        return refused(request, refusal, item, form.kept())
    item.refresh_from_db()
    said = wanted.done.format(item=item)
    return _inbox(request).go_on(item, numbers, said)


@signed_in
@require_POST
def put_aside(request: HttpRequest, code: str) -> HttpResponse:
    """Hide the item from this person's triage for a while; its clocks run on."""
    inbox = _inbox(request)
    item = seen_item(inbox.person, code)
    numbers = [one.number for one in inbox.items]
    try:
        until = read_date(request.POST.get("until", ""))
        snooze(item=item, until_on=until, actor=inbox.person, at=inbox.at)
    except ReadingError as error:
        return inbox.show(item, problem=str(error), status=INVALID)
    except ValidationError as error:
        return inbox.show(item, problem=" ".join(error.messages), status=INVALID)
    said = f"{item.code} is put aside until {until}, for you alone. Its clocks run on."
    return _inbox(request).go_on(item, numbers, said)
