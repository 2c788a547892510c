"""Inviting people and keeping their records; deactivation lives in governance."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import AccessToken, Function, User
from accounts.policies import require_administrator
from accounts.recording import Act
from accounts.turns import take_turns

KEPT = {"name", "function", "role", "time_zone", "email"}
FUNCTION_FACTS = {"name", "letter"}


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
    require_administrator(actor, "invite people")
    with transaction.atomic():
        person = User(
            email=email.strip().lower(),
            name=name,
            role=role,
            function=function,
            time_zone=time_zone,
        )
        _refuse_taken_address(person)
        person.set_password(password)
        return Act(actor=actor, at=at, verb="invite").record(person)


def change_person(*, person: User, actor: User, at: datetime, reason: str, **facts: Any) -> User:
    """Change what is kept of a person: the names in `KEPT`. What is the same is not recorded."""
    require_administrator(actor, "change a person")
    unknown = set(facts) - KEPT
    if unknown:
        raise ValidationError(f"Not kept of a person: {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        kept = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if "email" in facts:
            facts["email"] = facts["email"].strip().lower()
        changed = {name: told for name, told in facts.items() if getattr(kept, name) != told}
        if not changed:
            return kept
        if "role" in changed:
            refuse_without_administrator(kept)
        for name, told in changed.items():
            setattr(kept, name, told)
        _refuse_taken_address(kept)
        return Act(actor=actor, at=at, verb="change_person", reason=reason).record(kept)


def change_own_settings(*, time_zone: str, shortcuts: bool, actor: User, at: datetime) -> User:
    """Set the zone one reads moments in, and whether single keys do something."""
    with transaction.atomic():
        kept = User.objects.select_for_update(of=("self",)).get(pk=actor.pk)
        moved = kept.time_zone != time_zone
        kept.time_zone, kept.shortcuts = time_zone, shortcuts
        if moved:
            return Act(actor=actor, at=at, verb="change_own_settings").record(kept)
        # Which keys a browser listens to is nobody's decision, so history does not keep it.
        User.objects.filter(pk=kept.pk).update(shortcuts=shortcuts)
    return kept


def choose_password(*, person: User, password: str) -> None:
    """Set the password of a person who proved to be that person; history never sees it.

    Written by itself: saving the whole row would put back what changed since it was read.
    """
    person.set_password(password)
    User.objects.filter(pk=person.pk).update(password=person.password)


def close_account(act: Act, person: User) -> None:
    """Shut a person out under an act: sign-in, sessions, reset links and tokens all end.

    Sessions and links are signed with the password, so losing it ends every one of them.
    """
    person.is_active = False
    person.set_unusable_password()
    # Passkeys and authenticator apps stay: without a sign-in they open nothing, and who comes
    # back by a fresh invitation finds them.
    act.record(person)
    AccessToken.objects.filter(user=person).delete()


def refuse_without_administrator(person: User) -> None:
    """Keep one administrator, or nobody could invite or let anybody in again.

    Two who let each other go at once would each still see the other: one waits for the other.
    """
    take_turns("administrators")
    others = User.objects.active().filter(role=User.Role.ADMINISTRATOR).exclude(pk=person.pk)
    if person.is_administrator and person.is_active and not others.exists():
        how = f"{person} is the only administrator. Make somebody else one first."
        raise ValidationError({"role": how})


def name_function(
    *, name: str, slug: str, letter: str, actor: User, at: datetime, head: User | None = None
) -> Function:
    """Add a function of the company."""
    require_administrator(actor, "add a function")
    with transaction.atomic():
        function = Function(name=name, slug=slug, letter=letter, head=head)
        function.validate_unique()
        return Act(actor=actor, at=at, verb="name_function").record(function)


def change_function(
    *, function: Function, reason: str, actor: User, at: datetime, **facts: Any
) -> Function:
    """Rename a function or change its letter; its slug stays, because addresses use it."""
    require_administrator(actor, "change a function")
    unknown = set(facts) - FUNCTION_FACTS
    if unknown:
        raise ValidationError(f"Not kept of a function: {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        kept = Function.objects.select_for_update(of=("self",)).get(pk=function.pk)
        for name, value in facts.items():
            setattr(kept, name, value)
        kept.validate_unique()
        return Act(actor=actor, at=at, verb="change_function", reason=reason).record(kept)


def name_head(*, function: Function, head: User, actor: User, at: datetime) -> Function:
    """Name the head of a function, the first rung of its ladder."""
    require_administrator(actor, "name the head of a function")
    if not head.is_active or head.is_system:
        raise ValidationError({"head": f"{head} cannot head a function: name one active person."})
    with transaction.atomic():
        kept = Function.objects.select_for_update(of=("self",)).get(pk=function.pk)
        kept.head = head
        return Act(actor=actor, at=at, verb="name_head", reason=f"{head} heads {kept}").record(kept)


def _refuse_taken_address(person: User) -> None:
    others = User.objects.exclude(pk=person.pk).filter(email__iexact=person.email)
    if others.exists():
        raise ValidationError({"email": f"{person.email} has an account already."})
