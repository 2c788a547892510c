"""What an administrator takes out of the record: words, files, and the names of former people."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import person_of
from accounts.models import User
from accounts.models.people import NOBODY
from accounts.policies import require_administrator
from accounts.views.guarded import for_those_who, form_page, sent, signed_in
from governance.actions.erasure import pseudonymise, redact
from governance.forms.history import AddressForm, ErasureForm, WordsForm
from governance.history.addresses import address_of
from governance.history.words import (
    MOST_FOUND,
    Cell,
    cell_at,
    cells_of,
    cells_with,
    for_reader,
    hidden_chains,
    item_of,
)
from governance.models import Redaction
from governance.policies import may_see
from metrics.figures import tally

FOLDER = "governance/erasure"
administrators = for_those_who(require_administrator, "take words out of the record")


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def erasure(request: HttpRequest) -> HttpResponseBase:
    """Look for words by POST, and list what was taken out so far and who could be."""
    form = WordsForm(sent(request))
    found = None
    if form.is_valid():
        told = cells_with(form.cleaned_data["words"])
        found = for_reader(told, person_of(request), by_words=True)
    left = User.objects.filter(is_active=False, is_system=False)
    context = {
        "form": form,
        "found": found,
        "most": MOST_FOUND,
        "former": left.exclude(email__endswith=f"@{NOBODY}"),
        "done": _done(person_of(request)),
    }
    return form_page(request, f"{FOLDER}/list.html", context)


def _done(reader: User) -> list[dict[str, Any]]:
    """Return the latest acts of erasure, one line each, without what the reader may not see."""
    rows = Redaction.objects.exclude(chain_name__in=hidden_chains(reader))
    acts: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows.select_related("by").order_by("-at", "-id")[:MOST_FOUND]:
        key = (row.at, row.chain_name, row.by_id)
        told = {"at": row.at, "by": row.by, "chain": row.chain_name, "reason": row.reason}
        acts.setdefault(key, {**told, "cells": 0})["cells"] += 1
    return list(acts.values())


@require_GET
@administrators
def chain(request: HttpRequest, chain: str) -> HttpResponseBase:
    """List every text of one item or record."""
    person = person_of(request)
    if chain in hidden_chains(person):
        raise Http404(f"There is no record {chain} here.")
    found = for_reader(cells_of(chain), person, by_words=False)
    if not found:
        raise Http404(f"There are no words under {chain} here.")
    context = {"form": WordsForm(), "chain": chain, "found": found}
    return form_page(request, f"{FOLDER}/chain.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def words(request: HttpRequest, table: str, key: int, column: str) -> HttpResponseBase:
    """Show where exactly these words stand; a POST with the typed code takes them all out."""
    person = person_of(request)
    cell = cell_at(table, key, column)
    shown = for_reader(iter([cell] if cell else []), person, by_words=False)
    if not shown or cell is None:
        raise Http404("No words that can be taken out stand there.")
    form = ErasureForm(sent(request), code=cell.chain)
    if form.is_valid():
        facts = {"record": cell.row, "field": column, "reason": form.cleaned_data["reason"]}
        gone = redact(**facts, actor=person, at=timezone.now())
        messages.success(
            request, f"The words are gone from {tally(len(gone), 'place')} of {cell.chain}."
        )
        return _on(cell, person)
    same = [one for one in cells_of(cell.chain) if one.text == cell.text]
    context = {
        "form": form,
        "cell": shown[0],
        "places": sorted({one.place for one in same}),
        "versions": len(same),
        "is_file": any(one.column == "file_name" for one in same),
    }
    return form_page(request, f"{FOLDER}/words.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def by_address(request: HttpRequest) -> HttpResponseBase:
    """Take words out of an item one may not read, by the address that a reader of it gave."""
    form = AddressForm(sent(request))
    if form.is_valid():
        cell, reason = form.cleaned_data["address"], form.cleaned_data["reason"]
        facts = {"record": cell.row, "field": cell.column, "reason": reason}
        gone = redact(**facts, actor=person_of(request), at=timezone.now())
        messages.success(
            request, f"The words are gone from {tally(len(gone), 'place')} of {cell.chain}."
        )
        return redirect("erasure")
    return form_page(request, f"{FOLDER}/address.html", {"form": form})


@require_GET
@signed_in
def addresses(request: HttpRequest, code: str) -> HttpResponseBase:
    """List the texts of a confidential item with the address of each, to whoever may read it."""
    person, item = person_of(request), item_of(code)
    if item is None or not item.is_confidential or not may_see(item, person):
        raise Http404(f"There are no addresses for {code} here.")
    shown = for_reader(cells_of(item.chain), person, by_words=False)
    found = [(cell, address_of(cell)) for cell in shown if not cell.is_hidden]
    return render(request, f"{FOLDER}/addresses.html", {"item": item, "found": found})


def _on(cell: Cell, person: User) -> HttpResponseBase:
    """Go on with the other words of the record, where there are any."""
    left = for_reader(cells_of(cell.chain), person, by_words=False)
    return redirect("erasure_chain", cell.chain) if left else redirect("erasure")


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def person(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a former person's name away; the texts that hold it are named beforehand."""
    actor = person_of(request)
    kept = get_object_or_404(User.objects.filter(is_system=False), pk=pk)
    form = ErasureForm(sent(request), code=kept.email)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        done = pseudonymise(person=kept, reason=reason, actor=actor, at=timezone.now())
        messages.success(request, f"The record speaks of {done} now.")
        return redirect("erasure")
    found = [*cells_with(kept.name), *cells_with(kept.email)]
    context = {
        "form": form,
        "person": kept,
        "found": for_reader(iter(found), actor, by_words=True),
    }
    return form_page(request, f"{FOLDER}/person.html", context)
