"""Which column holds which field, and in what format its cells are written."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TypeVar

from metrics.reading import (
    DELIMITERS,
    ENCODINGS,
    DateFormat,
    NumberStyle,
    Problem,
    ReadingError,
    Table,
    guess_format,
    guess_styles,
    read_date,
)
from metrics.reading.numbers import STYLES

Guess = TypeVar("Guess")
SAMPLE = 500


@dataclass(frozen=True)
class Field:
    """One thing a reading may state, and the names a column of it goes by."""

    name: str
    label: str
    hint: str
    known_as: tuple[str, ...] = ()


FIELDS = (
    Field("kpi", "KPI", "Its slug, as in the address of its page.", ("metric", "kpislug", "slug")),
    Field(
        "period",
        "Period",
        "FY26-Q3, 2026-Q3, 2026-09, 2026-W40 or a date.",
        ("month", "quarter", "week"),
    ),
    Field("period_start", "First day", "Instead of a named period.", ("start", "from", "begin")),
    Field("period_end", "Last day", "Included in the period.", ("end", "to", "until")),
    Field("value", "Value", "97 or 97 % for a percentage.", ("amount", "figure", "count")),
    Field("numerator", "Numerator", "The part, for a percentage or ratio.", ("part",)),
    Field("denominator", "Denominator", "The whole.", ("whole", "total", "base")),
    Field("as_of", "As of", "The day on which it was read.", ("asof", "readon", "extracted")),
    Field("segment", "Segment", "Empty for the whole KPI.", ("region",)),
    Field("system", "System", "Its slug or name; empty for the KPI's own.", ("source",)),
    Field("definition", "Definition", "Its number, such as v3.", ("definitionversion",)),
    Field("grade", "Evidence", "measured, sampled or anecdotal.", ("evidencegrade", "evidence")),
    Field("sample_size", "Sample size", "How many cases it rests on.", ("n", "samplesize")),
)
NAMES = {field.name: field for field in FIELDS}
HOLDS = {
    "kpi": "its slug, as in the address of its page",
    "period": "it, such as FY26-Q3 or 2026-09",
    "value": "it, such as 97 or 97 %",
}
FIGURES = ("value", "numerator", "denominator")
DAYS = ("as_of", "period_start", "period_end")
FORMAT_NAMES = (
    "date_format",
    "decimal_mark",
    "thousands_mark",
    "encoding",
    "delimiter",
    "as_of",
)


@dataclass(frozen=True, kw_only=True)
class Formats:
    """How the cells are written; `as_of` stands for a column that the file does not have."""

    date_format: str = DateFormat.ISO.value
    decimal_mark: str = "."
    thousands_mark: str = ","
    encoding: str | None = None
    delimiter: str | None = None
    as_of: date | None = None

    @classmethod
    def from_text(cls, told: Mapping[str, str]) -> "Formats":
        """Read formats as a form, a command or the API tells them; what is absent is usual.

        An empty thousands mark means that none is used.
        """
        usual = cls()
        for name in told:
            if name not in FORMAT_NAMES:
                fix = f"Use one of {', '.join(FORMAT_NAMES)}"
                raise _refusal("formats", name, "is not a format of a file", fix)
        as_of = told.get("as_of") or ""
        formats = cls(
            date_format=told.get("date_format") or usual.date_format,
            decimal_mark=told.get("decimal_mark") or usual.decimal_mark,
            thousands_mark=told.get("thousands_mark", usual.thousands_mark),
            encoding=told.get("encoding") or None,
            delimiter=told.get("delimiter") or None,
            as_of=_day(as_of) if as_of else None,
        )
        formats.check()
        return formats

    def varied(self, told: Mapping[str, str]) -> "Formats":
        """Return these formats with what a person told put in their place."""
        kept = {name: value or "" for name, value in self.as_json().items()}
        return Formats.from_text(kept | dict(told))

    def check(self) -> None:
        """Refuse what is not among the choices."""
        if NumberStyle(self.decimal_mark, self.thousands_mark) not in STYLES:
            wrong = "cannot be decimal and thousands mark together"
            found = f"{self.decimal_mark} {self.thousands_mark}"
            raise _refusal("decimal_mark", found, wrong, "Choose two different marks")
        for name, value, choices in (
            ("date_format", self.date_format, tuple(one.value for one in DateFormat)),
            ("encoding", self.encoding, (None, *ENCODINGS)),
            ("delimiter", self.delimiter, (None, *DELIMITERS)),
        ):
            if value not in choices:
                fix = f"Choose one of {', '.join(filter(None, choices))}"
                raise _refusal(name, str(value), "cannot be chosen", fix)

    def as_json(self) -> dict[str, str | None]:
        """Return the choices as they are kept with an import."""
        told = asdict(self)
        return told | {"as_of": self.as_of.isoformat() if self.as_of else None}


@dataclass(frozen=True)
class Suggestion:
    """Formats that read the file, and a question for each that is not the only one."""

    formats: Formats
    questions: tuple[Problem, ...]


def suggest_mapping(header: Sequence[str], told: Mapping[str, str] | None = None) -> dict[str, str]:
    """Match columns to fields by name, each column at most once; what was `told` stands."""
    columns = {_plain(column): column for column in header}
    mapping = dict(told or {})
    for field in (one for one in FIELDS if one.name not in mapping):
        for name in (field.name, field.label, *field.known_as):
            column = columns.get(_plain(name))
            if column is not None and column not in mapping.values():
                mapping[field.name] = column
                break
    return mapping


def mapping_problems(mapping: Mapping[str, str], header: Sequence[str]) -> Iterator[Problem]:
    """Yield what keeps a file from being read at all."""
    for name, column in mapping.items():
        if name not in NAMES:
            fix = f"Use one of {', '.join(NAMES)}"
            yield Problem(field=name, wrong="There is no such field", fix=fix)
        if column not in header:
            fix = "Choose a column of the file"
            yield Problem(field=name, value=str(column), wrong="is not a column of it", fix=fix)
    for column in {c for c in mapping.values() if list(mapping.values()).count(c) > 1}:
        yield Problem(value=column, wrong="is chosen for two fields", fix="Choose it once")
    if "kpi" not in mapping:
        yield _missing("kpi", "No column holds the KPI")
    if "period" not in mapping and not {"period_start", "period_end"} <= mapping.keys():
        yield _missing("period", "No column holds the period, nor two its first and last day")
    if "value" not in mapping and not {"numerator", "denominator"} <= mapping.keys():
        yield _missing("value", "No column holds the value, nor two its numerator and denominator")


def suggest_formats(
    table: Table, mapping: Mapping[str, str], told: Mapping[str, str] | None = None
) -> Suggestion:
    """Find formats that read the file; where several do, a person must say which is meant.

    Cells that no format reads are left for their rows to answer for. What was `told` stands, and
    is not asked again.
    """
    formats = Formats(encoding=table.encoding, delimiter=table.delimiter)
    questions: list[Problem] = []
    styles = _fitting(_cells(table, mapping, FIGURES), guess_styles)
    if styles:
        best = styles[0]
        formats = replace(
            formats, decimal_mark=best.decimal_mark, thousands_mark=best.thousands_mark
        )
    if len(styles) > 1:
        read_as = " or ".join(f"like {style.example}" for style in styles)
        questions.append(_question("decimal_mark", f"Numbers can be read as written {read_as}"))
    named = (cell for cell in _cells(table, mapping, ("period",)) if guess_format([cell]))
    days = _fitting([*_cells(table, mapping, DAYS), *named], guess_format)
    if days:
        formats = replace(formats, date_format=days[0].value)
    if len(days) > 1:
        read_as = " or ".join(one.value for one in days)
        questions.append(_question("date_format", f"Dates can be read as {read_as}"))
    asked = tuple(one for one in questions if one.field not in (told or {}))
    return Suggestion(formats.varied(told or {}), asked)


def _fitting(
    cells: Sequence[str], guess: Callable[[Iterable[str]], tuple[Guess, ...]]
) -> tuple[Guess, ...]:
    """Guess from all cells; where that fails, from those among the first that read as anything."""
    found = guess(cells)
    if found or not cells:
        return found
    return guess([cell for cell in cells[:SAMPLE] if guess([cell])])


def _cells(table: Table, mapping: Mapping[str, str], names: tuple[str, ...]) -> list[str]:
    columns = [mapping[name] for name in names if mapping.get(name) in table.header]
    return [cell for column in columns for cell in table.column(column)]


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _missing(name: str, wrong: str) -> Problem:
    return Problem(field=name, wrong=wrong, fix=f"Choose the column that holds {HOLDS[name]}")


def _question(name: str, wrong: str) -> Problem:
    return Problem(field=name, wrong=wrong, fix="Choose which is meant")


def _day(text: str) -> date:
    try:
        return read_date(text)
    except ReadingError as error:
        raise ReadingError(replace(error.problem, field="as_of")) from error


def _refusal(field: str, value: str, wrong: str, fix: str) -> ReadingError:
    return ReadingError(Problem(field=field, value=value, wrong=wrong, fix=fix))
