"""Template spelling of figures, dates and marks; the rules themselves live in plain modules."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django import template
from django.forms import BaseForm
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from governance.dispute.marks import STATUS_WORDS
from metrics import figures

register = template.Library()

# A figure in a sentence: its sign, currency, digits and the unit it must not part from.
FIGURE = re.compile(
    r"(?<![\w.,-])"
    r"[\u2212+]?(?:[€$£¥]|[A-Z]{3}\u00a0)?\d+(?:,\d{3})*(?:\.\d+)?"
    r"(?:[\u00a0\u202f](?:%|bn|m|k|d|pts)(?!\w))?"
    r"(?![\w]|-\w)"
)
# What must not break at a line end: dates, IDs and quarters.
UNBROKEN = re.compile(
    r"(?<![\w-])(?:\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?|[CDE]-\d+|FY\d{2,4}-[QHM]\d+)(?![\w-])"
)
BAR_WIDTH = 5
BARS = 4

Maybe = Decimal | int | float | None


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a mark of the sprite; it is decoration, the word beside it carries the meaning."""
    return format_html('<svg class="mk" aria-hidden="true"><use href="#{}"/></svg>', name)


@register.filter
def bars(level: int | str) -> list[tuple[int, bool]]:
    """Return the x and fill of the four severity bars; S1 has all four."""
    filled = BARS + 1 - int(str(level).lstrip("S"))
    return [(index * BAR_WIDTH, index < filled) for index in range(BARS)]


@register.filter
def status_word(status: str) -> str:
    """Say a KPI's status in words, where there is no mark beside it."""
    return STATUS_WORDS.get(status, "")


@register.filter
def number(value: Maybe, places: int | None = None) -> str:
    """Write a figure with thousands commas and a true minus sign."""
    return "" if value is None else figures.number(value, places)


@register.filter
def signed(value: Maybe, places: int | None = None) -> str:
    """Write a difference with its sign."""
    return "" if value is None else figures.signed(value, places)


@register.filter
def percent(share: Maybe, places: int = 1) -> str:
    """Write a share of one as a percentage."""
    return "" if share is None else figures.percent(share, places)


@register.filter
def money(amount: Maybe, currency: str = "EUR") -> str:
    """Write an amount in its currency, thousands and millions shortened."""
    return "" if amount is None else figures.money(amount, currency)


@register.simple_tag
def quantity(value: Maybe, unit: str, currency: str = "") -> str:
    """Write a KPI value by its unit."""
    return "" if value is None else figures.quantity(value, unit, currency)


@register.simple_tag
def difference(value: Maybe, unit: str, currency: str = "") -> str:
    """Write a gap by its unit, with its sign."""
    return "" if value is None else figures.difference(value, unit, currency)


@register.filter
def days(count: int | None) -> str:
    """Write a span of days."""
    return "" if count is None else figures.days(count)


@register.filter
def isodate(on: date | None) -> str:
    """Write a date for a table; a moment is taken to the reader's day first."""
    if isinstance(on, datetime):
        on = timezone.localtime(on).date()
    return "" if on is None else on.isoformat()


@register.filter
def moment(at: datetime | None, zone: str = "") -> str:
    """Write a moment for a table, in the named zone or the reader's."""
    return "" if at is None else figures.moment(at, _zone(zone))


@register.filter
def weekday(on: date | None) -> str:
    """Write a day for reading, such as Thu 12 Nov."""
    if isinstance(on, datetime):
        on = timezone.localtime(on).date()
    return "" if on is None else figures.weekday(on)


@register.filter
def deadline(at: datetime | None, zone: str = "") -> str:
    """Write a deadline in the owner's zone, with the zone's name."""
    return "" if at is None else figures.deadline(at, _zone(zone))


@register.filter
def svg_percent(share: Maybe) -> str:
    """Write a share as the width or place of a drawn bar, kept between 0 and 100 %."""
    held = min(max(Decimal(str(share or 0)), Decimal(0)), Decimal(1))
    return f"{held * 100:.2f}%"


@register.filter
def svg_rest(share: Maybe) -> str:
    """Write what is left of a whole beside `share`, as the width of a drawn bar."""
    return svg_percent(1 - Decimal(str(share or 0)))


@register.simple_tag
def problems(
    form: BaseForm | None = None, forms: Sequence[BaseForm] | None = None
) -> list[dict[str, str]]:
    """List every error of the given forms in page order, each with the id of its input."""
    given = [*([form] if form else []), *(forms or [])]
    found = []
    for one in given:
        found += [{"text": str(text), "target": ""} for text in one.non_field_errors()]
        for field in one:
            target = field.id_for_label or f"{field.auto_id}_0"
            found += [{"text": str(text), "target": target} for text in field.errors]
    return found


@register.filter(is_safe=True)
def keep(text: object) -> SafeString:
    """Keep dates, IDs and quarters of a text on one line each."""
    escaped = str(conditional_escape(text if isinstance(text, str) else str(text)))
    return mark_safe(UNBROKEN.sub(r'<span class="nb">\g<0></span>', escaped))  # noqa: S308 - escaped


@register.filter(is_safe=True)
def embolden(sentence: str) -> SafeString:
    """Set the figures of a sentence in bold, and keep each with its unit."""
    escaped = str(keep(sentence))
    return mark_safe(FIGURE.sub(r"<b>\g<0></b>", escaped))  # noqa: S308 - escaped by keep


def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name or timezone.get_current_timezone_name())
