"""One rule the database keeps by itself, written for SQLite and PostgreSQL."""

from dataclasses import dataclass

PREFIX = "tie_"


@dataclass(frozen=True)
class Trigger:
    """Refuse an event on a table while a condition over OLD and NEW holds (SQL, per vendor)."""

    table: str
    rule: str
    event: str  # INSERT, UPDATE, DELETE or, on PostgreSQL, TRUNCATE
    message: str
    condition: str = ""

    @property
    def name(self) -> str:
        """The trigger's name, unique in the database and within PostgreSQL's 63 characters."""
        return f"{PREFIX}{self.table}_{self.rule}"[:63]

    def sqlite(self) -> list[str]:
        """Return the statements that (re)create it on SQLite."""
        when = f"WHEN {self.condition} " if self.condition else ""
        return [
            f"DROP TRIGGER IF EXISTS {self.name}",
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW {when}"
            f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END",
        ]

    def postgresql(self) -> list[str]:
        """Return the statements that (re)create it on PostgreSQL."""
        body = f"RAISE EXCEPTION '{self.message}' USING ERRCODE = 'check_violation';"
        if self.condition:
            body = f"IF {self.condition} THEN {body} END IF;"
        row = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(self.event, "NEW")
        each = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {body} RETURN {row}; END $$",
            f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}",
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
            f"FOR EACH {each} EXECUTE FUNCTION {self.name}()",
        ]
