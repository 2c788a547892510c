"""Days away and who stands in, over HTTP."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from accounts.actions.calendars import withdraw_leave
from accounts.api.records import PersonBrief, Record
from accounts.models import Delegation, Leave, User
from governance.actions.delegations import delegate, go_away, withdraw_delegation
from governance.api.bodies.moves import Nothing
from governance.api.bodies.references import PersonRef
from governance.api.bodies.statements import Body, Day
from governance.api.dated import Dated
from governance.api.filters import KeyFilter


class DelegationRecord(Record[Delegation]):
    """Who may act on whose behalf, both days included."""

    person = PersonBrief()
    to = PersonBrief()

    class Meta:
        model = Delegation
        fields = ["id", "person", "to", "from_on", "until_on", "reason", "is_withdrawn"]
        read_only_fields = fields


class LeaveRecord(Record[Leave]):
    """Days a person is away, both ends included."""

    person = PersonBrief()

    class Meta:
        model = Leave
        fields = ["id", "person", "from_on", "until_on", "is_withdrawn"]
        read_only_fields = fields


class DelegationBody(Body):
    """Who stands in for whom, and why."""

    person = PersonRef()
    to = PersonRef()
    from_on = Day()
    until_on = Day()
    reason = serializers.CharField(max_length=300)


class LeaveBody(Body):
    """Who is away, and who stands in where something falls due then."""

    person = PersonRef()
    from_on = Day()
    until_on = Day()
    to = PersonRef(required=False)
    reason = serializers.CharField(max_length=300, required=False)


class DelegationFilters(django_filters.FilterSet):
    """Narrow delegations to a person, a delegate or a day."""

    person = KeyFilter(field_name="person_id", label="Key of the person who lends")
    to = KeyFilter(field_name="to_id", label="Key of who stands in")
    on = django_filters.DateFilter(method="by_day", label="Running on")

    class Meta:
        model = Delegation
        fields: list[str] = []

    def by_day(self, rows: Any, _name: str, day: Any) -> Any:
        """Take delegations that run on a day."""
        return rows.on(day)


def own_or_kept(rows: QuerySet[Any], person: User) -> QuerySet[Any]:
    """Take one's own days away; stewards and administrators keep those of everybody."""
    keeps = person.is_steward or person.is_administrator
    return rows if keeps else rows.filter(person=person)


DELEGATIONS = Dated(
    noun="delegations",
    one="a delegation",
    argument="delegation",
    rows=Delegation.objects.select_related("person", "to"),
    record=DelegationRecord,
    body=DelegationBody,
    make=delegate,
    take_back=withdraw_delegation,
    filters=DelegationFilters,
    text="Who may do what another may do by right. What is done so names both.",
    sends={
        "person": 4,
        "to": 7,
        "from_on": "2026-12-01",
        "until_on": "2026-12-18",
        "reason": "Parental leave",
    },
)
LEAVES = Dated(
    noun="leaves",
    one="a leave",
    argument="leave",
    rows=Leave.objects.select_related("person"),
    record=LeaveRecord,
    body=LeaveBody,
    make=go_away,
    take_back=withdraw_leave,
    taken_back_with=Nothing,
    says_why={},
    narrow=own_or_kept,
    text="Days away: one's own, or everybody's to those who keep them.",
    sends={"person": 4, "from_on": "2026-12-01", "until_on": "2026-12-18", "to": 7},
)
