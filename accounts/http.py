"""Who is asking: requests as pages read them."""

from django.http import HttpRequest, QueryDict

from accounts.models import User

MOST_DIGITS = 18


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


def whole(text: str) -> int | None:
    """Return a whole number that a database can hold, or None where the text is no such thing.

    Addresses and hidden fields are typed by anybody: Python refuses to read thousands of digits.
    """
    is_ours = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if is_ours else None
