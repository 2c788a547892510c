"""Words somebody wants gone, and an administrator who takes them out."""

from typing import Any

from governance.actions import comments
from governance.actions.erasure import redact
from governance.models import Comment, Contradiction, Redaction
from tests.factories.clock import clock
from tests.factories.governance import Company

SECRET = "Ottilie Quarterman's home number"
WHY = "Asked for by the person"


def erase(company: Company, record: Any, field: str) -> list[Redaction]:
    return redact(
        record=record, field=field, reason=WHY, actor=company.administrator, at=clock.tick()
    )


def said(company: Company, item: Contradiction, body: str = SECRET) -> Comment:
    return comments.comment(item=item, body=body, actor=company.outsider, at=clock.tick())
