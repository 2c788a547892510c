"""Why something could not be done to an item; the refusals of every app are named here."""

from typing import TYPE_CHECKING

from accounts.refusals import IllegalMove, NotEntitled, Refusal, Stale

if TYPE_CHECKING:
    from governance.checks import Check
    from governance.models import Contradiction

__all__ = ["AlreadyOpen", "IllegalMove", "NotEntitled", "Refusal", "Stale", "Unmet"]


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
