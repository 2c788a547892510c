"""How much an item matters, suggested from exposure and from what its KPIs are used for."""

from collections.abc import Iterable
from decimal import Decimal

from django.conf import settings

from metrics.models import KPI


def suggest_severity(exposure: Decimal | None, kpis: Iterable[KPI]) -> int:
    """Return 1 (worst) to 4: by exposure, one step worse where pay or the board depend on it.

    What nobody has estimated starts at 3. The thresholds are settings (`TIEOUT`).
    """
    step = 3
    if exposure is not None:
        floors = settings.TIEOUT.severity_from_exposure
        step = next(level for level in (1, 2, 3, 4) if exposure >= floors[f"S{level}"])
    raising = any(kpi.raises_severity for kpi in kpis)
    return max(1, step - 1) if raising else step
