"""What the database refuses of polls: an answer on record too soon, and a second end."""

from collections.abc import Iterator

from governance.history.trigger import Trigger


def declared() -> Iterator[Trigger]:
    """Keep answers out of the record until their poll is closed, and let it end once."""
    asked = "FROM governance_pollinvitee i JOIN governance_ownershippoll p ON p.id = i.poll_id"
    state = f"(SELECT p.status {asked} WHERE i.id = NEW.invitee_id)"
    yield Trigger(
        "governance_pollanswer",
        "opened_when_closed",
        "INSERT",
        "answers are opened once their poll is closed",
        f"{state} <> 'closed'",
    )
    for event in ("INSERT", "UPDATE"):
        yield Trigger(
            "governance_sealedanswer",
            f"sealed_while_open_{event.lower()}",
            event,
            "an answer is given while its poll is open",
            f"{state} <> 'open'",
        )
    yield Trigger(
        "governance_ownershippoll",
        "ends_for_good",
        "UPDATE",
        "a poll that ended stays as it ended",
        "OLD.status <> 'open' AND NEW.status <> OLD.status",
    )
