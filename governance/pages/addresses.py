"""Addresses of an item's pages."""

from django.db.models import Model
from django.urls import reverse

from governance.models import Contradiction


def item_url(item: Contradiction) -> str:
    """Return the address of an item."""
    return reverse("contradiction", args=[item.code])


def verb_url(name: str, item: Contradiction, row: Model | None = None) -> str:
    """Return the address of the page where a verb is used."""
    if row is None:
        return reverse("verb", args=[item.code, name])
    return reverse("verb_row", args=[item.code, name, row.pk])


def page_url(name: str, *arguments: object) -> str:
    """Return the address of a page."""
    return reverse(name, args=arguments)
