"""Rights lent for a time: for whom a person stands in, and who had a hand in what."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from accounts.models import Delegation, LedgerEntry, User
from governance.models import Bridge


def principals(person: User, day: date) -> list[User]:
    """Return those a person stands in for on a day.

    What is lent is not lent on: a delegate's own delegate stands in for the delegate alone.
    """
    running = Delegation.objects.lent_to(person, day)
    return list(User.objects.filter(pk__in=running.values("person")))


def near(hands: Collection[int], day: date) -> set[int]:
    """Return these people and everybody one of them stands in for: no second pair of eyes."""
    lenders = Delegation.objects.on(day).filter(to__in=hands).values_list("person", flat=True)
    return {*hands, *lenders}


def delegate_of(person: User, day: date) -> User | None:
    """Return who stands in for a person on a day, if anybody who can sign in does."""
    running = Delegation.objects.on(day).filter(person=person, to__is_active=True)
    found = running.select_related("to__function").first()
    return found.to if found else None


def delegates_of(people: Iterable[int], day: date) -> dict[int, User]:
    """Return who stands in for each of these people on a day, by the key of the person."""
    running = Delegation.objects.on(day).filter(person__in=people, to__is_active=True)
    return {held.person_id: held.to for held in running.select_related("to")}


def behind(chain: str, verb: str, **row: Any) -> set[int]:
    """Return who last did something under a chain: the one who acted, and on whose behalf."""
    done = LedgerEntry.objects.filter(chain=chain, verb=verb, **row).order_by("-seq")
    last = done.only("actor_id", "on_behalf_of_id").first()
    if last is None:
        return set()
    return {last.actor_id, *([last.on_behalf_of_id] if last.on_behalf_of_id else [])}


def acted_for(chain: str, person: User, principal: int) -> bool:
    """Say whether a person ever did something under a chain on another's behalf."""
    done = LedgerEntry.objects.filter(chain=chain, actor=person, on_behalf_of=principal)
    return done.exists()


def authors_of(bridge: Bridge) -> set[int]:
    """Return who drew a bridge up, and on whose behalf."""
    versions = bridge.history.values("history_id")
    return {bridge.by_id} | behind(bridge.chain, "start_bridge", row_id__in=versions)
