"""The bridge of an item: its page, and one address per act on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_POST

from accounts.http import person_of, whole
from accounts.recording import OutOfOrder
from accounts.views.guarded import CONFLICT, INVALID, signed_in
from governance.actions import bridges
from governance.dossier import Dossier
from governance.forms.bridges import Signing, Step, Submitting
from governance.forms.verb import Confirm, VerbForm
from governance.models import Bridge, BridgeLine, Contradiction
from governance.pages.addresses import item_url, page_url
from governance.pages.bridge import BridgePage, Pair, pairs
from governance.refusals import Refusal, Stale
from governance.register.rows import sentence_of
from governance.views.contradictions import seen_item
from governance.views.refused import conflict, refused

TEMPLATE = "governance/bridges/detail.html"
NONE = "governance/bridges/none.html"
RELATED = ("start__function__head", "end__function__head", "start__system", "end__system", "by")


@signed_in
@require_GET
def bridge(request: HttpRequest, code: str) -> HttpResponse:
    """Show the bridge of two sides; `edit` and `add` open the form of a step."""
    now = timezone.now()
    item = seen_item(person_of(request), code)
    if not pairs(Dossier(item)):
        facts = {"item": item, "item_url": item_url(item), "sentence": sentence_of(item)}
        return render(request, NONE, facts)
    return _shown(request, _page(request, item, now), now)


@signed_in
@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Open a draft between the two sides named."""
    now = timezone.now()
    item = seen_item(person_of(request), code)
    pair = _pair(Dossier(item), request.POST.get("sides", ""))
    if pair is None:
        raise Http404
    try:
        bridges.start_bridge(
            item=item,
            start=pair.start,
            end=pair.end,
            actor=person_of(request),
            at=now,
            version=_version(request),
        )
    except (Refusal, OutOfOrder) as refusal:
        return refused(request, refusal, item)
    return redirect(f"{page_url('bridge', code)}?sides={pair.key}")


@signed_in
@require_POST
def add_line(request: HttpRequest, code: str, bridge: int) -> HttpResponse:
    """Add a step."""
    work = _work(request, code, bridge)
    form = work.step(request.POST)
    return work.carry_out(
        form, lambda: bridges.add_line(bridge=work.kept, **work.who, **form.facts())
    )


@signed_in
@require_POST
def change_line(request: HttpRequest, code: str, bridge: int, line: int) -> HttpResponse:
    """Put a step right."""
    work = _work(request, code, bridge)
    kept = get_object_or_404(work.kept.lines, pk=line)
    form = work.step(request.POST, kept)
    return work.carry_out(form, lambda: bridges.change_line(line=kept, **work.who, **form.facts()))


@signed_in
@require_POST
def withdraw_line(request: HttpRequest, code: str, bridge: int, line: int) -> HttpResponse:
    """Take a step off."""
    work = _work(request, code, bridge)
    kept = get_object_or_404(work.kept.lines, pk=line)
    return work.carry_out(work.form(Confirm), lambda: bridges.withdraw_line(line=kept, **work.who))


@signed_in
@require_POST
def submit(request: HttpRequest, code: str, bridge: int) -> HttpResponse:
    """Put a draft before the sides."""
    work = _work(request, code, bridge)
    form = work.form(Submitting)
    return work.carry_out(
        form, lambda: bridges.submit(bridge=work.kept, **work.who, **form.facts())
    )


@signed_in
@require_POST
def sign(request: HttpRequest, code: str, bridge: int) -> HttpResponse:
    """Put a name under a submitted bridge."""
    work = _work(request, code, bridge)
    form = work.form(Signing)
    return work.carry_out(form, lambda: bridges.sign(bridge=work.kept, **work.who, **form.facts()))


