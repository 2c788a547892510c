"""What the database refuses of delegations, as conditions both databases can run."""

# One person's delegations never overlap: on any day there is one to ask.
OVERLAPS = (
    "NOT NEW.is_withdrawn AND EXISTS (SELECT 1 FROM accounts_delegation o "
    "WHERE NOT o.is_withdrawn AND o.id <> COALESCE(NEW.id, 0) "
    "AND o.person_id = NEW.person_id "
    "AND o.from_on <= NEW.until_on AND NEW.from_on <= o.until_on)"
)
# Whoever is reached from the delegate on the days that all of the way has in common.
IN_A_CIRCLE = (
    "NOT NEW.is_withdrawn AND EXISTS ("
    "WITH RECURSIVE reached(person_id, from_on, until_on) AS ("
    "SELECT NEW.to_id, NEW.from_on, NEW.until_on UNION "
    "SELECT o.to_id, CASE WHEN o.from_on > r.from_on THEN o.from_on ELSE r.from_on END, "
    "CASE WHEN o.until_on < r.until_on THEN o.until_on ELSE r.until_on END "
    "FROM accounts_delegation o JOIN reached r ON o.person_id = r.person_id "
    "WHERE NOT o.is_withdrawn AND o.id <> COALESCE(NEW.id, 0) "
    "AND o.from_on <= r.until_on AND r.from_on <= o.until_on "
    "AND r.person_id <> NEW.person_id) "
    "SELECT 1 FROM reached WHERE reached.person_id = NEW.person_id)"
)
