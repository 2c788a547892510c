"""What a browser sends from the bridge page."""

from typing import Any

from accounts.models import User
from governance.models import Contradiction
from tests.factories.bridges import Drawn
from tests.governance.views.reading_pages import HTMX
from tests.governance.views.visiting import visit


def page_of(item: Contradiction) -> str:
    return f"/c/{item.code}/bridge/"


def send(
    drawn: Drawn, path: str, person: User | None = None, *, htmx: bool = False, **data: Any
) -> Any:
    drawn.item.refresh_from_db()
    sent = {"version": drawn.item.version, **data}
    where = f"{page_of(drawn.item)}{drawn.bridge.pk}/{path}"
    return visit(person or drawn.owner, where, sent, headers=HTMX if htmx else None)


def step(drawn: Drawn, **changes: Any) -> dict[str, Any]:
    facts = {
        "cause": 4,
        "label": "Score over 60, no budget",
        "sign": "less",
        "amount": "471",
        "evidence": drawn.evidence.pk,
    }
    return facts | changes
