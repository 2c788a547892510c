"""What a reading must be, whether a person types it or a file holds it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from metrics.models import Measurement
from metrics.rates import value_of
from metrics.reading import Problem, ReadingError

# Dates are local to whoever wrote them: in the east tomorrow has begun.
HEADSTART = timedelta(days=1)


def settle(reading: Measurement, at: datetime) -> list[Problem]:
    """Work out the value of an unsaved reading, and return what is wrong with it, by field."""
    problems = [*_dates(reading, at), *_definition(reading), *_whole(reading)]
    try:
        reading.value = value_of(
            reading.kpi.unit,
            value=reading.value,
            numerator=reading.numerator,
            denominator=reading.denominator,
        )
    except ReadingError as error:
        problems.append(error.problem)
    return problems


def _dates(reading: Measurement, at: datetime) -> Iterator[Problem]:
    start, end, as_of = reading.period_start, reading.period_end, reading.as_of
    day = "Enter the day on which the figure was read"
    if end < start:
        yield _problem("period_end", f"The period ends on {end}, before it starts", "Check both")
    if as_of < start:
        yield _problem("as_of", f"{as_of} lies before the period begins, {start}", day)
    if as_of > (at + HEADSTART).date():
        yield _problem("as_of", f"{as_of} has not come yet", day)


def _definition(reading: Measurement) -> Iterator[Problem]:
    definition = reading.definition
    if definition is None:
        return
    if definition.kpi_id != reading.kpi_id:
        wrong = f"{definition} defines another KPI"
        yield _problem("definition", wrong, f"Choose a definition of {reading.kpi}")
    elif definition.status != "approved":
        fix = "Choose an approved one, or leave it empty"
        yield _problem("definition", f"{definition} is not approved", fix)


def _whole(reading: Measurement) -> Iterator[Problem]:
    """Refuse a count with decimals: in a file it is a thousand written with another mark."""
    if reading.kpi.unit == "count" and reading.value is not None and reading.value % 1:
        wrong = f"{reading.value:f} is not a whole number, but the unit is count"
        fix = "Write it whole, and check which marks the numbers are written with"
        yield _problem("value", wrong, fix)


def _problem(field: str, wrong: str, fix: str) -> Problem:
    return Problem(field=field, wrong=wrong, fix=fix)
