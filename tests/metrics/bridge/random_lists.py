"""Small random lists in which every cause occurs."""

from datetime import date

from hypothesis import strategies as st

from tests.metrics.bridge.by_hand import List, email, exact

days = st.sampled_from(["", "2026-01-01", "2026-01-15", "2026-01-31", "2026-02-01"])
mails = st.sampled_from(
    ["", " ", "a@x.com", "A@X.com ", "a+tag@x.com", "b@x.com", "b", "a@x.com;b@x.com", "Ç@x.com"]
)


@st.composite
def rows(draw: st.DrawFn) -> list[dict[str, str]]:
    row = st.fixed_dictionaries(
        {
            "id": st.sampled_from(["", " ", "1", "2", "3", "4"]),
            "mail": mails,
            "own": st.sampled_from(["", "p", "q", "r"]),
            "day": days,
            "status": st.sampled_from(["", "won", "lost"]),
            "amount": st.sampled_from(["", "0", "1.5", "-2", "1000000000000.25"]),
        }
    )
    made = draw(st.lists(row, max_size=7))
    return [one | {"seq": str(n)} for n, one in enumerate(made)]


@st.composite
def lists(draw: st.DrawFn, shared: dict[str, object]) -> List:
    is_limited = draw(st.booleans())
    is_mail = shared["key"] == ("mail",)
    return List(
        rows=draw(rows()),
        key=shared["key"],
        normalise=email if is_mail else exact,
        own_rule=draw(st.sampled_from([(), (), ("mail",) if is_mail else ("own",), shared["key"]])),
        start=date(2026, 1, 15) if is_limited else None,
        end=date(2026, 2, 1) if is_limited else None,
        counted=draw(st.sampled_from([(), ("won",), ("won", "")])),
        has_amount=shared["has_amount"],
        first_by=draw(st.sampled_from(["", "", "day"])),
    )


@st.composite
def pairs(draw: st.DrawFn) -> tuple[List, List]:
    shared = {
        "key": draw(st.sampled_from([("id",), ("id", "own"), ("mail",)])),
        "has_amount": draw(st.booleans()),
    }
    return draw(lists(shared)), draw(lists(shared))


@st.composite
def spread(draw: st.DrawFn) -> tuple[List, List]:
    """Make identities whose rows speak of several entities, some of which the other side knows."""
    cells = st.tuples(*(st.sampled_from(some) for some in ("123", "pq", ("won", "lost"))))
    sides = []
    for rule in draw(st.sampled_from([(("own",), ()), ((), ("own",)), (("own",), ("own",))])):
        made = draw(st.lists(cells, min_size=2, max_size=6))
        rows = [
            {"id": id_, "own": own, "status": status, "amount": str(n), "day": "", "mail": ""}
            | {"seq": str(n)}
            for n, (id_, own, status) in enumerate(made)
        ]
        sides.append(List(rows=rows, own_rule=rule, counted=("won",), has_amount=True))
    return sides[0], sides[1]
