"""What the database refuses of bridges: a step made over, a run once signed, a foreign citation."""

from collections.abc import Iterator

from governance.history.trigger import Trigger

SIGNED = "(SELECT b.status FROM governance_bridge b WHERE b.id = {}) = 'signed'"
ITEM = "(SELECT b.contradiction_id FROM governance_bridge b WHERE b.id = NEW.{})"
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
    for table, column, item, event in (
        ("governance_contradiction", "cited_bridge_id", "id", "UPDATE"),
        ("governance_decision", "bridge_id", "contradiction_id", "INSERT"),
    ):
        yield Trigger(
            table,
            "cites_its_own_bridge",
            event,
            "a proposal and a decision cite a bridge of their own item",
            f"NEW.{column} IS NOT NULL AND {ITEM.format(column)} <> NEW.{item}",
        )
    yield Trigger(
        "governance_bridgerows",
        "gone_for_good",
        "UPDATE",
        "rows that were deleted stay deleted",
        "OLD.deleted_at IS NOT NULL",
    )
