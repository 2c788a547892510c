"""The first page of a bridge out of two lists: files and tables, chosen and taken."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.http import person_of
from accounts.recording import OutOfOrder
from accounts.views.guarded import INVALID, signed_in
from governance.actions.bridge_jobs import upload_lists
from governance.actions.bridges import AUTHORS
from governance.bridging.rules import SIDES
from governance.dossier import Dossier
from governance.forms.bridge_lists import ListsForm
from governance.models import Contradiction
from governance.pages.bridge import Pair, pairs
from governance.pages.bridge_given import GivenPage
from governance.policies import require
from governance.refusals import Refusal
from governance.views.contradictions import seen_item
from governance.views.refused import refused

WHERE = "governance/bridges/where.html"
LISTS = "governance/bridges/lists.html"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def lists(request: HttpRequest, code: str) -> HttpResponse:
    """Ask where the list behind each figure is, and take both."""
    person, now = person_of(request), timezone.now()
    item = seen_item(person, code)
    pair = _pair(item, request.GET.get("sides", ""))
    require(item, person, now, AUTHORS, f"draw up a bridge of {item.code}")
    try:
        page = GivenPage(item, pair, person, now, request.GET.dict())
    except (Refusal, OutOfOrder) as refusal:
        return refused(request, refusal, item)
    if not page.is_chosen:
        return _asked(request, page)
    return _taken(request, page)


def _asked(request: HttpRequest, page: GivenPage) -> HttpResponse:
    """Ask for what is not chosen yet."""
    form, context = page.form(), page.context()
    fields = [form.side(side) for side in SIDES]
    context |= {"form": form, "sides": list(zip(context["ends"], fields, strict=True))}
    return render(request, WHERE, context, status=INVALID if form.errors else 200)


def _taken(request: HttpRequest, page: GivenPage) -> HttpResponse:
    """Take the files and the columns that were chosen, or show what to choose."""
    item, pair = page.item, page.pair
    sent: tuple[Any, ...] = (request.POST, request.FILES) if request.method == "POST" else ()
    told: dict[str, Any] = {"item": item, "person": page.person, "today": page.at.date()}
    form = ListsForm(*sent, ends=page.ends, tables=page.chosen(), **told)
    if form.is_bound and form.is_valid():
        try:
            job = upload_lists(
                item=item,
                start=pair.start,
                end=pair.end,
                actor=page.person,
                at=page.at,
                is_next_month=page.is_next_month,
                **form.facts(),
            )
        except ValidationError as error:
            form.refuse(error)
        except (Refusal, OutOfOrder) as refusal:
            return refused(request, refusal, item)
        else:
            return redirect("bridge_job", code=item.code, key=job.key)
    context = page.context()
    context |= {"form": form, "sides": list(zip(context["ends"], form.sides(), strict=True))}
    return render(request, LISTS, context, status=INVALID if form.errors else 200)


def _pair(item: Contradiction, sides: str) -> Pair:
    found = pairs(Dossier(item))
    wanted = set(sides.split("-"))
    fits = [one for one in found if not sides or set(one.key.split("-")) == wanted]
    if not fits:
        raise Http404
    return fits[0]
