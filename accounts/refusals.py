"""Why something could not be done, in words that say what to do instead."""

from typing import Any


class Refusal(Exception):
    """An action was not carried out; nothing was changed."""

    code = "refused"


class IllegalMove(Refusal):
    """The verb does not leave the state the record is in (409)."""

    code = "illegal_move"


class NotEntitled(Refusal):
    """Somebody else may do this; the sentence says who (403)."""

    code = "not_entitled"


class Stale(Refusal):
    """The record changed since it was read (412 for the API, 409 for pages)."""

    code = "stale"

    def __init__(self, item: Any) -> None:
        last = item.history.select_related("history_user").first()
        super().__init__(
            f"{item} was changed by {last.history_user} at {last.history_date:%Y-%m-%d %H:%M} "
            f"UTC: {last.history_change_reason}. Read it again, then repeat what you meant to do."
        )
        self.item = item
