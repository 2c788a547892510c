"""From an empty database to the first review held, by the pages that the guided start leads to."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.actions.people import choose_password
from accounts.models import User
from governance.models import OwnershipPoll, Review
from governance.rights.matrix import Matrix
from governance.start.progress import Progress
from metrics.models import DataDomain, SourceSystem

SECRET = "a-long-enough-secret"


def progress() -> Progress:
    return Progress(Matrix.on(timezone.now().date()))


def open_steps() -> list[str]:
    return [stand.step.key for stand in progress().stands if stand.is_open]


def enter(email: str) -> Client:
    client = Client()
    choose_password(person=User.objects.get(email=email), password=SECRET)
    client.force_login(User.objects.get(email=email))
    return client


def send(client: Client, path: str, **facts: Any) -> None:
    """Open a page, fill in its form with what stands there and what is told, and send it."""
    shown = client.get(path)
    assert shown.status_code == 200, (path, shown.status_code)
    form = (shown.context or {}).get("form")
    first = {one.html_name: one.value() for one in form} if form else {}
    body = {name: value for name, value in {**first, **facts}.items() if value not in (None, "")}
    answer = client.post(path, body)
    assert answer.status_code == 302, (path, getattr(answer.context.get("form"), "errors", ""))


@pytest.fixture
def administrator(db: None, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Found a company, and sign its administrator in."""
    monkeypatch.setattr("sys.stdin", StringIO(f"{SECRET}\n"))
    call_command("found", "ada@example.com", stdout=StringIO())
    return enter("ada@example.com")


def test_a_newcomer_comes_all_the_way(administrator: Client) -> None:
    assert len(open_steps()) == len(progress().stands) == 12

    steward = _names(administrator)
    _agrees(steward)
    assert open_steps() == ["review", "held"]
    _reviews(steward)

    assert open_steps() == []
    assert "all of it stands on record" in steward.get("/start/").content.decode()
    assert b"ninety days" not in steward.get("/").content


def _names(administrator: Client) -> Client:
    """Invite people, name functions, domains, owners and deciders, and ask who owns it."""
    for name, role in (("remy", "steward"), ("mara", "contributor"), ("cleo", "viewer")):
        person = {"name": name.capitalize(), "email": f"{name}@example.com", "role": role}
        send(administrator, "/people/invite/?role=steward", **person)
    steward = enter("remy@example.com")
    mara, cleo = User.objects.get(name="Mara"), User.objects.get(name="Cleo")
    send(administrator, "/people/functions/new/", name="Marketing", letter="M")
    assert "Marketing has no head." in administrator.get("/start/").content.decode()
    send(administrator, "/people/functions/marketing/", head=mara.pk, reason="Named")
    send(steward, "/dictionary/domains/new/", name="Leads")
    for right, holder in (("accountable", mara), ("decides", cleo), ("force", cleo)):
        send(steward, f"/rights/grant/?right={right}&over=domain:leads", person=holder.pk)
    send(
        steward,
        "/polls/pack/",
        people=[mara.pk, cleo.pk],
        few="on",
        closes_on=timezone.now().date() + timedelta(days=7),
    )
    poll = OwnershipPoll.objects.earliest("pk")
    enter("mara@example.com").post(f"/polls/{poll.pk}/answer/", {"answer": "nobody"})
    steward.post(f"/polls/{poll.pk}/close/")
    return steward


def _agrees(steward: Client) -> None:
    """Agree what two KPIs mean, log that they differ, and name who answers for that."""
    assert "none is named yet" in steward.get("/dictionary/new/").content.decode()
    send(steward, "/dictionary/systems/new/", name="CRM")
    system, leads = SourceSystem.objects.get().pk, DataDomain.objects.get().pk
    for name in ("MQL", "Accepted"):
        facts = {"kind": "outcome", "unit": "count", "direction": "higher"}
        send(steward, "/dictionary/new/", name=name, domain=leads, system=system, **facts)
        path = f"/m/{name.lower()}/definitions"
        means = {"meaning": f"{name} as agreed", "formula": "count", "implemented_in": system}
        send(steward, f"{path}/new/", **means)
        enter("mara@example.com").post(f"{path}/1/approve/", {"reason": "Agreed"})
    sides = {"a-kpi": "mql", "a-value": "847", "a-period": "2026-09"}
    sides |= {"b-kpi": "accepted", "b-value": "200", "b-period": "2026-09"}
    steward.post("/register/new/", {**sides, "url": "https://example.com/report", "sides": "2"})
    assert "C-001 has no owner." in steward.get("/start/").content.decode()
    send(steward, "/c/C-001/assign/", owner=User.objects.get(name="Mara").pk, layer=2)


def _reviews(steward: Client) -> None:
    """Name who reviews, call the first review, hold it and close it."""
    cleo = User.objects.get(name="Cleo").pk
    send(steward, "/reviews/bodies/new/", name="Data council", chair=cleo, scribe=cleo, quorum=1)
    send(steward, "/reviews/data-council/schedule/")
    review = Review.objects.get()
    path = f"/reviews/data-council/{review.label}/"
    steward.post(f"{path}start/", {"version": review.version})
    send(steward, f"{path}close/", confirm=review.label)
