"""The frame of every page: where one can go, what is open now, and how the page is to look."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from governance.pages.coming import Coming, coming
from governance.waiting import Standing, standing

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Place:
    """A page of the main navigation, its key after `G`, and the paths that count as inside it."""

    label: str
    url_name: str
    key: str = ""
    inside: tuple[str, ...] = ()
    administrators_only: bool = False


PLACES = (
    Place("Home", "home", "h"),
    Place("Triage", "triage", "t", ("/triage/",)),
    Place("Register", "register", "r", ("/register/", "/c/")),
    Place("Reviews", "reviews", "v", ("/reviews/",)),
    Place("Decisions", "decisions", "q", ("/decisions/", "/d/", "/actions/")),
    Place("Dictionary", "dictionary", "m", ("/dictionary/", "/m/", "/measurements/")),
    Place("Who decides", "who_decides", "w", ("/rights/", "/polls/")),
    Place("Audit", "audit", "a", ("/audit/",)),
    Place("People", "people", "p", ("/people/",), administrators_only=True),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return `nav` for base.html: the places this person may go to, and the bar's destinations."""
    # A fragment draws no frame and so counts nothing.
    waiting: Any = SimpleLazyObject(lambda: _waiting(request))
    return {
        "nav": {
            "items": SimpleLazyObject(lambda: _items(request, waiting)),
            "theme": _theme(request),
            "search": reverse("search"),
            "profile": reverse("profile"),
            "inbox": reverse("inbox"),
            "waiting": waiting,
            "review": SimpleLazyObject(lambda: _review(request)),
            "log": reverse("log") if _may_log(request) else "",
        }
    }


def _may_log(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return isinstance(user, User) and user.may_log


def standing_of(request: HttpRequest) -> Standing:
    """Return what waits for the reader and which review comes next, asked once a request."""
    known = getattr(request, "standing", None)
    if not isinstance(known, Standing):
        user = getattr(request, "user", None)
        known = standing(user, timezone.now()) if isinstance(user, User) else Standing({})
        request.standing = known  # type: ignore[attr-defined] # remembered with the request
    return known


def _waiting(request: HttpRequest) -> Mapping[str, int]:
    """Count what waits for the reader and what is new in the inbox."""
    return standing_of(request).counts


def _review(request: HttpRequest) -> Coming | None:
    """Say which review comes next."""
    review = standing_of(request).review
    return coming(review, timezone.now()) if review else None


def _items(request: HttpRequest, waiting: Mapping[str, int]) -> list[dict[str, Any]]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return [
        _item(place, request.path, waiting)
        for place in PLACES
        if user.is_administrator or not place.administrators_only
    ]


def _item(place: Place, path: str, waiting: Mapping[str, int]) -> dict[str, Any]:
    url = reverse(place.url_name)
    return {
        "label": place.label,
        "url": url,
        "key": f"g {place.key}" if place.key else "",
        "current": _current(place, url, path),
        "count": waiting.get(place.url_name, 0),
    }


def _current(place: Place, url: str, path: str) -> str:
    """Return the value of aria-current: page, true for a page inside it, or nothing."""
    if path == url:
        return "page"
    return "true" if place.inside and path.startswith(place.inside) else ""


def _theme(request: HttpRequest) -> str:
    """Return the remembered theme; nothing leaves it to the reader's system."""
    theme = request.COOKIES.get("theme", "")
    return theme if theme in THEMES else ""
