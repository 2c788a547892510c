"""Pre-reads and final packs: a page, a PDF, Markdown and CSV; published by a host."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.http import person_of, whole
from accounts.models import User
from accounts.views.guarded import signed_in
from governance.actions.pre_reads import note_opened, publish_pre_read
from governance.models import PreRead, Printed, Review
from governance.packs.seen import require_whole
from governance.packs.taking import attached, taken
from governance.pages import pre_reads as page
from governance.views.reviews import FOLDER, seen_review


@require_GET
@signed_in
def pre_read(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Show the newest pre-read of a review, or an earlier one by its number."""
    person = person_of(request)
    review = seen_review(slug, label, person)
    asked = request.GET.get("number", "")
    shown = _numbered(review, asked) if asked else review.pre_reads.first()
    if shown:
        note_opened(pre_read=shown, actor=person, at=timezone.now())
    context = page.pre_read_page(review, shown, person)
    return render(request, f"{FOLDER}/pre_read.html", context)


@require_POST
@signed_in
def publish(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Publish a pre-read, or refresh it."""
    person = person_of(request)
    review = seen_review(slug, label, person)
    made = publish_pre_read(review=review, actor=person, at=timezone.now())
    messages.success(request, f"Pre-read {made.number} is on its way to everybody invited.")
    return redirect("pre_read", slug=slug, label=label)


@require_GET
@signed_in
def printed(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Hand out the newest pre-read as a PDF, or show how far its printing is."""
    person = person_of(request)
    shown = _whole(slug, label, person)
    paper = request.GET.get("paper", Printed.Paper.A4)
    if paper not in Printed.Paper.values:
        raise Http404("There is no such paper.")
    file = f"pack-{paper}.pdf"
    made = taken(shown, file)
    if made is None:
        return redirect("pre_read_printing", slug=slug, label=label)
    note_opened(pre_read=shown, actor=person, at=timezone.now())
    return attached(shown, file, made)


@require_GET
@signed_in
def printing(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Show how far the printing of the newest pre-read is; safe to leave."""
    shown = _whole(slug, label, person_of(request))
    here = reverse("pre_read_printing", args=[slug, label])
    context: dict[str, Any] = {"review": shown.review, "pre_read": shown, "here": here}
    return render(request, f"{FOLDER}/printing.html", context | page.making(shown))


@require_GET
@signed_in
def written(request: HttpRequest, slug: str, label: str, kind: str) -> HttpResponse:
    """Hand out the newest pre-read for pasting."""
    person = person_of(request)
    shown = _whole(slug, label, person)
    note_opened(pre_read=shown, actor=person, at=timezone.now())
    file = f"pack.{kind}"
    return attached(shown, file, taken(shown, file) or "")


def _numbered(review: Review, asked: str) -> PreRead:
    found = review.pre_reads.filter(number=whole(asked) or 0).first()
    if found is None:
        raise Http404("There is no such pre-read.")
    return found


def _whole(slug: str, label: str, person: User) -> PreRead:
    """Return the newest pre-read for somebody who may read all of it."""
    review = seen_review(slug, label, person)
    found: PreRead | None = review.pre_reads.first()
    if found is None:
        raise Http404("There is no pre-read yet.")
    found.review = review
    require_whole(found, person)
    return found
