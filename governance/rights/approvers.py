"""Who may judge what a KPI means: those who answer for it, never its author."""

from datetime import date

from accounts.models import User
from accounts.refusals import NotEntitled
from governance.rights.matrix import Matrix, Matter, Right
from metrics.models import KPI, KPIDefinition


def approvers_of(kpi: KPI, day: date, matrix: Matrix | None = None) -> list[User]:
    """Return the head of the KPI's function and whoever is accountable or decides on it."""
    rights, matter = matrix or Matrix.on(day), Matter(kpis=(kpi,))
    head = kpi.function.head if kpi.function else None
    found = [*([head] if head else [])]
    for right in (Right.ACCOUNTABLE, Right.DECIDES):
        found += rights.holders(right, matter)
    return list({person.pk: person for person in found if person.is_active}.values())


def require_approver(definition: KPIDefinition, person: User, day: date) -> None:
    """Refuse somebody who does not answer for the KPI, saying who does."""
    able = [one for one in approvers_of(definition.kpi, day) if one.pk != definition.author_id]
    if person in able:
        return
    if person.pk == definition.author_id:
        raise NotEntitled(f"{definition} is your own proposal; somebody else judges it.")
    names = " or ".join(str(one) for one in able)
    who = names or "the head of its function, or who is accountable or decides"
    raise NotEntitled(f"Only {who} may judge {definition}.")
