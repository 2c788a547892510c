"""Every page: who may open it, and who may send its form."""

from tests.governance.permissions.table import Row

ROWS: list[Row] = []
