"""Reviews worked out: who sees them, when the next one is, what it is about."""
