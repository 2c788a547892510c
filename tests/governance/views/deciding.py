"""What a browser sends from the decide page."""

from typing import Any

from accounts.models import User
from governance.models import Contradiction
from tests.governance.views.visiting import visit


def page_of(item: Contradiction) -> str:
    return f"/c/{item.code}/decide/"


def filled(item: Contradiction, person: User, letter: str = "A") -> dict[str, Any]:
    """Return what a browser sends after choosing an option and touching nothing else."""
    page = visit(person, page_of(item))
    option = item.options.get(letter=letter, cycle=item.cycle)
    sent: dict[str, Any] = {"option": option.pk, "version": item.version}
    for part in page.context["forms"] + [o["recorded"] for o in page.context["options"]]:
        for field in part.visible_fields():
            value = field.value()
            if part.prefix and value not in (None, ""):
                sent[field.html_name] = value
    return sent


def three_clicks(item: Contradiction, person: User, letter: str = "A", **more: Any) -> Any:
    """Choose an option, tick “None voiced”, press the button."""
    sent = {**filled(item, person, letter), "none_voiced": "on", **more}
    return visit(person, page_of(item), {k: v for k, v in sent.items() if v is not None})
