"""Charts are drawn from figures: the same figures, the same bytes, and nothing made up."""

import re
from xml.etree import ElementTree as ET

from services.metrics.domain.charts import Bar, Group, Step, bars, columns, waterfall

SVG = "{http://www.w3.org/2000/svg}"


def rects(chart: str, tone: str) -> list[dict[str, str]]:
    return [
        one.attrib for one in ET.fromstring(chart).iter(f"{SVG}rect") if one.get("class") == tone
    ]


def texts(chart: str) -> list[str]:
    return [one.text or "" for one in ET.fromstring(chart).iter(f"{SVG}text")]


def test_a_bar_is_as_long_as_its_share_of_the_longest() -> None:
    chart = bars("Umur", [Bar("0–30", 80, "80"), Bar("31–60", 20, "20")])
    assert [one["width"] for one in rects(chart, "main")] == ["360", "90"]
    assert texts(chart) == ["0–30", "80", "31–60", "20"]


def test_what_is_hidden_or_nothing_has_no_bar_and_keeps_its_text() -> None:
    chart = bars("Umur", [Bar("a", None, "< 5"), Bar("b", 0, "0"), Bar("c", 7, "7")])
    assert len(rects(chart, "main")) == 1
    assert "< 5" in texts(chart)


def test_little_beside_much_is_still_seen() -> None:
    chart = bars("Umur", [Bar("a", 1, "1"), Bar("b", 100_000, "100.000")])
    assert float(rects(chart, "main")[0]["width"]) >= 1


def test_columns_of_a_group_stand_side_by_side_on_one_ground() -> None:
    group = Group("Jan", (Bar("Diterima", 10, "10"), Bar("Ditutup", 5, "5", "other")))
    chart = columns("Bulan", [group])
    [received], [closed] = rects(chart, "main")[1:], rects(chart, "other")[1:]  # after the legend
    assert float(received["height"]) == 2 * float(closed["height"])
    grounds = {float(one["y"]) + float(one["height"]) for one in (received, closed)}
    assert len(grounds) == 1
    assert float(received["x"]) < float(closed["x"])


def test_a_waterfall_ends_where_its_steps_lead() -> None:
    steps = [
        Step("Awal", 11, "11", is_stock=True),
        Step("Masuk", 83, "+83"),
        Step("Ditutup", -68, "−68"),
        Step("Akhir", 26, "26", is_stock=True),
    ]
    chart = waterfall("Stok", steps)
    [closed] = rects(chart, "other")
    _, end = rects(chart, "quiet")
    assert abs(float(closed["y"]) + float(closed["height"]) - float(end["y"])) < 0.2


def test_charts_of_nothing_are_charts() -> None:
    for chart in (bars("x", []), columns("x", []), waterfall("x", [])):
        assert ET.fromstring(chart).get("role") == "img"


def test_words_cannot_leave_their_place() -> None:
    chart = bars('"><script>', [Bar("<b>&", 1, "1")])
    assert "<script" not in chart
    assert "<b>&" in texts(chart)


def test_the_same_figures_are_the_same_bytes_without_a_style_of_their_own() -> None:
    told = [Bar("a", 1, "1"), Bar("b", 3, "3")]
    assert bars("x", told) == bars("x", told)
    assert not re.search(r"\bstyle=", bars("x", told)), "the policy of the pages forbids it"
