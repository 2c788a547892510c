"""Rows that show how a template is filled in."""

SAMPLES: dict[str, tuple[dict[str, str], ...]] = {
    "functions": (
        {"name": "Marketing", "letter": "M", "slug": "marketing"},
        {"name": "Sales", "letter": "S", "slug": "sales", "head": "head.of.sales@example.com"},
    ),
    "people": (
        {
            "email": "head.of.sales@example.com",
            "name": "Head of Sales",
            "role": "contributor",
            "function": "sales",
            "time_zone": "Europe/Berlin",
        },
        {"email": "auditor@example.com", "name": "Auditor", "role": "auditor"},
    ),
    "domains": (
        {"name": "Company", "slug": "company"},
        {"name": "Leads", "slug": "leads", "parent": "company"},
    ),
    "systems": (
        {"name": "CRM", "slug": "crm"},
        {"name": "Lead list", "slug": "lead-list", "shadow": "yes", "retire_by": "2027-03-31"},
    ),
    "kpis": (
        {
            "name": "MQL",
            "slug": "mql-marketing",
            "domain": "leads",
            "system": "crm",
            "function": "marketing",
            "kind": "functional",
            "stage": "interest",
            "unit": "count",
            "unit_label": "MQLs",
            "verb": "counts",
            "direction": "higher",
            "cadence": "quarter",
            "target": "800",
            "at_risk": "720",
            "used_for": "budget board",
            "uses": "Board pack p. 4",
        },
    ),
    "rights": (
        {
            "person": "head.of.sales@example.com",
            "right": "decides",
            "domain": "leads",
            "since": "2026-01-01",
        },
        {
            "person": "head.of.sales@example.com",
            "right": "accountable",
            "kpi": "mql-marketing",
            "since": "2026-01-01",
        },
    ),
    "issues": (
        {
            "reference": "LOG-17",
            "kpi_1": "mql-marketing",
            "value_1": "847",
            "side_2": "Sales",
            "value_2": "200",
            "claim_2": "200 of them are worth working",
            "period": "2026-Q3",
            "occurred_on": "2026-10-02",
            "question": "Which number does the capacity plan use?",
            "layer": "2",
            "severity": "2",
            "owner": "head.of.sales@example.com",
        },
        {
            "reference": "LOG-18",
            "side_1": "Delivery",
            "claim_1": "97 % of tickets meet the SLA",
            "side_2": "customer",
            "claim_2": "We chase each ticket twice",
            "occurred_on": "2026-09-14",
            "domain": "leads",
            "kind": "signal",
        },
    ),
}
