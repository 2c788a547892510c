"""What the database refuses of bridges: a step made over, a run once signed, a foreign citation."""

from collections.abc import Iterator

from governance.history.trigger import Trigger

SIGNED = "(SELECT b.status FROM governance_bridge b WHERE b.id = {}) = 'signed'"
ITEM = "(SELECT b.contradiction_id FROM governance_bridge b WHERE b.id = NEW.{})"
# The two sides of a bridge by their places, in a join that names them after it.
ENDS = (
    "JOIN governance_position {0}1 ON {0}1.id = {0}.start_id "
    "JOIN governance_position {0}2 ON {0}2.id = {0}.end_id"
)
ALIKE = (
    '((o1."order" = b1."order" AND o2."order" = b2."order") '
    'OR (o1."order" = b2."order" AND o2."order" = b1."order"))'
)
SAME = " AND ".join(
    f'COALESCE(NEW."{column}", -1) = OLD."{column}"'
    for column in ("run_id", "rows", "amount", "cause", "bridge_id")
)

CITES_ANOTHER = "COALESCE(OLD.cited_bridge_id, -1) <> NEW.cited_bridge_id"


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
    yield from _cited()
    yield from _repeated()


def _cited() -> Iterator[Trigger]:
    """Cite a bridge of the item itself, and one that never changes."""
    for table, column, item, event, is_new in (
        ("governance_contradiction", "cited_bridge_id", "id", "UPDATE", CITES_ANOTHER),
        ("governance_decision", "bridge_id", "contradiction_id", "INSERT", "TRUE"),
    ):
        yield Trigger(
            table,
            "cites_its_own_bridge",
            event,
            "a proposal and a decision cite a bridge of their own item",
            f"NEW.{column} IS NOT NULL AND {ITEM.format(column)} <> NEW.{item}",
        )
        yield Trigger(
            table,
            "cites_what_stays",
            event,
            "a proposal and a decision cite a bridge that is signed, and so never changes",
            f"NEW.{column} IS NOT NULL AND {is_new} AND NOT {SIGNED.format(f'NEW.{column}')}",
        )


def _repeated() -> Iterator[Trigger]:
    """Repeat what was computed and signed, once between two sides, and end what is repeated."""
    table = "governance_bridgerepeat"
    runs = "EXISTS (SELECT 1 FROM governance_bridgerun r WHERE r.bridge_id = NEW.bridge_id)"
    yield Trigger(
        table,
        "of_a_signed_bridge",
        "INSERT",
        "only a signed bridge out of two lists is repeated",
        f"NOT ({SIGNED.format('NEW.bridge_id')} AND {runs})",
    )
    yield Trigger(
        table,
        "one_between_sides",
        "INSERT",
        "the bridge between these two sides is repeated already",
        "NEW.stops_id IS NULL AND EXISTS (SELECT 1 FROM governance_bridgerepeat r "
        f"JOIN governance_bridge o ON o.id = r.bridge_id {ENDS.format('o')} "
        f"JOIN governance_bridge b ON b.id = NEW.bridge_id {ENDS.format('b')} "
        f"WHERE r.stops_id IS NULL AND o.contradiction_id = b.contradiction_id AND {ALIKE} "
        "AND NOT EXISTS (SELECT 1 FROM governance_bridgerepeat s WHERE s.stops_id = r.id))",
    )
    yield Trigger(
        table,
        "ends_what_stands",
        "INSERT",
        "a repetition is ended on its own bridge",
        "NEW.stops_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM governance_bridgerepeat r WHERE "
        "r.id = NEW.stops_id AND r.stops_id IS NULL AND r.bridge_id = NEW.bridge_id)",
    )
