"""Which moves exist: the life of an item as data, with no Django in sight.

Triggers, policies, pages, the API and the tests are all generated from `LIFECYCLE`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

OPEN = (
    "logged",
    "assigned",
    "investigating",
    "proposed",
    "decided",
    "verifying",
    "accepted",
)
ENDED = ("closed", "dismissed")

# Verbs that do not read on to the item by their own name.
SPOKEN = {
    "propose": "propose the options of",
    "send_back": "send back the options of",
    "accept_until": "accept the difference in",
    "renew": "renew the acceptance of",
    "verify": "verify and close",
    "fail": "fail the verification of",
    "force": "force a reconciliation of",
}


@dataclass(frozen=True)
class Move:
    """One verb: the states it leaves, the state it reaches, and who may make it."""

    verb: str
    label: str
    sources: tuple[str, ...]
    target: str | None  # None: the state stays
    who: tuple[str, ...]

    @property
    def words(self) -> str:
        """What somebody may do by it, followed by the item: take up, fail the verification of."""
        return SPOKEN.get(self.verb, self.verb.replace("_", " "))

    def reaches(self, source: str) -> str:
        """Return the state after the move from `source`."""
        return self.target or source


class Lifecycle:
    """A set of moves that can be asked which of them are legal."""

    def __init__(self, *moves: Move) -> None:
        self.moves: Mapping[str, Move] = {move.verb: move for move in moves}

    def __getitem__(self, verb: str) -> Move:
        return self.moves[verb]

    def __iter__(self) -> Iterator[Move]:
        return iter(self.moves.values())

    def from_state(self, status: str) -> list[Move]:
        """Return the moves that leave `status`, in the order of the table."""
        return [move for move in self if status in move.sources]

    def edges(self) -> set[tuple[str, str]]:
        """Return every (from, to) pair of different states; the database refuses all others."""
        return {
            (source, move.reaches(source))
            for move in self
            for source in move.sources
            if move.reaches(source) != source
        }


LIFECYCLE = Lifecycle(
    Move("assign", "Assign", ("logged",), "assigned", ("steward", "arbiter")),
    Move("reassign", "Reassign", OPEN[1:], None, ("steward", "arbiter")),
    Move("take_up", "Take up", ("assigned",), "investigating", ("owner",)),
    Move("decline", "Not mine", ("assigned",), "logged", ("owner",)),
    Move("dismiss", "Dismiss", ("logged", "assigned", "investigating"), "dismissed", ("steward",)),
    Move("reinstate", "Reinstate", ("dismissed",), "logged", ("steward", "arbiter")),
    Move("resolve", "Resolve with a fix", ("investigating",), "verifying", ("owner",)),
    Move("propose", "Propose", ("investigating",), "proposed", ("owner", "recommender")),
    Move("send_back", "Send back", ("proposed",), "investigating", ("decider", "agreer")),
    Move("decide", "Decide", ("proposed",), "decided", ("decider",)),
    Move("accept_until", "Accept until a date", ("proposed",), "accepted", ("decider",)),
    Move("renew", "Renew the acceptance", ("accepted",), None, ("decider",)),
    Move("settle", "Settle", ("accepted",), "verifying", ("owner", "system")),
    Move("expire", "Expire", ("accepted",), "investigating", ("system",)),
    Move("start_verifying", "Start verifying", ("decided",), "verifying", ("owner",)),
    Move("verify", "Verify and close", ("verifying",), "closed", ("not_owner", "system")),
    Move("fail", "Verification failed", ("verifying",), "decided", ("not_owner", "system")),
    Move("reconsider", "Reconsider", ("decided", "verifying"), "proposed", ("decider",)),
    Move("reopen", "Reopen", ("closed",), "investigating", ("side", "system")),
    Move("escalate", "Escalate", OPEN, None, ("owner", "raiser", "side", "system")),
    Move("force", "Force reconciliation", OPEN, "investigating", ("force_holder",)),
)
