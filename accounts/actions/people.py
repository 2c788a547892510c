"""Inviting people and keeping their records; deactivation lives in governance."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Function, User
from accounts.recording import Act

KEPT = {"name", "function", "role", "time_zone", "email"}


def system_actor(at: datetime) -> User:
    """Return the one named system actor, made on first use."""
    found = User.objects.filter(is_system=True).first()
    if found:
        return found
    with transaction.atomic():
        system = User(email="system@tieout.invalid", name="System", is_system=True)
        system.set_unusable_password()
        return Act(actor=system, at=at, verb="set_up", reason="First start").record(system)


def register_person(
    *,
    email: str,
    name: str,
    actor: User,
    at: datetime,
    role: str = User.Role.CONTRIBUTOR,
    function: Function | None = None,
    time_zone: str = "UTC",
    password: str | None = None,
) -> User:
    """Make an account; without a password the person sets one by the link of the invitation."""
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError({"email": f"{email} has an account already."})
    with transaction.atomic():
        person = User(
            email=email.lower(), name=name, role=role, function=function, time_zone=time_zone
        )
        person.set_password(password)
        return Act(actor=actor, at=at, verb="invite").record(person)


def change_person(*, person: User, actor: User, at: datetime, reason: str, **facts: Any) -> User:
    """Change what is kept of a person: the names in `KEPT`."""
    unknown = set(facts) - KEPT
    if unknown:
        raise ValidationError(f"Not kept of a person: {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        kept = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        for name, value in facts.items():
            setattr(kept, name, value)
        return Act(actor=actor, at=at, verb="change_person", reason=reason).record(kept)


def name_function(
    *, name: str, slug: str, letter: str, actor: User, at: datetime, head: User | None = None
) -> Function:
    """Add a function of the company."""
    with transaction.atomic():
        function = Function(name=name, slug=slug, letter=letter, head=head)
        return Act(actor=actor, at=at, verb="name_function").record(function)


def name_head(*, function: Function, head: User, actor: User, at: datetime) -> Function:
    """Name the head of a function, the first rung of its ladder."""
    with transaction.atomic():
        kept = Function.objects.select_for_update(of=("self",)).get(pk=function.pk)
        kept.head = head
        return Act(actor=actor, at=at, verb="name_head", reason=f"{head} heads {kept}").record(kept)
