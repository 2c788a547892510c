"""The API, version 1."""

from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, URLResolver, path, re_path, register_converter

from accounts.api.keys import Key
from accounts.api.people import READABLE as PEOPLE
from accounts.api.tokens import Revoke, Tokens
from governance.api import (
    bridge_lists,
    bridge_repeats,
    bridge_sources,
    bridge_steps,
    imports,
    inbox,
    items,
    mailed,
    measurements,
    outside,
    outside_acts,
    polls,
    reviews,
    revisits,
    silence,
    start,
)
from governance.api.absences import DELEGATIONS, LEAVES
from governance.api.codes import Code, DecisionCode
from governance.api.files import EvidenceFile
from governance.api.readable import READABLE as GOVERNED
from governance.api.rights import RIGHTS
from governance.api.root import Browse, Nowhere, Root, Schema
from governance.api.waivers import WAIVERS
from metrics.api.readable import READABLE as MEASURED

register_converter(Code, "code")
register_converter(DecisionCode, "decision")
register_converter(Key, "key")

DATED = (DELEGATIONS, LEAVES, RIGHTS, start.SKIPPED_STEPS, WAIVERS)
READABLE = (*GOVERNED, *MEASURED, *PEOPLE)
NOUNS = [one.noun for one in (*READABLE, *DATED)]
PLACES = (
    *("items", *NOUNS, "measurements", "polls", "review-bodies", "reviews", "pre-reads", "start"),
    *(*outside.NOUNS, *inbox.NOUNS, *mailed.NOUNS, "tokens", "schema"),
)

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", Root.as_view(places=PLACES), name="root"),
    *items.addresses(),
    *measurements.addresses(),
    *imports.addresses(),
    *bridge_lists.addresses(),
    *bridge_sources.addresses(),
    *bridge_steps.addresses(),
    *bridge_repeats.addresses(),
    *polls.addresses(),
    *outside.addresses(),
    *outside_acts.addresses(),
    *silence.addresses(),
    *inbox.addresses(),
    *mailed.addresses(),
    *reviews.addresses(),
    *revisits.addresses(),
    *start.addresses(),
    *(address for one in (*READABLE, *DATED) for address in one.urls()),
    path("evidence/<key:id>/file/", EvidenceFile.as_view(), name="evidence-file"),
    path("tokens/", Tokens.as_view(), name="tokens"),
    path("tokens/<slug:prefix>/revoke/", Revoke.as_view(), name="token-revoke"),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", login_required(Browse.as_view()), name="docs"),
    re_path(r"^.*$", Nowhere.as_view(), name="nowhere"),
]
