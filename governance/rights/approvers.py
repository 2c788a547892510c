"""Who may judge what a KPI means: those who answer for it, never its author."""

from collections.abc import Iterable
from datetime import date

from accounts.models import LedgerEntry, User
from accounts.refusals import NotEntitled
from governance.rights.lending import near, principals
from governance.rights.matrix import Matrix, Matter, Right
from metrics.models import KPI, KPIDefinition

JUDGING = ("approve_definition", "reject_definition")


def approvers_of(kpi: KPI, day: date, matrix: Matrix | None = None) -> list[User]:
    """Return the head of the KPI's function and whoever is accountable or decides on it."""
    rights, matter = matrix or Matrix.on(day), Matter(kpis=(kpi,))
    head = kpi.function.head if kpi.function else None
    found = [*([head] if head else [])]
    for right in (Right.ACCOUNTABLE, Right.DECIDES):
        found += rights.holders(right, matter)
    return list({person.pk: person for person in found if person.is_active}.values())


def require_approver(
    definition: KPIDefinition, person: User, day: date, matrix: Matrix | None = None
) -> User | None:
    """Refuse somebody who does not answer for the KPI, saying who does.

    Returns on whose behalf they judge, where it is somebody they stand in for.
    """
    able = [p for p in approvers_of(definition.kpi, day, matrix) if p.pk != definition.author_id]
    if person.pk == definition.author_id:
        raise NotEntitled(f"{definition} is your own proposal; somebody else judges it.")
    lenders = [] if person in able else [one for one in principals(person, day) if one in able]
    if person not in able and not lenders:
        names = " or ".join(str(one) for one in able)
        who = names or "the head of its function, or who is accountable or decides"
        raise NotEntitled(f"Only {who} may judge {definition}.")
    if definition.author_id in near([person.pk, *(one.pk for one in lenders)], day):
        how = f"You stand in for {definition.author}, who proposed {definition}"
        raise NotEntitled(f"{how}; somebody else judges it.")
    return lenders[0] if lenders else None


def may_judge(
    definition: KPIDefinition, person: User, day: date, matrix: Matrix | None = None
) -> bool:
    """Say whether a proposal waits for this very person."""
    if definition.status != KPIDefinition.Status.PROPOSED:
        return False
    try:
        require_approver(definition, person, day, matrix)
    except NotEntitled:
        return False
    return True


def judged_for(definitions: Iterable[KPIDefinition]) -> dict[int, User]:
    """Return on whose behalf each definition was judged, by its key; most are not in the list."""
    versions = dict(
        KPIDefinition.history.filter(id__in=[one.pk for one in definitions]).values_list(
            "history_id", "id"
        )
    )
    judged = LedgerEntry.objects.filter(
        table_name=KPIDefinition.history.model._meta.db_table,
        row_id__in=versions,
        verb__in=JUDGING,
        on_behalf_of__isnull=False,
    )
    rows = judged.select_related("on_behalf_of")
    return {versions[row.row_id]: row.on_behalf_of for row in rows if row.on_behalf_of}
