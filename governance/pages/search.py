"""What a query finds, in groups: pages, items, metrics with their meaning, decisions, people."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import User
from governance.models import Contradiction, Decision
from governance.navigation import PLACES
from governance.pages.addresses import item_url, page_url
from governance.register.search import CODE, found
from metrics.models import KPI

MOST = 6
FEW = 4
DECISION = re.compile(r"\s*d\s?-?\s?0*(\d{1,9})\s*", re.IGNORECASE)
Result = dict[str, str]


def answers(person: User, query: str) -> list[dict[str, Any]]:
    """Return the groups that have results; without a query, pages and the person's own items."""
    query = query.strip()
    groups = (
        ("Go to", _places(person, query)),
        ("Items" if query else "Your items", _items(person, query)),
        ("Metrics", _metrics(query)),
        ("Decisions", _decisions(person, query)),
        ("People", _people(query)),
        ("Commands", _commands(person, query)),
    )
    listed = [{"name": name, "results": list(rows)} for name, rows in groups]
    return [group for group in listed if group["results"]]


def jump(person: User, query: str) -> str:
    """Return the address an ID leads to, or nothing."""
    if code := CODE.fullmatch(query):
        seen = Contradiction.objects.visible_to(person).filter(number=int(code[1]))
        return next((item_url(item) for item in seen), "")
    if code := DECISION.fullmatch(query):
        return next((row["url"] for row in _decisions(person, query)), "")
    return ""


def _places(person: User, query: str) -> Iterable[Result]:
    for place in PLACES:
        is_open = person.is_administrator or not place.administrators_only
        if is_open and _starts(place.label, query):
            yield {
                "url": reverse(place.url_name),
                "label": place.label,
                "note": f"G {place.key.upper()}",
            }


def _items(person: User, query: str) -> Iterable[Result]:
    seen = Contradiction.objects.visible_to(person)
    rows: QuerySet[Contradiction]
    if not query:
        mine = Q(owner=person) | Q(decider=person) | Q(raiser=person)
        rows = seen.open().filter(mine)
    else:
        rows = found(seen, query)
    for item in rows.order_by("-number")[:MOST]:
        yield {
            "url": item_url(item),
            "label": item.sentence,
            "note": f"{item.code} · {item.get_status_display()}",
        }


def _metrics(query: str) -> Iterable[Result]:
    """Find metrics by name; the agreed meaning is the answer, so it stands in the list itself."""
    if not query:
        return
    words = Q()
    for word in query.split():
        words &= Q(name__icontains=word) | Q(function__name__icontains=word)
    rows = KPI.objects.filter(words).select_related("function", "current_definition")
    for kpi in rows[:MOST]:
        meaning = kpi.current_definition
        yield {
            "url": page_url("kpi", kpi.slug),
            "label": kpi.name,
            "detail": f"v{meaning.number}: {meaning.meaning}" if meaning else "No definition yet",
            "note": str(kpi.function or kpi.get_kind_display()),
        }


def _decisions(person: User, query: str) -> Iterable[Result]:
    if not query:
        return
    hidden = Contradiction.objects.all().hidden_from(person)
    seen = Decision.objects.exclude(contradiction__in=hidden)
    if code := DECISION.fullmatch(query):
        rows = seen.filter(number=int(code[1]))
    else:
        rows = seen.filter(Q(option__summary__icontains=query) | Q(rationale__icontains=query))
    for decision in rows.select_related("option", "contradiction", "by", "on_behalf_of")[:FEW]:
        yield {
            "url": page_url("decision", decision.code),
            "label": decision.option.summary,
            "detail": f"By {decision.decided_by} on {decision.contradiction}",
            "note": decision.code,
        }


def _people(query: str) -> Iterable[Result]:
    if len(query) < 2:
        return
    for person in User.objects.active().filter(name__icontains=query)[:FEW]:
        yield {
            "url": f"{reverse('register')}?owner={person.pk}",
            "label": person.name,
            "detail": "What they own",
            "note": str(person.function or person.get_role_display()),
        }


def _commands(person: User, query: str) -> Iterable[Result]:
    commands = [
        ("Log contradiction", "log", "", "C") if person.may_log else None,
        ("Show what is overdue", "register", "?view=overdue", ""),
        ("Show where the customer is red and functions green", "register", "?view=split", ""),
        ("Download the register as CSV", "register_csv", "", ""),
    ]
    for command in commands:
        if command and query and query.casefold() in command[0].casefold():
            label, name, rest, key = command
            yield {"url": reverse(name) + rest, "label": label, "note": key}


def _starts(label: str, query: str) -> bool:
    return any(word.startswith(query.casefold()) for word in label.casefold().split())
