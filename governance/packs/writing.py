"""A pre-read for those who paste: as Markdown, and its asks as rows."""

import re
from collections.abc import Iterable
from typing import Any

from metrics.csv_writing import csv_text

HEADER = [
    *("item", "severity", "minutes", "purpose", "title", "asked", "recommended"),
    *("option", "option_name", "we_accept", "service", "profit", "risk"),
    *("owner", "date", "revisit"),
]
DECIDED = [
    *("item", "outcome", "title", "decision", "by", "chosen", "we_accept", "why", "dissent"),
    *("until", "promised", "owner", "due"),
]
SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def as_markdown(content: dict[str, Any], sha256: str) -> str:
    """Write a whole pre-read; what people typed is never markup."""
    review, minutes = content["review"], content.get("minutes")
    kind = "final pack" if minutes else "pre-read"
    lines = [
        f"# {_plain(review['body'])}, {_plain(review['about'])}: {kind}",
        "",
        f"**{_plain(content['message'])}**",
        "",
        f"{_plain(review['when'])}. As of {content['as_of_there']}, SHA-256 {sha256}.",
    ]
    view = content["agenda"]["customer_view"]
    if view:
        lines += ["", f"## {_plain(view['sentence'])}", ""]
        lines += _table(("Stage", "Function says", "Customer says"), map(_stage, view["stages"]))
    if minutes:
        lines += _minutes(minutes)
    for item in content["items"]:
        lines += ["", *_item(item)]
    if content["definitions"]:
        lines += ["", "## Definitions", ""]
        lines += [
            f"- **{_plain(one['kpi'])}, v{one['number']}**: {_plain(one['meaning'])}"
            for one in content["definitions"]
        ]
    return "\n".join(lines) + "\n"


def as_csv(content: dict[str, Any]) -> str:
    """Write a row for each option of each item; an item without options has one row.

    Of a final pack it is a row for each promise, or each item without one.
    """
    if minutes := content.get("minutes"):
        return csv_text(DECIDED, [row for one in minutes["items"] for row in _decided(one)])
    asks = {ask["code"]: ask for ask in content["asks"]}
    return csv_text(
        HEADER,
        [
            [*_about(item, asks[item["code"]]), *_option(option)]
            for item in content["items"]
            for option in item["options"] or [None]
        ],
    )


def _minutes(minutes: dict[str, Any]) -> list[str]:
    lines = []
    for one in minutes["items"]:
        title = "a confidential item" if one["is_hidden"] else one["title"]
        lines += ["", f"## {one['word']}: {one['code']}, {_plain(title)}", ""]
        lines += [f"- **{term}**: {_plain('; '.join(texts))}" for term, texts in one["facts"]]
    for head, texts in (("Parking lot", minutes["parked"]), ("Who was there", minutes["present"])):
        lines += ["", f"## {head}", "", *(f"- {_plain(text)}" for text in texts)] if texts else []
    return lines


def _decided(one: dict[str, Any]) -> list[list[Any]]:
    if one["is_hidden"]:
        return [[one["code"], one["word"], "A confidential item", *[""] * 10]]
    dissent = "; ".join(dict(one["facts"]).get("Dissent", ()))
    told = [one["code"], one["word"], one["title"], one["decision"], one["by"], one["chosen"]]
    told += [one["trade_off"], one["reason"], dissent, one["until"] or ""]
    tasks = [[task["title"], task["owner"], task["due_on"]] for task in one["promises"]]
    return [[*told, *task] for task in tasks or [[""] * 3]]


def _item(item: dict[str, Any]) -> list[str]:
    title = "".join(text for text, _ in item["sentence"])
    severity = f"S{item['severity']}, " if item["severity"] else ""
    about = (
        f"{item['purpose']}, {severity}{item['minutes']} min, item {item['nth']} of {item['of']}"
    )
    lines = [f"## {item['code']}: {_plain(title)}", "", f"*{about}*", "", _plain(item["summary"])]
    lines += [""]
    for side in item["sides"]:
        says = " ".join(part for part in (side["figure"], side["note"]) if part) or side["claim"]
        lines.append(f"- **{_plain(side['says'])}**: {_plain(says)}")
    lines.append(f"- **{item['gap']['title']}**: {_plain(item['gap']['figure'])}")
    if item["bridge"]:
        lines += ["", f"**{_plain(item['bridge']['title'])}**", ""]
        steps = [(step["label"], step["amount"], step["note"]) for step in item["bridge"]["steps"]]
        lines += _table(("Step", "Amount", "Evidence, share"), steps)
    if item["options"]:
        lines.append("")
        head = ("Option", "We accept", "Service", "Profit", "Risk", "Owner, date, revisit")
        lines += _table(head, map(_row, item["options"]))
    if item["recommendation"]:
        chosen = item["recommendation"]
        lines += ["", f"Why {chosen['letter']}: {_plain(chosen['text'])}"]
    lines += [f"- {_plain(one['text'])}" for one in item["answers"]]
    return lines


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    name = f"{one['letter']}. {one['name']}" + (" (recommended)" if one["is_recommended"] else "")
    axes = (one[axis]["note"] for axis in ("service", "profit", "risk"))
    return (name, one["accepts"], *axes, f"{one['owner']}, {one['ends']}, {one['revisit']}")


def _stage(stage: dict[str, Any]) -> tuple[str, ...]:
    cells = (stage["function"], stage["customer"])
    return (stage["label"], *(cell["text"] if cell else "Not measured" for cell in cells))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    written = [head, ("---",) * len(head), *(tuple(map(_plain, row)) for row in rows)]
    return [f"| {' | '.join(row)} |" for row in written]


def _plain(text: str) -> str:
    return SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def _about(item: dict[str, Any], ask: dict[str, Any]) -> list[Any]:
    severity = f"S{item['severity']}" if item["severity"] else ""
    told = [item["code"], severity, item["minutes"], item["purpose"], ask["title"]]
    return [*told, ask["asks"], ask["recommendation"]]


def _option(one: dict[str, Any] | None) -> list[Any]:
    if one is None:
        return [""] * 9
    axes = [
        f"{one[axis]['note']} ({one[axis]['score']:+d})" for axis in ("service", "profit", "risk")
    ]
    return [
        one["letter"],
        one["name"],
        one["accepts"],
        *axes,
        one["owner"],
        one["ends"],
        one["revisit"],
    ]
