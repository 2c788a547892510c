"""Which columns each sort of list has; the template, the page and the reader all use this."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from accounts.models import User
from accounts.policies import require_administrator
from governance.lists.samples import SAMPLES
from metrics.csv_writing import csv_text
from metrics.policies import require_keeper, require_steward
from metrics.reading import Problem


@dataclass(frozen=True)
class Column:
    """One column: its name in the header, and what its cells hold."""

    name: str
    hint: str
    is_required: bool = False


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One sort of list."""

    slug: str
    label: str
    same: str
    columns: tuple[Column, ...]
    may: Callable[[User, str], None]

    def require(self, person: User) -> None:
        """Refuse whoever may not keep what the list holds, saying who may."""
        self.may(person, f"import {self.label.lower()}")


def _must(name: str, hint: str) -> Column:
    return Column(name, hint, is_required=True)


SEVERITIES = "1 for S1 (worst) to 4 for S4."
PEOPLE = Kind(
    slug="people",
    label="People",
    same="Two rows are the same person when their e-mail addresses agree.",
    may=require_administrator,
    columns=(
        _must("email", "They sign in with it."),
        _must("name", "As it is to be read in the history."),
        Column("role", "viewer, contributor, steward, auditor or administrator."),
        Column("function", "Slug or name of a function on record."),
        Column("time_zone", "Such as Europe/Berlin; UTC where it is empty."),
    ),
)
FUNCTIONS = Kind(
    slug="functions",
    label="Functions",
    same="Two rows are the same function when their slugs agree.",
    may=require_administrator,
    columns=(
        _must("name", "Such as Marketing."),
        _must("letter", "One letter, its mark in the split glyph."),
        Column("slug", "For addresses; made from the name where it is empty."),
        Column("head", "E-mail of a person on record."),
    ),
)
DOMAINS = Kind(
    slug="domains",
    label="Domains",
    same="Two rows are the same domain when their slugs agree.",
    may=require_keeper,
    columns=(
        _must("name", "Such as Leads."),
        Column("slug", "For addresses; made from the name where it is empty."),
        Column("parent", "Slug or name of a domain on record, or of a row above."),
    ),
)
SYSTEMS = Kind(
    slug="systems",
    label="Source systems",
    same="Two rows are the same system when their slugs agree.",
    may=require_keeper,
    columns=(
        _must("name", "Such as CRM."),
        Column("slug", "For addresses; made from the name where it is empty."),
        Column("shadow", "yes for a spreadsheet that became a source."),
        Column("retire_by", "Only for a shadow: a day such as 2027-03-31."),
    ),
)
KPIS = Kind(
    slug="kpis",
    label="KPIs",
    same="Two rows are the same KPI when their slugs agree.",
    may=require_keeper,
    columns=(
        _must("name", "Such as MQL; two KPIs may share it."),
        _must("slug", "Unique, such as mql-marketing."),
        _must("domain", "Slug or name of a domain on record."),
        _must("system", "Slug or name of a system on record."),
        Column("function", "Slug or name; every functional KPI has one."),
        Column("kind", "functional, outcome or customer."),
        Column("stage", "interest, promise, service or outcome."),
        Column("unit", "count, percent, money, ratio or days."),
        Column("unit_label", "What is counted, such as MQLs."),
        Column("currency", "For money alone, such as EUR."),
        Column("verb", "How its side states it, such as counts."),
        Column("direction", "higher, lower or near."),
        Column("cadence", "day, week, month or quarter."),
        Column("target", "A number in its unit, such as 97."),
        Column("at_risk", "Where risk begins, in the same unit."),
        Column("used_for", "Any of compensation, budget, board, models; spaces between."),
        Column("uses", "Where it is read, such as board pack p. 4."),
    ),
)
RIGHTS = Kind(
    slug="rights",
    label="Rights",
    same="Two rows are the same right when person, right, subject, sort, band and first day agree.",
    may=require_keeper,
    columns=(
        _must("person", "E-mail of somebody on record."),
        _must(
            "right",
            "accountable, decides, recommends, agrees, performs, consulted, arbiter, executive "
            "or force.",
        ),
        Column("domain", "Slug or name; this or a KPI."),
        Column("kpi", "Slug; this or a domain."),
        Column("decision_type", "Slug or name; empty for any decision."),
        Column("severity_from", SEVERITIES),
        Column("severity_to", SEVERITIES),
        Column("exposure_from", "An amount in the company's currency."),
        Column("exposure_to", "The first amount above."),
        _must("since", "The first day, such as 2026-01-01."),
        Column("until", "The first day without it; empty while it lasts."),
    ),
)
ISSUES = Kind(
    slug="issues",
    label="Issues",
    same="Two rows are the same issue when their references agree; one on record is left alone.",
    may=require_steward,
    columns=(
        _must("reference", "Its number in the list it comes from."),
        Column("side_1", "Who says so: a function, or any name. With a KPI it may be empty."),
        Column("kpi_1", "Slug of the KPI, where there is one."),
        Column("value_1", "The figure, in the unit of the KPI."),
        Column("claim_1", "What is said, where there is no figure."),
        Column("side_2", "The other side; customer for the customer."),
        Column("kpi_2", "Slug of the KPI, where there is one."),
        Column("value_2", "The figure, in the unit of the KPI."),
        Column("claim_2", "What is said, where there is no figure."),
        Column("period", "Of both figures: FY26-Q3, 2026-Q3, 2026-09 or a date."),
        Column("occurred_on", "Day of the first evidence; the customer's clock starts then."),
        Column("wording", "Your sentence; one is generated where it is empty."),
        Column("question", "What has to be decided."),
        Column("domain", "Slug or name; that of the KPI where it is empty."),
        Column("kind", "number, signal, definition, incentive or rights."),
        Column("layer", "1 to 5; needed with an owner."),
        Column("severity", SEVERITIES + " Suggested where it is empty."),
        Column("owner", "E-mail; the item is assigned at once."),
        Column("exposure", "An amount; empty where nobody estimated it."),
        Column("currency", "Of the exposure, such as EUR."),
        Column("exposure_basis", "How it was estimated."),
        Column("confidential", "yes to show it to those concerned alone."),
    ),
)
KINDS = (FUNCTIONS, PEOPLE, DOMAINS, SYSTEMS, KPIS, RIGHTS, ISSUES)
BY_SLUG = {kind.slug: kind for kind in KINDS}


