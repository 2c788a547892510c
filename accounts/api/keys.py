"""Keys of rows as they stand in addresses."""


class Key:
    """The key of a row: a whole number a database can hold."""

    regex = r"[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        """Read the number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Write the number."""
        return str(value)
