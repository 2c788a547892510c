"""What happens to an item if nobody acts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import person_of
from accounts.views.guarded import signed_in
from governance.pages.silence import silence_of
from governance.views.contradictions import seen_item


@signed_in
@require_GET
def ladder(request: HttpRequest, code: str) -> HttpResponse:
    """Show who hears of an item when, as long as nobody acts."""
    person = person_of(request)
    item = seen_item(person, code)
    page = silence_of(item, person, timezone.now())
    return render(request, "governance/contradictions/ladder.html", page)
