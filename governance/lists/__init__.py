"""Lists a company starts from: people, functions, domains, systems, KPIs, rights and issues."""

from governance.lists.cells import Cells
from governance.lists.columns import BY_SLUG, KINDS, Column, Kind, template_csv

__all__ = ["BY_SLUG", "KINDS", "Cells", "Column", "Kind", "template_csv"]
