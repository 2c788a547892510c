"""What is wrong with a cell or a file, and what to do about it."""

from dataclasses import dataclass, replace

LEFT_QUOTE, RIGHT_QUOTE = "\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
LONGEST_VALUE = 60


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One refusal: where, what was found, what is wrong with it, how to put it right.

    `row` counts as a spreadsheet does, the header being row 1; None concerns the whole file.
    """

    wrong: str
    fix: str
    value: str = ""
    field: str = ""
    row: int | None = None

    def at(self, row: int, field: str) -> "Problem":
        """Say where the cell stood."""
        return replace(self, row=row, field=field)

    @property
    def text(self) -> str:
        """Write it as one line: Row 7, value: “12,34” is not ... Write it like ..."""
        where = [f"Row {self.row}"] if self.row is not None else []
        where += [self.field] if self.field else []
        found = f"{LEFT_QUOTE}{_shortened(self.value)}{RIGHT_QUOTE} " if self.value else ""
        return f"{', '.join(where)}{': ' if where else ''}{found}{self.wrong}. {self.fix}."


class ReadingError(Exception):
    """Refuse to read, and carry the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text)
        self.problem = problem


def refusal(value: str, wrong: str, fix: str) -> ReadingError:
    """Build the error for one piece of text."""
    return ReadingError(Problem(value=value, wrong=wrong, fix=fix))


def _shortened(value: str) -> str:
    value = " ".join(value.split())
    return value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}{ELLIPSIS}"
