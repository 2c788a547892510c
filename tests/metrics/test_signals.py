from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.signals import describe, judge, natural_limits
from metrics.sparkline import Sparkline, sparkline

series = st.lists(st.decimals(-(10**9), 10**9, places=4), max_size=30)
GROWING = [Decimal(x) for x in (298, 305, 291, 324, 353, 392, 443, 647)]


def numbers(*values: float) -> list[Decimal]:
    return [Decimal(str(value)) for value in values]


def y_of(line: Sparkline) -> list[float]:
    return [float(point.split(",")[1]) for point in line.points.split()]


class TestLimits:
    def test_lie_2_66_moving_ranges_from_the_mean(self) -> None:
        limits = natural_limits(numbers(10, 12, 10, 12, 10))
        assert limits is not None
        assert limits.mean == Decimal("10.8")
        assert (limits.low, limits.high) == (Decimal("5.48"), Decimal("16.12"))

    def test_need_five_readings(self) -> None:
        assert natural_limits(numbers(1, 2, 3, 4)) is None
        assert natural_limits([]) is None

    @given(values=series)
    def test_lie_around_the_mean_of_a_series(self, values: list[Decimal]) -> None:
        limits = natural_limits(values)
        assert (limits is None) == (len(values) < 5)
        if limits is not None:
            assert limits.low <= limits.mean <= limits.high


class TestJudge:
    def test_a_jump_beyond_the_limits_of_what_came_before_is_exceptional(self) -> None:
        assert judge(GROWING).is_exceptional

    def test_the_limits_leave_out_the_reading_they_judge(self) -> None:
        assert judge(GROWING).limits == natural_limits(GROWING[:-1])

    @pytest.mark.parametrize("latest", ["5.48", "16.12", "11"])
    def test_a_reading_on_or_inside_the_limits_is_routine(self, latest: str) -> None:
        assert not judge([*numbers(10, 12, 10, 12, 10), Decimal(latest)]).is_exceptional

    def test_too_few_readings_judge_nothing(self) -> None:
        assert judge(numbers(1, 1, 1, 1, 1000)).limits is None
        assert not judge(numbers(1, 1, 1, 1, 1000)).is_exceptional
        assert judge([]).limits is None

    def test_a_flat_series_makes_any_change_exceptional(self) -> None:
        assert judge(numbers(5, 5, 5, 5, 5, 6)).is_exceptional
        assert not judge(numbers(5, 5, 5, 5, 5, 5)).is_exceptional


def test_says_what_a_series_shows() -> None:
    assert describe(GROWING, "quarters") == "8 quarters, now exceptional"
    assert describe(numbers(1, 2, 1, 2, 1, 2), "months") == "6 months, routine variation"
    assert describe(numbers(1, 2), "months").startswith("2 of the 6 months")


class TestSparkline:
    def test_shades_the_limits_and_marks_a_reading_outside_them(self) -> None:
        line = sparkline(GROWING)
        assert line is not None
        assert line.is_exceptional
        assert line.band_y is not None
        assert line.band_height is not None
        assert line.last_y < line.band_y

    def test_the_band_fits_the_box_even_where_it_reaches_beyond_the_readings(self) -> None:
        line = sparkline(numbers(10, 12, 10, 12, 10, 11))
        assert line is not None
        assert line.band_y is not None
        assert line.band_height is not None
        assert min(y_of(line)) > line.band_y
        assert max(y_of(line)) < line.band_y + line.band_height

    def test_too_few_readings_have_no_band_and_one_has_no_line(self) -> None:
        line = sparkline(numbers(1, 2, 3, 4, 5))
        assert line is not None
        assert line.band_y is None
        assert sparkline(numbers(1)) is None

    @given(values=series, target=st.none() | st.decimals(-(10**9), 10**9, places=4))
    def test_everything_drawn_stays_in_the_box(
        self, values: list[Decimal], target: Decimal | None
    ) -> None:
        line = sparkline(values, target=target)
        assert (line is None) == (len(values) < 2)
        if line is None:
            return
        heights = [*y_of(line), line.last_y, line.target_y or 0, line.band_y or 0]
        assert all(0 <= y <= line.height for y in heights)
        assert (line.band_y or 0) + (line.band_height or 0) <= line.height
