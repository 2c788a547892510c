"""Reading a record again under a lock, before it is changed."""

from accounts.refusals import Stale
from metrics.models import KPI


def lock_kpi(kpi: KPI, version: int | None = None) -> KPI:
    """Read a KPI again under a row lock, refusing a version that is no longer the latest."""
    kept = KPI.objects.select_for_update(of=("self",)).select_related("system").get(pk=kpi.pk)
    if version is not None and kept.version != version:
        raise Stale(kept)
    return kept
