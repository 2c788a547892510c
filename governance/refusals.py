"""Why something could not be done, in words that say what to do instead."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from governance.checks import Check
    from governance.models import Contradiction


class Refusal(Exception):
    """An action was not carried out; nothing was changed."""

    code = "refused"


class IllegalMove(Refusal):
    """The verb does not leave the state the item is in (409)."""

    code = "illegal_move"


class NotEntitled(Refusal):
    """Somebody else may do this; the sentence says who (403)."""

    code = "not_entitled"


class Stale(Refusal):
    """The item changed since it was read (412 for the API, 409 for pages)."""

    code = "stale"

    def __init__(self, item: "Contradiction") -> None:
        last = item.history.select_related("history_user").first()
        super().__init__(
            f"{item.code} was changed by {last.history_user} at {last.history_date:%Y-%m-%d %H:%M} "
            f"UTC: {last.history_change_reason}. Read it again, then repeat what you meant to do."
        )
        self.item = item


class Unmet(Refusal):
    """Conditions of a move are not met yet; each unmet one is named (409)."""

    code = "unmet"

    def __init__(self, checks: "list[Check]") -> None:
        self.checks = [check for check in checks if not check.ok]
        super().__init__("Not yet: " + "; ".join(check.text for check in self.checks) + ".")


class AlreadyOpen(Refusal):
    """An open item has this fingerprint; a second sighting adds to the first (409)."""

    code = "already_open"

    def __init__(self, item: "Contradiction") -> None:
        super().__init__(f"{item.code} is already open on this. Add a reading to it instead.")
        self.item = item
