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
from governance.packs.seen import hidden_codes
from governance.packs.writing import as_csv, as_markdown
from governance.pages import pre_reads as page
from governance.refusals import NotEntitled
from governance.views.reviews import FOLDER, seen_review

WRITERS = {"md": "text/markdown; charset=utf-8", "csv": "text/csv; charset=utf-8"}


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
    made = shown.printed.filter(paper=paper).first()
    if made is None:
        if paper not in Printed.Paper.values:
            raise Http404("There is no such paper.")
        return redirect("pre_read_printing", slug=slug, label=label)
    note_opened(pre_read=shown, actor=person, at=timezone.now())
    response = HttpResponse(bytes(made.content), content_type="application/pdf")
    return _attached(response, f"{_name(shown)}-{paper}.pdf")


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
    content = shown.content
    text = as_csv(content) if kind == "csv" else as_markdown(content, shown.sha256)
    return _attached(HttpResponse(text, content_type=WRITERS[kind]), f"{_name(shown)}.{kind}")


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
    if hidden := hidden_codes(found, person):
        codes = ", ".join(sorted(hidden))
        raise NotEntitled(
            f"Only those with a part in {codes} may take it along: {codes} became "
            "confidential since. The page shows the rest."
        )
    return found


def _name(shown: PreRead) -> str:
    kind = shown.kind.lower().replace(" ", "-")
    return f"{shown.review.body.slug}-{shown.review.label}-{kind}"


def _attached(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
