"""From a file somebody uploads to readings: columns, rows, and what each row would change."""

from metrics.imports.columns import FIELDS, Field, Formats, suggest_formats, suggest_mapping
from metrics.imports.plan import Line, Plan, Verdict, plan_import
from metrics.imports.row_hash import rows_sha256

__all__ = [
    "FIELDS",
    "Field",
    "Formats",
    "Line",
    "Plan",
    "Verdict",
    "plan_import",
    "rows_sha256",
    "suggest_formats",
    "suggest_mapping",
]
