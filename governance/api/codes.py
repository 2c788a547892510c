"""Numbers of items and decisions as they stand in addresses."""


class Code:
    """`C-014` in an address, 14 in a query."""

    letter = "C"
    regex = r"C-[0-9]{3,9}"

    def to_python(self, value: str) -> int:
        """Read the number."""
        return int(value.partition("-")[2])

    def to_url(self, value: int | str) -> str:
        """Write the number as people say it."""
        return value if isinstance(value, str) else f"{self.letter}-{value:03d}"


class DecisionCode(Code):
    """`D-031` in an address, 31 in a query."""

    letter = "D"
    regex = r"D-[0-9]{3,9}"