def template_csv(kind: Kind) -> str:
    """Return a file to start from: every column, and rows that show how to fill it in."""
    header = [column.name for column in kind.columns]
    rows = [[sample.get(name, "") for name in header] for sample in SAMPLES[kind.slug]]
    return csv_text(header, rows)


def find_columns(kind: Kind, header: Sequence[str]) -> dict[str, str]:
    """Match the header to the columns of a kind; capitals, spaces and marks do not count."""
    given = {_plain(title): title for title in header}
    names = [column.name for column in kind.columns]
    return {name: given[_plain(name)] for name in names if _plain(name) in given}


def column_problems(kind: Kind, header: Sequence[str]) -> Iterator[Problem]:
    """Yield the columns a list cannot do without."""
    found = find_columns(kind, header)
    for column in kind.columns:
        if column.is_required and column.name not in found:
            near = get_close_matches(column.name, header, n=1)
            fix = f"Name the column “{near[0]}” so" if near else "Add it; the template has it"
            yield Problem(
                field=column.name, wrong=f"The header has no column “{column.name}”", fix=fix
            )


def column_notes(kind: Kind, header: Sequence[str]) -> Iterator[str]:
    """Say which columns are not read."""
    unread = [title for title in header if title not in find_columns(kind, header).values()]
    if unread:
        names = ", ".join(f"“{title}”" for title in unread)
        yield f"Not read, because {kind.label.lower()} have no such column: {names}."


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
