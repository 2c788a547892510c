"""Who keeps people and settings: a role, because nothing here decides a dispute."""

from accounts.models import User
from accounts.refusals import NotEntitled


def is_administrator(person: User) -> bool:
    """Say whether a person keeps people and settings; the system does at set-up."""
    return person.is_administrator or person.is_system


def require_administrator(person: User, what: str) -> None:
    """Refuse everybody but administrators."""
    if not is_administrator(person):
        raise NotEntitled(f"Only an administrator may {what}.")
