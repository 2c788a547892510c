from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.trend import MOST_COLUMNS, Panel, Point, draw

D = Decimal
VALUES = st.decimals(min_value=-(10**9), max_value=10**9, places=4)


def points(*values: int | str | None) -> list[Point]:
    return [Point(f"P{i}", None if v is None else D(v)) for i, v in enumerate(values)]


def share(text: str) -> Decimal:
    assert text.endswith("%")
    return D(text[:-1])


def test_columns_stand_on_zero_and_share_one_scale_with_the_target() -> None:
    trend = draw(points(500, 1000), target=D(800))

    assert trend
    first, last = trend.values.columns
    assert trend.values.zero == "100.00%"
    assert share(last.height) == 2 * share(first.height)
    assert share(trend.target_y) == 20
    assert (last.is_last, last.is_short, first.is_short) == (True, False, True)


def test_distances_to_the_target_have_a_scale_of_their_own() -> None:
    trend = draw(points("99.92", "99.96"), target=D("99.95"))

    assert trend
    assert trend.gaps
    assert [column.value for column in trend.gaps.columns] == [D("-0.03"), D("0.01")]
    assert share(trend.gaps.columns[0].height) > 50


def test_lower_is_better_where_it_says_so() -> None:
    trend = draw(points(10, 14), target=D(12), direction="lower")

    assert trend
    assert trend.gaps
    assert [column.is_short for column in trend.gaps.columns] == [False, True]


def test_without_a_target_there_are_no_distances() -> None:
    trend = draw(points(1, 2))

    assert trend
    assert (trend.gaps, trend.target_y) == (None, "")


def test_what_was_not_measurable_leaves_a_hole() -> None:
    trend = draw(points(1, None, 3))

    assert trend
    assert [column.label for column in trend.values.columns] == ["P0", "P2"]
    assert draw(points(1, None)) is None


def test_only_the_latest_periods_are_drawn_and_few_are_named() -> None:
    trend = draw(points(*range(1, 41)))

    assert trend
    assert len(trend.values.columns) == MOST_COLUMNS
    assert len(trend.names) <= 6
    assert trend.names[-1].text == "P39"


def test_limits_stop_where_no_value_can_go() -> None:
    shares = points(97, 92, 99, 93, 98, 95, 96)

    capped = draw(shares, ceiling=D(100))

    assert capped
    assert capped.values.ticks[-1].value == 100
    assert capped.band_y == "0.00%"
    assert draw(shares).values.ticks[-1].value > 100


def test_labels_that_would_meet_are_moved_apart() -> None:
    assert draw(points(500, 810), target=D(800)).target_dy == "1.5em"
    assert draw(points(500, 790), target=D(800)).target_dy == "-.9em"
    assert draw(points(500, 100), target=D(800)).target_dy == ".32em"


def test_limits_need_six_readings() -> None:
    assert draw(points(1, 2, 1, 2, 1)).band_y == ""
    trend = draw(points(1, 2, 1, 2, 1, 9))
    assert trend.band_y
    assert trend.is_exceptional


@given(
    values=st.lists(st.none() | VALUES, min_size=2, max_size=30),
    target=st.none() | VALUES,
    direction=st.sampled_from(["higher", "lower", "near"]),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_leaves_the_drawing(
    values: list[Decimal | None], target: Decimal | None, direction: str
) -> None:
    named = [Point(str(i), value) for i, value in enumerate(values)]
    trend = draw(named, target=target, direction=direction)
    if trend is None:
        return
    for panel in filter(None, (trend.values, trend.gaps)):
        _stays_inside(panel)
    if trend.band_y:
        assert 0 <= share(trend.band_y) <= 100
        assert share(trend.band_height) >= 0


def _stays_inside(panel: Panel) -> None:
    for column in panel.columns:
        assert 0 <= share(column.y) <= share(column.y) + share(column.height) <= D("100.01")
        assert 0 <= share(column.x) <= share(column.x) + share(column.width) <= D("100.01")
    assert len(panel.ticks) <= 7
    assert share(panel.zero) in {share(tick.at) for tick in panel.ticks if tick.value == 0}
