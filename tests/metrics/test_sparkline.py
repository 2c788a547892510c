from decimal import Decimal

from metrics.sparkline import sparkline

STEADY = [96, 97, 96, 97, 97, 96, 97, 97]
BROKEN = [298, 310, 290, 300, 305, 295, 301, 647]


class TestSparkline:
    def test_one_reading_makes_no_line(self) -> None:
        assert sparkline([Decimal(5)]) is None

    def test_stays_inside_its_box(self) -> None:
        line = sparkline(BROKEN, target=800, width=112, height=28)
        assert line is not None
        points = [tuple(map(float, pair.split(","))) for pair in line.points.split()]
        assert all(0 <= x <= 112 and 0 <= y <= 28 for x, y in points)
        assert line.target_y is not None
        assert 0 <= line.target_y <= 28
        assert line.band_y is not None
        assert line.band_height is not None
        assert 0 <= line.band_y <= line.band_y + line.band_height <= 28

    def test_higher_readings_are_drawn_higher(self) -> None:
        line = sparkline([1, 2])
        assert line is not None
        first, last = (float(pair.split(",")[1]) for pair in line.points.split())
        assert last < first

    def test_marks_a_reading_outside_its_limits(self) -> None:
        broken, steady = sparkline(BROKEN), sparkline(STEADY)
        assert broken is not None
        assert steady is not None
        assert broken.is_exceptional
        assert not steady.is_exceptional

    def test_a_flat_series_is_a_line_not_an_error(self) -> None:
        line = sparkline([5, 5, 5, 5, 5])
        assert line is not None
        assert not line.is_exceptional