@dataclass
class _Work:
    """One act on one bridge by one person at one moment."""

    request: HttpRequest
    item: Contradiction
    kept: Bridge
    now: datetime

    @property
    def who(self) -> dict[str, Any]:
        """What every action is told."""
        version = _version(self.request)
        return {"actor": person_of(self.request), "at": self.now, "version": version}

    @property
    def page(self) -> BridgePage:
        """The page as it stands now."""
        return _page(
            self.request, seen_item(person_of(self.request), self.item.code), self.now, self.kept
        )

    def step(self, data: Any, line: BridgeLine | None = None) -> Step:
        """Return the form of a step, filled in."""
        return _step(self.page, self.now, line, data)

    def form(self, kind: type[VerbForm]) -> VerbForm:
        """Return a form of the whole bridge, filled in."""
        person = person_of(self.request)
        return kind(self.request.POST, item=self.item, person=person, today=self.now.date())

    def carry_out(self, form: VerbForm, act: Callable[[], object]) -> HttpResponse:
        """Do it and show the bridge as it is then; else show what stood in the way."""
        request = self.request
        try:
            if not form.is_valid():
                return _shown(request, self.page, self.now, form, status=INVALID)
            act()
        except ValidationError as error:
            form.refuse(error)
            return _shown(request, self.page, self.now, form, status=INVALID)
        except Stale:
            return _shown(request, self.page, self.now, form, status=CONFLICT)
        except (Refusal, OutOfOrder) as refusal:
            return refused(request, refusal, self.item, form.kept())
        if request.htmx:  # type: ignore[attr-defined]
            return _shown(request, self.page, self.now)
        return redirect(f"{page_url('bridge', self.item.code)}?sides={self.page.pair.key}")


def _work(request: HttpRequest, code: str, key: int) -> _Work:
    item = seen_item(person_of(request), code)
    kept = get_object_or_404(item.bridges.select_related(*RELATED), pk=key)
    return _Work(request, item, kept, timezone.now())


def _page(
    request: HttpRequest, item: Contradiction, now: datetime, wanted: Bridge | None = None
) -> BridgePage:
    """Return the page of the bridge wanted, of the sides named, or of the first pair."""
    dossier = Dossier(item)
    key = str(wanted.pk) if wanted else request.GET.get("bridge", "")
    shown = next((one for one in dossier.bridges if str(one.pk) == key), None)
    if key and shown is None:
        raise Http404
    sides = f"{shown.start.order}-{shown.end.order}" if shown else request.GET.get("sides", "")
    pair = _pair(dossier, sides)
    if pair is None:
        raise Http404
    return BridgePage(dossier, person_of(request), now, pair, shown or pair.bridge)


def _pair(dossier: Dossier, sides: str) -> Pair | None:
    """Find two sides by their places, in either order; nothing named is the first pair."""
    found = pairs(dossier)
    if not sides:
        return next(iter(found), None)
    wanted = set(sides.split("-"))
    return next((pair for pair in found if set(pair.key.split("-")) == wanted), None)


def _step(
    page: BridgePage, now: datetime, line: BridgeLine | None = None, data: Any = None
) -> Step:
    assert page.bridge is not None
    return Step(
        data,
        bridge=page.bridge,
        causes=[one.cause for one in page.lines],
        sees_restricted=page.sees_restricted,
        line=line,
        person=page.person,
        today=now.date(),
    )


def _shown(
    request: HttpRequest,
    page: BridgePage,
    now: datetime,
    form: VerbForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    seen = _version(request) if status == INVALID else page.item.version
    context = page.context() | {"version": seen, "form": form}
    if status == CONFLICT and form is not None:
        context["clash"] = conflict(page.item, _version(request), page.person, now)
    if isinstance(form, Step):
        context["step_form"] = form
    elif page.may_edit and request.method == "GET":
        context["step_form"] = _asked_for(request, page, now)
    fragment = "governance/bridges/bridge.html"
    is_fragment = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    answer = render(request, fragment if is_fragment else TEMPLATE, context, status=status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _asked_for(request: HttpRequest, page: BridgePage, now: datetime) -> Step | None:
    """Return the form of the step the address asks for."""
    key = request.GET.get("edit", "")
    line = next((one for one in page.lines if str(one.pk) == key), None)
    if line is not None or "add" in request.GET:
        return _step(page, now, line)
    return None


def _version(request: HttpRequest) -> int | None:
    return whole(request.POST.get("version", ""))
