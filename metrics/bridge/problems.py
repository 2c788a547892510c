"""What keeps two lists from being bridged."""


class BridgeError(ValueError):
    """Refuse to bridge, in a sentence that says how to put it right."""


class Cancelled(Exception):
    """Somebody stopped the work; nothing was written."""
