"""Chats of functions: kept by administrators."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import person_of
from accounts.policies import require_administrator
from accounts.views.guarded import for_those_who, form_page, sent
from governance.actions.chats import end_chat, set_chat, try_chat
from governance.forms.chats import ChatForm
from governance.models import Chat
from governance.pages.deliveries import deliveries, rows

FOLDER = "governance/chats"
LAST = 10
keepers = for_those_who(require_administrator, "keep chats")


@require_GET
@keepers
def chats(request: HttpRequest) -> HttpResponse:
    """List the chats that are told, each with its last message."""
    told = [
        {"chat": one, "last": next(iter(rows(deliveries("").filter(chat=one)[:1])), None)}
        for one in Chat.objects.listening().select_related("function")
    ]
    ended = Chat.objects.filter(is_active=False).select_related("function")
    return render(request, f"{FOLDER}/list.html", {"chats": told, "ended": ended})


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def add(request: HttpRequest) -> HttpResponseBase:
    """Add a chat."""
    form, told = ChatForm(sent(request)), {"actor": person_of(request), "at": timezone.now()}
    if request.method == "POST" and form.carry_out(set_chat, **told):
        messages.success(request, f"{form.cleaned_data['name']} is told from now on. Try it.")
        made = Chat.objects.listening().get(name=form.cleaned_data["name"])
        return redirect("chat", made.pk)
    return form_page(request, f"{FOLDER}/form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def chat(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show and change one chat; the address it has is not shown."""
    kept = get_object_or_404(Chat.objects.select_related("function"), pk=pk)
    first = {"name": kept.name, "function": kept.function_id, "events": kept.events}
    form = ChatForm(sent(request), initial=first, chat=kept)
    told: dict[str, Any] = {"chat": kept, "actor": person_of(request), "at": timezone.now()}
    if request.method == "POST" and form.carry_out(set_chat, **told):
        messages.success(request, f"{form.cleaned_data['name']} is changed.")
        return redirect("chats")
    page = rows(deliveries("").filter(chat=kept)[:LAST])
    return form_page(request, f"{FOLDER}/form.html", {"form": form, "chat": kept, "rows": page})


@require_POST
@keepers
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message that is a test."""
    kept = get_object_or_404(Chat, pk=pk)
    try_chat(chat=kept, actor=person_of(request), at=timezone.now())
    messages.success(request, "A test message is on its way. Its row below shows what it met.")
    return redirect("chat", pk)


@require_POST
@keepers
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell a chat no more."""
    kept = get_object_or_404(Chat, pk=pk)
    end_chat(chat=kept, actor=person_of(request), at=timezone.now())
    messages.success(request, f"{kept} is told no more. Its address is gone.")
    return redirect("chats")
