"""Logging a contradiction: one page, two sides, one piece of evidence."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.http import person_of, typed, whole
from accounts.models import User
from accounts.recording import OutOfOrder
from accounts.views.guarded import CONFLICT, INVALID, signed_in
from governance.actions.positions import Statement
from governance.actions.sightings import add_sighting, report
from governance.dispute.patterns import BY_SLUG, PATTERNS, Pattern
from governance.forms.log import LogForm, SideForm
from governance.pages.addresses import item_url
from governance.pages.log import LETTERS, panels, preview
from governance.refusals import AlreadyOpen, Refusal
from governance.views.contradictions import seen_item
from governance.views.refused import refused
from metrics.models import KPI

TEMPLATE = "governance/log/page.html"
WHO = "Only a contributor or a steward may log a contradiction. Ask RevOps to log it for you."


class Entered:
    """The forms of the page as they were sent, or as they begin."""

    def __init__(self, sides: list[SideForm], rest: LogForm, person: User, at: datetime) -> None:
        self.sides, self.rest, self.person, self.at = sides, rest, person, at

    @classmethod
    def sent(cls, request: HttpRequest, at: datetime) -> "Entered":
        """Read what was sent; a side nobody filled in is kept but not asked about."""
        wanted = whole(request.POST.get("sides", "")) or 2
        count = min(max(wanted, 2), len(LETTERS))
        sides = [SideForm(request.POST, prefix=letter) for letter in LETTERS[:count]]
        return cls(sides, LogForm(request.POST, request.FILES), person_of(request), at)

    @classmethod
    def begun(cls, request: HttpRequest, at: datetime) -> "Entered":
        """Begin with KPIs or a pattern that the address names."""
        pattern = BY_SLUG.get(request.GET.get("pattern", ""))
        sides = [_begun_side(request, letter, place, pattern) for place, letter in enumerate("ab")]
        sides[0].fields["kpi"].widget.attrs["autofocus"] = True
        initial = {"question": pattern.question, "kind": pattern.kind} if pattern else {}
        return cls(sides, LogForm(initial=initial), person_of(request), at)

    def is_valid(self) -> bool:
        """Check every form, so that all that is wrong is said at once."""
        given = [side for side in self.sides if not side.is_blank]
        valid = all([*(side.is_valid() for side in self.sides), self.rest.is_valid()])
        if len(given) < 2:
            empty = next(side for side in self.sides if side.is_blank)
            empty.is_valid()
            what = "two sides" if not given else "the other side"
            empty.add_error("kpi", f"Choose {what}: a metric, or a value by hand.")
            return False
        if valid and len(set(self.statements)) < len(given):
            given[-1].add_error("kpi", "Two sides say the same. Choose another metric or value.")
            return False
        return valid

    @property
    def statements(self) -> list[Statement]:
        """What the sides say, as far as it can be read."""
        for side in self.sides:
            side.is_valid()
        found = [side.statement() for side in self.sides]
        return [statement for statement in found if statement]

    @property
    def facts(self) -> dict[str, Any]:
        """What is at stake, as far as it can be read."""
        self.rest.is_valid()
        return self.rest.facts()

    def page(self, **more: Any) -> dict[str, Any]:
        """Return what the template shows."""
        if self.rest.is_bound:
            worked = preview(self.statements, self.facts, self.person, self.at)
        else:
            begun = [side.kpi_chosen for side in self.sides]
            worked = preview(_readings(begun), {}, self.person, self.at)
        return {
            "panels": panels(self.sides, self.at),
            "form": self.rest,
            "forms": [*self.sides, self.rest],
            "count": len(self.sides),
            "may_add": len(self.sides) < len(LETTERS),
            "preview": worked,
            "patterns": PATTERNS,
            **more,
        }


def _begun_side(request: HttpRequest, letter: str, place: int, pattern: Pattern | None) -> SideForm:
    slug = typed(request.GET, letter)
    kpi = KPI.objects.select_related("function__head", "current_definition").filter(slug=slug)
    if found := kpi.first():
        return SideForm.filled(letter, found)
    return SideForm(prefix=letter, initial=pattern.sides[place] if pattern else None)


def _readings(kpis: list[KPI | None]) -> list[Statement]:
    from governance.forms.log import latest

    found = [latest(kpi) for kpi in kpis if kpi]
    return [Statement(measurement=reading) for reading in found if reading]


def _refuse_strangers(person: User) -> None:
    if not person.may_log:
        raise PermissionDenied(WHO)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def log(request: HttpRequest) -> HttpResponse:
    """Offer the page; a POST logs the contradiction and opens it."""
    person, at = person_of(request), timezone.now()
    _refuse_strangers(person)
    if request.method != "POST":
        return render(request, TEMPLATE, Entered.begun(request, at).page())
    if request.POST.get("do") in ("fill", "more"):
        return render(request, TEMPLATE, _filled(request, at).page(is_quiet=True))
    entered = Entered.sent(request, at)
    if not entered.is_valid():
        return render(request, TEMPLATE, entered.page(), status=INVALID)
    exhibits = list(entered.rest.exhibits())
    try:
        item = report(
            statements=entered.statements,
            exhibits=exhibits,
            actor=person,
            at=at,
            **entered.facts,
        )
    except ValidationError as error:
        entered.rest.add_error(None, error.messages)
        return render(request, TEMPLATE, entered.page(), status=INVALID)
    except AlreadyOpen as refusal:
        return render(request, TEMPLATE, entered.page(already=str(refusal)), status=CONFLICT)
    messages.success(request, f"{item.code} is logged. A steward names its owner.")
    return redirect(item_url(item))


def _filled(request: HttpRequest, at: datetime) -> Entered:
    """Write the latest readings into sides that name a KPI alone, or add a side; keep the rest."""
    entered = Entered.sent(request, at)
    data = request.POST.copy()
    for side in entered.sides:
        kpi = side.kpi_chosen
        if kpi and not data.get(f"{side.prefix}-value"):
            for name, value in SideForm.filled(str(side.prefix), kpi).initial.items():
                if name != "kpi_row":
                    data[f"{side.prefix}-{name}"] = str(value)
    count = len(entered.sides) + (request.POST.get("do") == "more")
    letters = LETTERS[: min(count, len(LETTERS))]
    sides = [SideForm(data, prefix=letter) for letter in letters]
    return Entered(sides, LogForm(data), entered.person, at)


@signed_in
@require_POST
def preview_page(request: HttpRequest) -> HttpResponse:
    """Return the sentence, the gap and what is proposed, for what was entered so far."""
    at = timezone.now()
    _refuse_strangers(person_of(request))
    return render(request, "governance/log/preview.html", Entered.sent(request, at).page())


@signed_in
@require_POST
def side(request: HttpRequest, letter: str) -> HttpResponse:
    """Return the fields of one side, filled from the latest reading of the KPI just chosen."""
    _refuse_strangers(person_of(request))
    if letter not in LETTERS:
        raise Http404("There is no such side.")
    kpis = KPI.objects.select_related("function__head", "current_definition")
    slug = typed(request.POST, f"{letter}-kpi")
    kpi = get_object_or_404(kpis, slug=slug) if slug else None
    (panel,) = panels([SideForm.filled(letter, kpi)], timezone.now())
    return render(request, "governance/log/side.html", {"panel": panel})


@signed_in
@require_POST
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Add what was entered to an open item instead of logging another."""
    person, at = person_of(request), timezone.now()
    item = seen_item(person, code)
    entered = Entered.sent(request, at)
    if not entered.is_valid():
        return render(request, TEMPLATE, entered.page(), status=INVALID)
    try:
        item = add_sighting(
            item=item,
            statements=entered.statements,
            exhibits=list(entered.rest.exhibits()),
            actor=person,
            at=at,
        )
    except ValidationError as error:
        entered.rest.add_error(None, error.messages)
        return render(request, TEMPLATE, entered.page(), status=INVALID)
    except (Refusal, OutOfOrder) as refusal:
        return refused(request, refusal, item)
    messages.success(request, f"Added to {item.code}.")
    return redirect(item_url(item))
