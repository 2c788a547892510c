"""Addresses of an item's pages."""

from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from governance.models import Contradiction, Review


def item_url(item: Contradiction) -> str:
    """Return the address of an item."""
    return reverse("contradiction", args=[item.code])


def verb_url(name: str, item: Contradiction, row: Model | None = None) -> str:
    """Return the address of the page where a verb is used."""
    if row is None:
        return reverse("verb", args=[item.code, name])
    return reverse("verb_row", args=[item.code, name, row.pk])


def from_meeting(address: str, review: Review) -> str:
    """Return an address that leads back to a meeting under way once all is done there."""
    return f"{address}?meeting={review.body.slug}/{review.label}"


def meeting_url(asked: str) -> str:
    """Return the screen of the meeting that an address names; nothing where it names none."""
    slug, _, label = asked.partition("/")
    try:
        return reverse("live", args=[slug, label])
    except NoReverseMatch:
        return ""


def page_url(name: str, *arguments: object) -> str:
    """Return the address of a page."""
    return reverse(name, args=arguments)
