"""The four expensive patterns, as beginnings of a log."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pattern:
    """A contradiction many companies have: what its sides bring, and the question it asks."""

    slug: str
    label: str
    question: str
    sides: tuple[dict[str, object], ...]
    kind: str = "signal"


PATTERNS = (
    Pattern(
        "leads-up",
        "Leads up, opportunities flat",
        "What counts as a lead worth working?",
        (
            {"label": "Marketing", "unit_label": "leads"},
            {"label": "Sales", "unit_label": "opportunities"},
        ),
        kind="definition",
    ),
    Pattern(
        "onboarding-weak",
        "Conversion up, onboarding weak",
        "What do we promise that onboarding cannot keep?",
        (
            {"label": "Sales", "unit": "percent", "unit_label": "conversion"},
            {
                "label": "Customers",
                "is_customer": True,
                "unit": "percent",
                "unit_label": "live in time",
            },
        ),
    ),
    Pattern(
        "sla-green",
        "SLA green, customer red",
        "Which promise does the customer feel?",
        (
            {"label": "Delivery", "unit": "percent", "unit_label": "of tickets in SLA"},
            {"label": "Customers", "is_customer": True},
        ),
    ),
    Pattern(
        "anecdote",
        "“Complete” data, decisions by anecdote",
        "Which figure would have changed the last decision?",
        (
            {"label": "RevOps", "unit": "percent", "unit_label": "of records complete"},
            {"label": "Leaders"},
        ),
        kind="number",
    ),
)
BY_SLUG = {pattern.slug: pattern for pattern in PATTERNS}
