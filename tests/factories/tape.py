"""Items made once by their acts, and laid down again from the statements that made them.

Most tests begin with an item in some state, and the acts that lead there write the same each time.
What they wrote is kept, and written again where the database, the clock and what is asked for are
just as they were; whatever was not asked before is done by the acts. Triggers and constraints
judge both.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Model

from tests.factories.clock import clock

Make = TypeVar("Make", bound=Callable[..., Any])
SEQUENCES = "SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences"


@dataclass(eq=False)
class Tape:
    """What one asking wrote, what it left for after the commit, and where it left the clock."""

    statements: list[tuple[str, Any, bool]] = field(default_factory=list)
    afterwards: list[Callable[[], object]] = field(default_factory=list)
    until: tuple[Any, ...] = ()
    made: tuple[type[Model], Any] | None = None
    whole: bool = True


class Recorder:
    """Follows what is written: states of the database that were written alike have one mark.

    No mark means that the state is not known; nothing is kept or laid down then.
    """

    def __init__(self) -> None:
        self.mark: int | None = None
        self.first: int | None = None
        self.places: dict[str, int | None] = {}
        self.running: list[Tape] = []
        self.tapes: dict[Any, Tape] = {}
        self.sequences = ""

    def found(self) -> None:
        """Take what the database holds now for what each later test begins with."""
        self.first = 1
        connection.execute_wrappers.append(self.follow)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(SEQUENCES)
                again = [
                    f"setval('{name}', {last or 1}, {last is not None})" for name, last in cursor
                ]
            self.sequences = "SELECT " + ", ".join(again)

    def begin(self) -> None:
        """Begin a test: what the one before wrote is rolled back."""
        self.mark, self.places = self.first, {}

    def rewind(self) -> None:
        """Give ids out as the founding left them, where nothing was written since."""
        if self.sequences and self.mark == self.first:
            with connection.cursor() as cursor:
                cursor.execute(self.sequences)
        elif self.sequences:
            self.mark = None

    def follow(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Run a statement, and note what it does to the state."""
        result = execute(sql, params, many, context)
        word = sql.split(maxsplit=1)[0].upper()
        if word == "SAVEPOINT":
            self.places[sql.rsplit(maxsplit=1)[-1]] = self.mark
        elif word == "ROLLBACK":
            # PostgreSQL gives no id twice, though the first use of it was rolled back.
            self.mark = None if self.sequences else self.places.get(sql.rsplit(maxsplit=1)[-1])
            for tape in self.running:
                tape.whole = False
        elif word not in ("SELECT", "RELEASE") and self.mark is not None:
            self.mark = hash((self.mark, sql, _plain(params)))
            for tape in self.running:
                tape.statements.append((sql, params, many))
        return result


recorder = Recorder()


def remembered(make: Make) -> Make:
    """Let a function that makes an item for a company lay down again what it made before."""

    @wraps(make)
    def again(at: Any, *args: Any, **more: Any) -> Any:
        if recorder.mark is None:
            return make(at, *args, **more)
        asked = (make.__qualname__, _plain(vars(at)), _plain(args), _plain(more))
        key = (recorder.mark, clock.moment, tuple(clock.given.items()), asked)
        if key in recorder.tapes:
            return _laid_down(recorder.tapes[key])
        tape, left = Tape(), len(connection.run_on_commit)
        recorder.running.append(tape)
        try:
            item = make(at, *args, **more)
        finally:
            recorder.running.remove(tape)
        if tape.whole:
            tape.afterwards = [after[1] for after in connection.run_on_commit[left:]]
            tape.until, tape.made = (clock.moment, clock.given.copy()), (type(item), item.pk)
            recorder.tapes[key] = tape
        return item

    return again  # type: ignore[return-value]


def _laid_down(tape: Tape) -> Any:
    """Write what a tape holds, and return the item as it then stands."""
    with connection.cursor() as cursor:
        for sql, params, many in tape.statements:
            (cursor.executemany if many else cursor.execute)(sql, params)
    for after in tape.afterwards:
        transaction.on_commit(after)
    assert tape.made
    model, pk = tape.made
    clock.moment, clock.given = tape.until[0], tape.until[1].copy()
    return model._default_manager.get(pk=pk)


def _plain(value: Any) -> str:
    """Say a value so that only equal ones are said alike: records by their keys."""
    if isinstance(value, Model):
        return f"{value._meta.label}:{value.pk}"
    if isinstance(value, dict):
        return repr([(key, _plain(each)) for key, each in value.items()])
    if isinstance(value, list | tuple):
        return repr([_plain(each) for each in value])
    # What psycopg sends as JSON is cut short when printed.
    return repr(getattr(value, "obj", value))
