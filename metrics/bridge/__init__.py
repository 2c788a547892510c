"""From one list to the other, row by row: why two figures differ, in steps that add up exactly.

Plain Python without Django: `bridge(Side(...), Side(...))` in a shell or a notebook, `manage.py
bridge` from a command line.
"""

from metrics.bridge.database import POSTGRES, SPARK, bridge_tables
from metrics.bridge.duck import Running
from metrics.bridge.problems import BridgeError, Cancelled
from metrics.bridge.result import Bridge, Cause, Source, Step
from metrics.bridge.rows import Rows
from metrics.bridge.run import bridge
from metrics.bridge.several import Overlap, Several, bridge_all, overlap_of
from metrics.bridge.sides import (
    Counted,
    DateFormat,
    File,
    Key,
    Normaliser,
    Order,
    Side,
    Table,
    Window,
)
from metrics.bridge.which_rule import Near, Trial, WhichRule, which_rule

__all__ = [
    "POSTGRES",
    "SPARK",
    "Bridge",
    "BridgeError",
    "Cancelled",
    "Cause",
    "Counted",
    "DateFormat",
    "File",
    "Key",
    "Near",
    "Normaliser",
    "Order",
    "Overlap",
    "Rows",
    "Running",
    "Several",
    "Side",
    "Source",
    "Step",
    "Table",
    "Trial",
    "WhichRule",
    "Window",
    "bridge",
    "bridge_all",
    "bridge_tables",
    "overlap_of",
    "which_rule",
]
