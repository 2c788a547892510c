"""Endpoints, chats and deliveries over the API: administrators alone look at them, and act."""

from collections.abc import Callable
from typing import Any

from tests.governance.permissions.company import a_chat, an_endpoint, chat, delivery, endpoint
from tests.governance.permissions.table import Row, World, get, post

MADE = "401 403 403 403 403 201"
READ = "401 403 403 403 403 200"
ENDPOINT, CHAT = "api/v1/endpoints/<key:id>/", "api/v1/chats/<key:id>/"
DELIVERY = "api/v1/deliveries/<key:id>/"


def _key(of: Callable[[World], dict[str, Any]]) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"id": of(world)["pk"]}


def _new_chat(world: World) -> dict[str, Any]:
    return a_chat(world) | {"function": "sales"}


def _renamed(_: World) -> dict[str, Any]:
    return {"name": "Another"}


OUTSIDE: list[Row] = [
    get("api/v1/endpoints/", READ),
    post("api/v1/endpoints/", MADE, body=an_endpoint, json=True),
    get(ENDPOINT, READ, at=_key(endpoint)),
    post(f"{ENDPOINT}change/", READ, at=_key(endpoint), body=_renamed, json=True),
    post(f"{ENDPOINT}rotate-secret/", READ, at=_key(endpoint), json=True),
    post(f"{ENDPOINT}switch-on/", READ, at=_key(endpoint), json=True),
    post(f"{ENDPOINT}end/", READ, at=_key(endpoint), json=True),
    post(f"{ENDPOINT}test/", MADE, at=_key(endpoint), json=True),
    get("api/v1/chats/", READ),
    post("api/v1/chats/", MADE, body=_new_chat, json=True),
    get(CHAT, READ, at=_key(chat)),
    post(f"{CHAT}change/", READ, at=_key(chat), body=_renamed, json=True),
    post(f"{CHAT}end/", READ, at=_key(chat), json=True),
    post(f"{CHAT}test/", MADE, at=_key(chat), json=True),
    get("api/v1/deliveries/", READ),
    get(DELIVERY, READ, at=_key(delivery)),
    post(f"{DELIVERY}send-again/", READ, at=_key(delivery), json=True),
]
