"""Who keeps what is measured: roles, not rights, because nothing here decides a dispute."""

from accounts.models import User
from accounts.refusals import NotEntitled


def is_keeper(person: User) -> bool:
    """Say whether a person keeps domains, systems and KPIs."""
    return person.is_steward or person.is_administrator or person.is_system


def require_keeper(person: User, what: str) -> None:
    """Refuse everybody but stewards and administrators."""
    if not is_keeper(person):
        raise NotEntitled(f"Only a steward or an administrator may {what}.")


def require_keeper_or_auditor(person: User, what: str) -> None:
    """Refuse everybody but stewards, administrators and auditors."""
    if not (is_keeper(person) or person.is_auditor):
        raise NotEntitled(f"Only a steward, an administrator or an auditor may {what}.")


def require_steward(person: User, what: str) -> None:
    """Refuse everybody but stewards."""
    if not (person.is_steward or person.is_system):
        raise NotEntitled(f"Only a steward may {what}.")


def require_contributor(person: User, what: str) -> None:
    """Refuse those who only read."""
    if not (person.may_log or person.is_system):
        raise NotEntitled(f"Only a contributor or a steward may {what}.")
