import datetime

from django.utils import timezone

from sales import charts

OPENS = datetime.datetime(2026, 11, 14, 4, 0, tzinfo=datetime.UTC)  # ten o'clock in Bishkek
MINUTE = datetime.timedelta(minutes=1)


def drawn(minutes, until):
    return charts.over_time([OPENS + minute * MINUTE for minute in minutes], OPENS, OPENS + until * MINUTE)


def test_sales_are_counted_in_spans_of_ten_minutes_on_the_wall_clock():
    chart = drawn([0, 9, 10, 35], until=45)

    assert [bar.count for bar in chart.bars] == [2, 1, 0, 1, 0]
    assert [f"{timezone.localtime(bar.since):%H:%M}" for bar in chart.bars] == [
        "10:00",
        "10:10",
        "10:20",
        "10:30",
        "10:40",
    ]
    assert (chart.minutes, chart.total, chart.highest) == (10, 4, 2)


def test_the_highest_bar_fills_the_drawing_and_the_others_keep_the_proportion():
    chart = drawn([0, 1, 2, 3, 11], until=15)

    assert [(bar.height, bar.y) for bar in chart.bars] == [(150, 0), (38, 112)]


def test_a_long_time_makes_wider_spans_and_never_too_many_bars():
    for hours, minutes in ((7, 10), (20, 30), (40, 60), (24 * 14, 24 * 60)):
        chart = drawn([0], until=hours * 60)
        assert chart.minutes == minutes
        assert len(chart.bars) <= charts.MOST_BARS + 1


def test_labels_never_crowd():
    assert sum(bar.labelled for bar in drawn([0], until=400).bars) <= charts.MOST_LABELS


def test_a_sale_before_the_doors_opened_is_drawn_too():
    chart = drawn([-25, 5], until=10)

    assert [bar.count for bar in chart.bars] == [1, 0, 0, 1, 0]


def test_nothing_sold_draws_nothing():
    assert drawn([], until=60) is None
