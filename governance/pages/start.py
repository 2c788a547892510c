"""The first ninety days as a page: each step, why, by whom, and what is missing by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import User
from governance.start.progress import Progress, Stand
from governance.start.steps import DAYS, PHASES, Phase

NAMED = 5  # so many are named; the rest is counted


@dataclass(frozen=True)
class Missing:
    """One thing that is missing, and the page that mends it where the reader may."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class ShownStep:
    """One step as it is read."""

    stand: Stand
    number: int
    state: str
    missing: list[Missing]
    more: int
    first: str
    url: str
    is_next: bool

    @property
    def lacking(self) -> list[str]:
        """What is missing, in words."""
        return [one.text for one in self.missing]


@dataclass(frozen=True)
class ShownPhase:
    """A third of the ninety days, with its dates."""

    phase: Phase
    first_on: date
    last_on: date
    steps: list[ShownStep]
    is_now: bool


def phases(progress: Progress, reader: User) -> list[ShownPhase]:
    """Return the steps by the days they are meant for."""
    shown = iter(_steps(progress, reader))
    return [
        ShownPhase(
            phase,
            first_on=progress.began + timedelta(days=phase.first - 1),
            last_on=progress.began + timedelta(days=phase.last - 1),
            steps=[next(shown) for _ in phase.steps],
            is_now=phase.first <= progress.day <= phase.last,
        )
        for phase in PHASES
    ]


def _steps(progress: Progress, reader: User) -> Iterator[ShownStep]:
    later = {stand.step.key for stand in progress.stands if not (stand.there or stand.skipped)}
    waiting = (stand.step for stand in progress.stands if stand.is_open)
    mine = next((one for one in waiting if one.is_for(reader) and one.after not in later), None)
    for number, stand in enumerate(progress.stands, 1):
        step = stand.step
        yield ShownStep(
            stand,
            number=number,
            state="done" if stand.is_done else "skipped" if stand.skipped else "open",
            missing=list(_missing(progress, stand, reader)),
            more=max(0, stand.gaps - NAMED),
            first=str(step.after.label) if step.after and step.after in later else "",
            url=step.url if step.is_for(reader) else "",
            is_next=step is mine,
        )


def _missing(progress: Progress, stand: Stand, reader: User) -> Iterator[Missing]:
    """Name what a step lacks; nothing where it is done."""
    step = stand.step
    if stand.gaps and step.gaps:
        for row in step.gaps(progress.matrix)[:NAMED]:
            url = step.gap_page(row) if step.gap_page and step.is_for(reader) else ""
            yield Missing(step.lacks.format(row), url)
    elif not stand.there:
        yield Missing(step.nothing)


def headline(progress: Progress) -> str:
    """Say how far the start has come, and on which day."""
    done, count = progress.done, len(progress.stands)
    if progress.next is None and not any(stand.skipped for stand in progress.stands):
        return "The start is made: all of it stands on record."
    skipped = sum(not stand.is_done and not stand.is_open for stand in progress.stands)
    said = f"{done} of {count} steps are done" + (f" and {skipped} skipped" if skipped else "")
    if progress.is_past:
        last = progress.began + timedelta(days=DAYS - 1)
        return f"{said}; the ninety days ended on {last}."
    return f"{said} on day {progress.day} of {DAYS}."
