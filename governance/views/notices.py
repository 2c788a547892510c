"""What one was told, when mail reaches one, and the link that stops a digest."""

import re
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.http import person_of
from accounts.views.guarded import form_page, sent, signed_in
from accounts.views.limits import limited
from governance.actions.mail_links import revoke_links
from governance.actions.notices import read, renew_feed, set_mail, stop_digest
from governance.forms.notices import MailForm
from governance.models import MailSettings, Notification
from governance.notices import unsubscribe as links
from governance.notices.calendar import calendar_of, calendar_of_item, feed_path, reader_of
from governance.notices.lines import absolute
from governance.notices.notify import wishes_of
from governance.pages.inbox import inbox_of, told
from governance.pages.mail_links import open_links
from governance.views.contradictions import seen_item
from metrics.figures import tally

PER_PAGE = 40
KEY = re.compile(r"[0-9]{1,18}")
ASKED = tuple(MailForm.base_fields)


@signed_in
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """List what one was told; `unread` narrows to what is new."""
    person = person_of(request)
    found = inbox_of(person)
    unread = Notification.objects.unread().filter(person=person).count()
    is_narrowed = "unread" in request.GET
    page = Paginator(found.unread() if is_narrowed else found, PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": told(page.object_list, person),
        "unread": unread,
        "is_narrowed": is_narrowed,
        "query": "unread=1&" if is_narrowed else "",
    }
    return render(request, "governance/notices/inbox.html", context)


@signed_in
@require_POST
def mark_read(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Mark one notice as read, or all of them."""
    person = person_of(request)
    if pk is not None and not Notification.objects.filter(pk=pk, person=person).exists():
        raise Http404("There is no such notice in your inbox.")
    how_many = read(notices=None if pk is None else [pk], actor=person, at=timezone.now())
    if pk is None:
        messages.success(request, f"{how_many} marked as read.")
    return redirect("inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def mail_settings(request: HttpRequest) -> HttpResponseBase:
    """Show and change when mail reaches one."""
    person, at = person_of(request), timezone.now()
    kept = MailSettings.objects.filter(person=person).first() or wishes_of(person)
    first = {name: getattr(kept, name) for name in ASKED}
    form = MailForm(sent(request), initial=first)
    if request.method == "POST" and form.carry_out(set_mail, actor=person, at=at):
        messages.success(request, "Saved. It holds from the next mail on.")
        return redirect("mail_settings")
    feed = absolute(feed_path(person))
    context: dict[str, Any] = {"form": form, "person": person, "feed": feed}
    context["mailed"] = open_links(person, at)
    return form_page(request, "governance/notices/settings.html", context)


@require_POST
@signed_in
def feed_renew(request: HttpRequest) -> HttpResponseBase:
    """Give one's calendar another address."""
    renew_feed(actor=person_of(request), at=timezone.now())
    messages.success(request, "Your calendar has another address. The one before opens nothing.")
    return redirect("mail_settings")


@limited("mailed_address")
@require_safe
def calendar_feed(_: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar program with what is due from whoever the address is of."""
    person = reader_of(token)
    if person is None:
        raise Http404("This address opens no calendar.")
    return _calendar(calendar_of(person, timezone.now()))


@require_safe
@signed_in
def item_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the dates ahead of one item, to take into a calendar."""
    person = person_of(request)
    item = seen_item(person, code)
    written = calendar_of_item(item, person, timezone.now())
    if written is None:
        raise Http404(f"{item.code} has no date ahead.")
    response = _calendar(written)
    response["Content-Disposition"] = f'attachment; filename="{item.code}.ics"'
    return response


def _calendar(written: bytes) -> HttpResponse:
    response = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@signed_in
def links_revoke(request: HttpRequest) -> HttpResponseBase:
    """Revoke links that were mailed to one and not used: those named, or every one."""
    named = [int(key) for key in request.POST.getlist("links") if KEY.fullmatch(key)]
    links = named if "links" in request.POST else None
    how_many = revoke_links(actor=person_of(request), at=timezone.now(), links=links)
    messages.success(request, f"{tally(how_many, 'link')} revoked.")
    return redirect("mail_settings")


@csrf_exempt
@limited("mailed_address")
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop a digest by the link in it; a mail program may post it without opening the page."""
    person = links.person_of(token)
    if person is None:
        raise Http404("This link stops no digest.")
    if request.method == "POST":
        stop_digest(actor=person, at=timezone.now())
    context = {"person": person, "is_stopped": request.method == "POST"}
    return render(request, "governance/notices/unsubscribe.html", context)
