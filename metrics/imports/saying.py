"""What a checked file comes to, in one sentence; lists and readings say it alike."""

from metrics.figures import number, tally

UNREADABLE = "The file cannot be read like this."


def findings(rows: int, *, adds: int, same: int, refused: int) -> str:
    """Say how many rows would change something, and what keeps the others from it."""
    every = tally(rows, "row")
    if refused == rows:
        return f"None of the {every} can be imported yet." if rows else "The file has no rows."
    if same == rows:
        here = "is" if rows == 1 else "are"
        return f"{_all(rows)} {here} here already; importing changes nothing."
    if adds == rows:
        return f"{_all(rows)} can be imported."
    parts = [f"{number(adds)} of {every} can be imported"] if adds else []
    if same:
        of = "" if adds else f" of {every}"
        parts.append(f"{number(same)}{of} {'is' if same == 1 else 'are'} here already")
    if refused:
        parts.append(f"{number(refused)} cannot be taken yet")
    return f"{', '.join(parts)}."


def _all(rows: int) -> str:
    return "The one row" if rows == 1 else f"All {tally(rows, 'row')}"
