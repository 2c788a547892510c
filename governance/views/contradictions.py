"""The item: its dossier, the page of every verb, and the files shown for it."""

import re
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import person_of
from accounts.models import User
from accounts.recording import OutOfOrder
from accounts.views.guarded import CONFLICT, INVALID, signed_in
from accounts.workdays import local_day
from governance.checks import checks
from governance.clocks.faces import Faces
from governance.dossier import Dossier
from governance.forms.verb import VerbForm
from governance.models import Contradiction, Dissent, Evidence
from governance.pages.addresses import item_url, meeting_url
from governance.pages.dossier import RELATED, dossier_page
from governance.pages.forcing import forcing_page
from governance.policies import may_see, sees_restricted
from governance.refusals import Refusal, Stale
from governance.register.rows import sentence_of
from governance.verbs.catalogue import VERBS
from governance.verbs.verb import Verb
from governance.views.refused import conflict, refused

CODE = re.compile(r"C-(\d{1,9})", re.IGNORECASE)
# Conditions that the form itself fulfils are not listed above it.
SETTLED_BY_FORM = {"assign", "force"}
DETAIL = "governance/contradictions/detail.html"
FORM = "governance/contradictions/verb.html"
# Verbs with a page of their own: its template, and what it shows beside the form.
PAGES = {"force": ("governance/contradictions/force.html", forcing_page)}


def seen_item(person: User, code: str) -> Contradiction:
    """Find an item by its code; what one may not see does not exist."""
    match = CODE.fullmatch(code)
    items = Contradiction.objects.select_related(*RELATED).defer("search_text")
    item = get_object_or_404(items, number=int(match[1])) if match else None
    if item is None or not may_see(item, person):
        raise Http404(f"There is no item {code} here.")
    return item


@require_GET
@signed_in
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show the dossier of an item, with the moves that are open to the reader."""
    person, now = person_of(request), timezone.now()
    item = seen_item(person, code)
    whole = request.GET.get("history") == "all"
    told_at = _moment(request.GET.get("since", ""))
    page = dossier_page(Dossier(item), person, now, whole_history=whole, told_at=told_at)
    return render(request, DETAIL, page)


def _moment(typed: str) -> datetime | None:
    """Read the moment in a link; one that was changed tells of nothing."""
    try:
        found = parse_datetime(typed)
    except ValueError:
        return None
    return found if found and found.tzinfo else None


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def use(request: HttpRequest, code: str, verb: str, row: int | None = None) -> HttpResponse:
    """Show the form of a verb; a POST carries it out and returns to the dossier or meeting."""
    person, now = person_of(request), timezone.now()
    item, wanted = seen_item(person, code), VERBS[verb]
    record = find_row(wanted, item, row)
    form = _form(request, wanted, item, person, record, now)
    if request.method == "POST" and wanted.is_versioned and form.is_stale:
        return _conflicting(request, wanted, form, now)
    try:
        wanted.refuse_others(item, person, now, record)
        if request.method != "POST":
            return _shown(request, wanted, form, now)
        if not form.is_valid():
            return _shown(request, wanted, form, now, status=INVALID)
        wanted.carry_out(form, now)
    except ValidationError as error:
        form.refuse(error)
        return _shown(request, wanted, form, now, status=INVALID)
    except Stale:
        return _conflicting(request, wanted, form, now)
    except (Refusal, OutOfOrder) as refusal:
        return refused(request, refusal, item, form.kept())
    messages.success(request, _done(wanted, item))
    return redirect(_back(request, item))


def _back(request: HttpRequest, item: Contradiction) -> str:
    """Return where a verb was asked for: a meeting under way, else the item."""
    return meeting_url(request.GET.get("meeting", "")) or item_url(item)


def find_row(verb: Verb, item: Contradiction, key: int | None) -> Model | None:
    """Find the row of the item a verb is used on."""
    if verb.row is None:
        if key is not None:
            raise Http404("This verb is used on the item itself.")
        return None
    under = {"decision__contradiction" if verb.row is Dissent else "contradiction": item}
    return get_object_or_404(verb.row, pk=key, **under)


def _form(
    request: HttpRequest,
    verb: Verb,
    item: Contradiction,
    person: User,
    row: Model | None,
    now: datetime,
) -> VerbForm:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    zone = Faces([], now).zone_of(person)
    return verb.form(*sent, item=item, person=person, row=row, today=local_day(now, zone))


def _shown(
    request: HttpRequest, verb: Verb, form: VerbForm, now: datetime, *, status: int = 200
) -> HttpResponse:
    item = form.item
    clash = conflict(item, form.opened_at, form.person, now) if status == CONFLICT else None
    needs = () if verb.name in SETTLED_BY_FORM else checks(verb.name, Dossier(item))
    page = {
        "item": item,
        "verb": verb,
        "form": form,
        "row": form.row,
        "sentence": sentence_of(item),
        "checks": needs,
        "is_ready": all(check.ok for check in needs),
        "clash": clash,
        "item_url": item_url(item),
        "back_url": _back(request, item),
        "clock": Faces([item.owner, item.decider], now).of(item),
        "customer_days": item.customer_days(now.date()),
    }
    template, beside = PAGES.get(verb.name, (FORM, None))
    more = beside(item, form.person, now) if beside else {}
    return render(request, template, page | more, status=status)


def _conflicting(request: HttpRequest, verb: Verb, form: VerbForm, now: datetime) -> HttpResponse:
    """Show what changed since, with what was entered kept, ready to be sent again."""
    item = seen_item(form.person, form.item.code)
    return _shown(request, verb, form.again(item), now, status=CONFLICT)


def _done(verb: Verb, before: Contradiction) -> str:
    item = Contradiction.objects.select_related("owner", "decider", "escalated_to").get(
        pk=before.pk
    )
    return verb.done.format(
        item=item,
        decider=item.decider or "whoever will decide",
        escalated_to=item.escalated_to or "the next rung",
    )


@require_GET
@signed_in
def evidence(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """Hand over a file as an attachment, under the type it was accepted with."""
    person = person_of(request)
    item = seen_item(person, code)
    shown = get_object_or_404(Evidence, contradiction=item, number=number, kind=Evidence.Kind.FILE)
    hidden = shown.is_restricted and not sees_restricted(item, person)
    if hidden or not shown.has_file:
        raise Http404(f"There is no file {number} here.")
    response = FileResponse(
        shown.file.open("rb"),
        as_attachment=True,
        filename=shown.file_name,
        content_type=shown.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
