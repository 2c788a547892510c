"""One box over everything: the palette's answers, and a page that works without script."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.http import person_of, typed
from accounts.views.guarded import signed_in
from governance.pages.search import answers, jump


@signed_in
@require_GET
@vary_on_headers("HX-Request")
def search(request: HttpRequest) -> HttpResponse:
    """Answer a query by groups; an ID sent from the page itself leads straight to its item."""
    person, query = person_of(request), typed(request.GET, "q")
    if request.GET.get("fragment") == "results":
        found = {"groups": answers(person, query), "query": query}
        return render(request, "components/results.html", found)
    if target := jump(person, query):
        return redirect(target)
    groups = answers(person, query)
    count = sum(len(group["results"]) for group in groups)
    page: dict[str, Any] = {"groups": groups, "query": query, "found": count}
    return render(request, "governance/search/page.html", page)
