"""Who is asking: requests as pages read them."""

from django.http import HttpRequest, QueryDict

from accounts.models import User


def person_of(request: HttpRequest) -> User:
    """Return the person who is signed in; the page must require a sign-in."""
    person = request.user
    assert isinstance(person, User)
    return person


def wants_fragment(request: HttpRequest) -> bool:
    """Say whether htmx asks for a part of the page; going back in history wants all of it."""
    asked = request.headers.get("HX-Request") == "true"
    return asked and "HX-History-Restore-Request" not in request.headers


def typed(values: QueryDict, name: str, *, most: int = 200) -> str:
    """Return what was typed, without the one character that no database keeps."""
    return values.get(name, "").replace("\x00", "")[:most]
