"""Health, signing in, and one's own settings."""

from tests.governance.permissions.table import Row

ROWS: list[Row] = []
