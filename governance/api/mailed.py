"""What reaches a person outside the site, over HTTP: links in one's mails, one's calendar."""

from functools import partial
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.problems import WRITING
from accounts.api.records import Record
from accounts.api.schema import IDEMPOTENCY_KEY, Docs
from accounts.api.views import Endpoint, Rows
from accounts.models import User
from governance.actions.mail_links import revoke_links
from governance.actions.notices import renew_feed
from governance.api.bodies.moves import Nothing, given
from governance.api.bodies.statements import Body
from governance.api.filters import LARGEST_KEY, UnderItemFilters, number_of
from governance.api.idempotency import once
from governance.models import MailLink, MailSettings
from governance.notices.calendar import feed_path
from governance.notices.lines import absolute

LINKS, CALENDAR = "Mail links", "Calendar"
NOUNS = ("mail-links", "calendar")
MAILED = MailLink.objects.select_related("item")


class MailLinkRecord(Record[MailLink]):
    """What a link in a mail does, to what, and what became of it; never its address."""

    contradiction = serializers.CharField(source="item.code")

    class Meta:
        model = MailLink
        fields = [
            *("id", "contradiction", "purpose", "created_at", "expires_at"),
            *("used_at", "outcome", "revoked_at"),
        ]
        read_only_fields = fields


class MailLinkFilters(UnderItemFilters):
    """Narrow to what still acts, or to an item such as C-014."""

    open = django_filters.BooleanFilter(method="by_open", label="Neither used, revoked nor over")

    class Meta:
        model = MailLink
        fields: list[str] = []

    def by_item(self, rows: QuerySet[MailLink], _name: str, code: str) -> QuerySet[MailLink]:
        """Take the links to an item."""
        found = number_of(code)
        return rows.none() if found is None else rows.filter(item__number=found)

    def by_open(self, rows: QuerySet[MailLink], _name: str, wanted: bool) -> QuerySet[MailLink]:  # noqa: FBT001 - called by the library
        """Take what acts, or what does no more."""
        acting = MailLink.objects.open(timezone.now()).values("pk")
        return rows.filter(pk__in=acting) if wanted else rows.exclude(pk__in=acting)


def own(rows: QuerySet[Any], person: User) -> QuerySet[Any]:
    """Take one's own: nobody reads another's."""
    return rows.filter(person=person)


class MailLinks(Rows):
    """The links mailed to one."""

    queryset = MAILED
    serializer_class = MailLinkRecord
    filterset_class = MailLinkFilters
    narrow = staticmethod(own)
    ordering = "-id"
    docs = {
        "GET": Docs(
            id="list_mail_links",
            tag=LINKS,
            summary="List the links in your mails",
            text="One's own alone, and what became of each. The address stands in the mail only.",
            record=MailLinkRecord,
            many=True,
        )
    }


class RevokeBody(Body):
    """Which links are revoked; all that are open where none is named."""

    links = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_KEY),
        required=False,
        min_length=1,
        max_length=1000,
    )


REVOKED = {
    "type": "object",
    "properties": {"revoked": {"type": "integer"}},
    "required": ["revoked"],
}


class RevokeLinks(Endpoint):
    """Links that shall open nothing any more."""

    queryset = MAILED
    pagination_class = None
    filter_backends = ()
    docs = {
        "POST": Docs(
            id="revoke_mail_links",
            tag=LINKS,
            summary="Revoke links in your mails",
            text=str(revoke_links.__doc__),
            body=RevokeBody,
            record=REVOKED,
            problems=WRITING,
            headers=[IDEMPOTENCY_KEY],
            sends={"links": [97, 98]},
        )
    }

    def post(self, request: Request) -> Response:
        """Do it once."""
        return once(request, self.person, partial(self._revoke, request))

    def _revoke(self, request: Request) -> Response:
        body = RevokeBody(data=request.data)
        body.is_valid(raise_exception=True)
        named = given(body).get("links")
        if named is not None:
            _refuse_others(named, self.person)
        how_many = revoke_links(actor=self.person, at=timezone.now(), links=named)
        return Response({"revoked": how_many})


def _refuse_others(keys: list[int], person: User) -> None:
    mine = set(own(MAILED, person).filter(pk__in=keys).values_list("pk", flat=True))
    if strange := sorted({*keys} - mine):
        how = f"There is no link {strange[0]} in a mail to you."
        raise serializers.ValidationError({"links": [how]})


FEED = {
    "type": "object",
    "properties": {"url": {"type": "string", "format": "uri"}},
    "required": ["url"],
}


class Calendar(Endpoint):
    """The address of one's private calendar."""

    queryset = MailSettings.objects.all()
    pagination_class = None
    filter_backends = ()
    docs = {
        "GET": Docs(
            id="read_calendar_address",
            tag=CALENDAR,
            summary="Read the address of your calendar",
            text="Whoever has the address reads the calendar: keep it to yourself.",
            record=FEED,
        ),
        "POST": Docs(
            id="renew_calendar_address",
            tag=CALENDAR,
            summary="Give your calendar another address",
            text=str(renew_feed.__doc__),
            body=Nothing,
            record=FEED,
            problems=WRITING,
            headers=[IDEMPOTENCY_KEY],
            sends={},
        ),
    }

    def get(self, _: Request) -> Response:
        """Return it."""
        return self._address()

    def post(self, request: Request) -> Response:
        """Renew it, once."""
        return once(request, self.person, self._renew)

    def _renew(self) -> Response:
        renew_feed(actor=self.person, at=timezone.now())
        return self._address()

    def _address(self) -> Response:
        return Response({"url": absolute(feed_path(self.person))})


def addresses() -> list[URLPattern]:
    """Return the addresses of one's mail links and calendar."""
    return [
        path("mail-links/", MailLinks.as_view(), name="mail-links"),
        path("mail-links/revoke/", RevokeLinks.as_view(), name="mail-links-revoke"),
        path("calendar/", Calendar.as_view(), name="calendar"),
    ]
