"""From one list to the other, row by row: why two figures differ, in steps that add up exactly.

Plain Python without Django: `bridge(Side(...), Side(...))` in a shell or a notebook, `manage.py
bridge` from a command line.
"""

from metrics.bridge.duck import Running
from metrics.bridge.problems import BridgeError, Cancelled
from metrics.bridge.result import Bridge, Cause, Source, Step
from metrics.bridge.rows import Rows
from metrics.bridge.run import bridge
from metrics.bridge.sides import (
    Counted,
    DateFormat,
    File,
    Key,
    Normaliser,
    Order,
    Side,
    Window,
)

__all__ = [
    "Bridge",
    "BridgeError",
    "Cancelled",
    "Cause",
    "Counted",
    "DateFormat",
    "File",
    "Key",
    "Normaliser",
    "Order",
    "Rows",
    "Running",
    "Side",
    "Source",
    "Step",
    "Window",
    "bridge",
]
