"""One's own inbox and when mail reaches one, over HTTP."""

from functools import partial
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.problems import WRITING
from accounts.api.records import PersonBrief, Record
from accounts.api.schema import IDEMPOTENCY_KEY, Docs
from accounts.api.views import Endpoint, Rows
from accounts.models import User
from governance.actions.notices import read, set_mail
from governance.api.bodies.moves import given
from governance.api.bodies.statements import Body
from governance.api.filters import LARGEST_KEY, UnderItemFilters, number_of
from governance.api.idempotency import once
from governance.models import MailSettings, Notification
from governance.notices.events import event
from governance.notices.notify import wishes_of
from governance.pages.inbox import SHOWN
from governance.policies import may_see

INBOX, MAIL = "Inbox", "Mail settings"
NOUNS = ("inbox", "mail-settings")
ASKED = (
    *("accountable", "outcomes", "digest", "digest_at"),
    *("quiet_from", "quiet_until", "urgent_passes"),
)
NOTICES = Notification.objects.select_related(*SHOWN, "person")


class NoticeRecord(Record[Notification]):
    """What one was told; of an item that became confidential, no more than that it moved."""

    event = serializers.SerializerMethodField()
    says = serializers.SerializerMethodField()
    contradiction = serializers.CharField(source="item.code", default=None)
    sentence = serializers.SerializerMethodField()
    path = serializers.SerializerMethodField()
    by = PersonBrief(allow_null=True)
    on_behalf_of = PersonBrief(allow_null=True)

    class Meta:
        model = Notification
        fields = [
            *("id", "event", "says", "contradiction", "follow_up", "sentence", "about", "path"),
            *("by", "on_behalf_of", "at", "read_at"),
        ]
        read_only_fields = fields

    def get_event(self, row: Notification) -> str:
        """Return the word for programs."""
        return row.event.rstrip("*+")

    def get_says(self, row: Notification) -> str:
        """Return what happened, as words after the number of the item."""
        return event(row.event).says

    @extend_schema_field({"type": ["string", "null"]})
    def get_sentence(self, row: Notification) -> str | None:
        """Return the sentence of the item, where one may read it."""
        item = row.item
        return item.sentence if item and may_see(item, row.person) else None

    def get_path(self, row: Notification) -> str:
        """Return where it is read."""
        return f"/c/{row.item.code}/" if row.item else row.path


class NoticeFilters(UnderItemFilters):
    """Narrow to what is new, to an event, or to an item such as C-014."""

    unread = django_filters.BooleanFilter(field_name="read_at", lookup_expr="isnull")
    event = django_filters.CharFilter(method="by_event", label="Such as assign")

    class Meta:
        model = Notification
        fields: list[str] = []

    def by_item(
        self, rows: QuerySet[Notification], _name: str, code: str
    ) -> QuerySet[Notification]:
        """Take what was told of an item."""
        found = number_of(code)
        return rows.none() if found is None else rows.filter(item__number=found)

    def by_event(
        self, rows: QuerySet[Notification], _name: str, name: str
    ) -> QuerySet[Notification]:
        """Take one event, whether it was asked of the person or told to them."""
        return rows.filter(event__in=[name, f"{name}*", f"{name}+"])


def own(rows: QuerySet[Any], person: User) -> QuerySet[Any]:
    """Take one's own inbox: nobody reads another's."""
    return rows.filter(person=person)


class ReadBody(Body):
    """Which notices were read; all of them where none is named."""

    notices = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_KEY),
        required=False,
        min_length=1,
        max_length=1000,
    )


READ = {
    "type": "object",
    "properties": {"read": {"type": "integer"}},
    "required": ["read"],
}


class Inbox(Rows):
    """What one was told."""

    queryset = NOTICES
    serializer_class = NoticeRecord
    filterset_class = NoticeFilters
    narrow = staticmethod(own)
    orderings = {"id": "id", "at": "at"}
    ordering = "-id"
    docs = {
        "GET": Docs(
            id="list_inbox",
            tag=INBOX,
            summary="List what you were told",
            text="One's own inbox alone. Of what became confidential only that it moved.",
            record=NoticeRecord,
            many=True,
        )
    }


