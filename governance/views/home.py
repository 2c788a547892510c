"""Home: what needs this person, in order of due date."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import person_of
from accounts.views.guarded import signed_in
from governance.navigation import standing_of
from governance.pages.addresses import page_url
from governance.pages.coming import agenda_for
from governance.pages.home import Waiting, headline
from governance.pages.standing import changes, disputed, last_friday
from governance.pages.to_judge import all_kpis, meanings_to_judge
from governance.register import headlines
from governance.register.saved_views import Reader, totals
from governance.reviews.customer_view import split
from governance.rights.matrix import Matrix
from governance.start.progress import under_way
from metrics.figures import weekday


@signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person; who waits for nothing reads how the register stands."""
    person, at = person_of(request), timezone.now()
    waiting = Waiting(person, at)
    since = last_friday(at)
    local = at.astimezone(ZoneInfo(person.time_zone))
    matrix, kpis = Matrix.on(at.date()), all_kpis()
    review = standing_of(request).review
    meanings = meanings_to_judge(person, matrix, at.date(), kpis)
    context: dict[str, Any] = {
        "message": headline(waiting, review, len(meanings)),
        "agenda": agenda_for(person, review, at) if review else None,
        "waiting": waiting,
        "start": under_way(person, matrix),
        "now": f"{weekday(local.date())} {local:%Y, %H:%M} {local.tzname()}",
        "split": split(),
        "disputed": disputed(person, matrix, kpis),
        "meanings": meanings,
        "changes": changes(person, since),
        "since": f"{since:%A}",
        "audit_url": page_url("audit"),
    }
    if not waiting.needs:
        counted = totals(Reader(person, at, review))
        context["register_message"] = headlines.headline(counted)
        context["register_facts"] = headlines.facts(counted, at.date(), review)
    return render(request, "governance/home/page.html", context)
