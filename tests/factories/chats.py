"""Chats of functions, told by the real apprise in its own process."""

from typing import Any

from governance.actions.chats import set_chat
from governance.models import Chat
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.tape import remembered


@remembered
def chat_of(company: Company, address: str, **more: Any) -> Chat:
    """Add a chat of Marketing, or as told otherwise."""
    facts: dict[str, Any] = {"function": company.marketing, "name": "#marketing"}
    told = {"address": address, "actor": company.administrator, "at": clock.tick()}
    return set_chat(**facts | told | more)
