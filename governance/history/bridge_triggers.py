"""What the database refuses of computed bridges: a step made over, a run after the signature."""

from collections.abc import Iterator

from governance.history.trigger import Trigger

SIGNED = "(SELECT b.status FROM governance_bridge b WHERE b.id = {}) = 'signed'"
SAME = " AND ".join(
    f'COALESCE(NEW."{column}", -1) = OLD."{column}"'
    for column in ("run_id", "rows", "amount", "cause", "bridge_id")
)


def declared() -> Iterator[Trigger]:
    """Keep computed steps as they were computed, and what was signed as it was signed."""
    yield Trigger(
        "governance_bridgeline",
        "computed_stays",
        "UPDATE",
        "a computed step never changes; computing again makes another",
        f'OLD.run_id IS NOT NULL AND NOT ({SAME} AND NEW."step" = OLD."step")',
    )
    yield Trigger(
        "governance_bridgeline",
        "run_of_its_bridge",
        "INSERT",
        "a step stands on the bridge of its run",
        "NEW.run_id IS NOT NULL AND "
        "(SELECT r.bridge_id FROM governance_bridgerun r WHERE r.id = NEW.run_id) <> NEW.bridge_id",
    )
    yield Trigger(
        "governance_bridgerun",
        "before_signature",
        "INSERT",
        "a signed bridge never changes; a later bridge supersedes it",
        SIGNED.format("NEW.bridge_id"),
    )
    line = "(SELECT l.bridge_id FROM governance_bridgeline l WHERE l.id = NEW.line_id)"
    yield Trigger(
        "governance_stepnote",
        "before_signature",
        "INSERT",
        "the steps of a signed bridge take no more notes",
        SIGNED.format(line),
    )
    yield Trigger(
        "governance_bridgerows",
        "gone_for_good",
        "UPDATE",
        "rows that were deleted stay deleted",
        "OLD.deleted_at IS NOT NULL",
    )