class MarkRead(Endpoint):
    """Having read them."""

    queryset = NOTICES
    pagination_class = None
    filter_backends = ()
    docs = {
        "POST": Docs(
            id="read_inbox",
            tag=INBOX,
            summary="Mark notices as read",
            text=str(read.__doc__),
            body=ReadBody,
            record=READ,
            problems=WRITING,
            headers=[IDEMPOTENCY_KEY],
            sends={"notices": [311, 312]},
        )
    }

    def post(self, request: Request) -> Response:
        """Do it once."""
        return once(request, self.person, partial(self._read, request))

    def _read(self, request: Request) -> Response:
        body = ReadBody(data=request.data)
        body.is_valid(raise_exception=True)
        named = given(body).get("notices")
        if named is not None:
            _refuse_others(named, self.person)
        return Response({"read": read(notices=named, actor=self.person, at=timezone.now())})


def _refuse_others(keys: list[int], person: User) -> None:
    mine = set(own(NOTICES, person).filter(pk__in=keys).values_list("pk", flat=True))
    if strange := sorted({*keys} - mine):
        how = f"There is no notice {strange[0]} in your inbox."
        raise serializers.ValidationError({"notices": [how]})


@extend_schema_field(
    {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$"}
)
class HourField(serializers.TimeField):
    """An hour on one's own wall; the format `time` of JSON Schema would want a zone with it."""


class MailRecord(Record[MailSettings]):
    """When mail reaches one; hours are those of one's own zone."""

    digest_at = HourField()
    quiet_from = HourField()
    quiet_until = HourField()

    class Meta:
        model = MailSettings
        fields = [*ASKED]
        read_only_fields = fields


class MailBody(Body):
    """What changes; what is not named stays. What is asked of one cannot be switched off."""

    accountable = serializers.ChoiceField(MailSettings.Accountable.choices, required=False)
    outcomes = serializers.ChoiceField(MailSettings.Outcomes.choices, required=False)
    digest = serializers.ChoiceField(MailSettings.Digest.choices, required=False)
    digest_at = HourField(required=False)
    quiet_from = HourField(required=False)
    quiet_until = HourField(required=False)
    urgent_passes = serializers.BooleanField(required=False)


class Mail(Endpoint):
    """When mail reaches one."""

    queryset = MailSettings.objects.all()
    pagination_class = None
    filter_backends = ()
    docs = {
        "GET": Docs(
            id="read_mail_settings",
            tag=MAIL,
            summary="Read when mail reaches you",
            record=MailRecord,
        ),
        "POST": Docs(
            id="set_mail",
            tag=MAIL,
            summary="Set when mail reaches you",
            text=str(set_mail.__doc__),
            body=MailBody,
            record=MailRecord,
            problems=WRITING,
            headers=[IDEMPOTENCY_KEY],
            sends={"outcomes": "digest", "digest_at": "07:45"},
        ),
    }

    def get(self, _: Request) -> Response:
        """Return one's own; who never said anything gets mail as is usual."""
        return Response(MailRecord(self._kept()).data)

    def post(self, request: Request) -> Response:
        """Change what is named, once."""
        return once(request, self.person, partial(self._set, request))

    def _set(self, request: Request) -> Response:
        body = MailBody(data=request.data)
        body.is_valid(raise_exception=True)
        as_it_is = {name: getattr(self._kept(), name) for name in ASKED}
        kept = set_mail(**{**as_it_is, **given(body)}, actor=self.person, at=timezone.now())
        return Response(MailRecord(kept).data)

    def _kept(self) -> MailSettings:
        return self.get_queryset().filter(person=self.person).first() or wishes_of(self.person)


def addresses() -> list[URLPattern]:
    """Return the addresses of one's inbox and mail settings."""
    return [
        path("inbox/", Inbox.as_view(), name="inbox"),
        path("inbox/read/", MarkRead.as_view(), name="inbox-read"),
        path("mail-settings/", Mail.as_view(), name="mail-settings"),
    ]
