"""Figures as charts of files: what keeps its meaning is taken with its numbers, the rest is left to the table."""

from __future__ import annotations

import plotly.graph_objects as go

from components.pictures import picture_of
from components.shown import Shown, gathering, noted_figure, unmarked, words_about_files
from components.theme import ZONE_COLOURS, figure

REVERSED = {"autorange": "reversed"}


def test_bars_with_what_is_missing_and_marks_beside_them() -> None:
    bars = go.Bar(
        orientation="h",
        name="школа",
        y=["Б", "А", "В"],
        x=[60.5, None, float("nan")],
        marker={"color": [ZONE_COLOURS["low"], ZONE_COLOURS["high"], "#FFFFFF"]},
    )
    marks = go.Scatter(mode="markers", name="муниципалитет", y=["Б", "В"], x=[50.0, 40.0])
    words = go.Scatter(mode="text", y=["Б"], x=[103], text=["слова"], hoverinfo="skip")
    drawn = figure(bars, marks, words, height=100, yaxis=REVERSED, xaxis={"title": {"text": "выполнение, %"}})
    picture = picture_of(drawn, "Выполнение критериев. Те же числа — в таблице.")
    assert picture is not None
    assert (picture.form, picture.unit, picture.said) == ("bars", "выполнение, %", "Выполнение критериев")
    assert picture.categories == ("Б", "А", "В")
    assert [(each.name, each.numbers, each.tone) for each in picture.series] == [
        ("школа", (60.5, None, None), "plain"),
        ("муниципалитет", (50.0, None, 40.0), "muted"),
    ]
    assert picture.tones == ("low", "high", "muted")


def test_a_list_is_read_from_above_as_on_the_screen() -> None:
    picture = picture_of(figure(go.Bar(orientation="h", y=["20–29", "60+"], x=[1, 2]), height=100), "Возраст")
    assert picture is not None
    assert picture.categories == ("60+", "20–29")
    assert picture.series[0].numbers == (2.0, 1.0)


def test_stacked_columns_in_the_order_of_the_axis_with_its_words() -> None:
    order = ["к1 01", "к2 01"]
    traces = [go.Bar(name="▼ низкая", x=order[::-1], y=[1, 2]), go.Bar(name="▲ высокая", x=["к1 01"], y=[3])]
    axis = {"categoryarray": order, "tickvals": order, "ticktext": ["2024/25", "2025/26<br>Луговой"]}
    picture = picture_of(figure(*traces, height=100, barmode="stack", xaxis=axis), "История")
    assert picture is not None
    assert (picture.form, picture.listed) == ("stacked", False)
    assert picture.categories == ("2024/25", "2025/26, Луговой")
    assert [each.numbers for each in picture.series] == [(2.0, 1.0), (3.0, None)]


def test_lines_over_times_and_points_that_nothing_joins() -> None:
    past = go.Scatter(mode="lines+markers", name="вакантно", x=["2024/25", "2025/26"], y=[3, 4])
    ahead = go.Scatter(mode="markers+text", name="прогноз", x=["2026/27"], y=[-5.5])
    picture = picture_of(figure(past, ahead, height=100), "Прогноз")
    assert picture is not None
    assert picture.form == "lines"
    assert [each.numbers for each in picture.series] == [(3.0, 4.0, None), (None, None, -5.5)]
    alone = picture_of(figure(ahead, height=100), "Точки")
    assert alone is not None
    assert alone.form == "bars"


def test_what_would_not_stay_true_is_not_taken() -> None:
    points = go.Scatter(mode="markers", x=[1.0, 2.0], y=[3.0, 4.0])
    flows = go.Sankey(node={"label": ["а", "б"]}, link={"source": [0], "target": [1], "value": [2]})
    nameless = [go.Bar(orientation="h", y=["а"], x=[1]), go.Bar(orientation="h", y=["а"], x=[2])]
    for traces in ([points], [flows], nameless, [go.Scatter(x=["а"], y=[1], hoverinfo="skip")]):
        assert picture_of(figure(*traces, height=100), "Нет") is None


def test_a_panel_gathers_and_the_menu_says_what_a_document_has() -> None:
    bars, flows = figure(go.Bar(orientation="h", y=["а"], x=[1]), height=100), figure(go.Sankey(), height=100)
    noted_figure(bars, "Вне панели")
    with gathering() as shown:
        noted_figure(bars, "Столбцы")
    assert [picture.said for picture in shown.on_screen().pictures] == ["Столбцы"]
    assert "диаграмма" in words_about_files(shown, "график", table="таблица")
    assert words_about_files(shown, "таблица", table="таблица") == ""
    shown.figures.append((flows, "Потоки"))
    assert "не переносится" in words_about_files(shown, "график", table="таблица")
    assert "не переносится" in words_about_files(Shown(), "карта", table="таблица")
    assert unmarked(r"**Школа\*** и :small[ещё \[одна\]]") == "Школа* и ещё [одна]"


def test_counts_stand_where_the_screen_has_counts() -> None:
    traces = [
        go.Bar(orientation="h", name=name, y=["А", "Б"], x=shares, meta={"counts": counts})
        for name, shares, counts in (("▼ низкая", [75.0, 0.0], [6, 0]), ("▲ высокая", [25.0, 100.0], [2, 3]))
    ]
    axis = {"title": {"text": "доля школ с группой"}}
    picture = picture_of(figure(*traces, height=100, barmode="stack", yaxis=REVERSED, xaxis=axis), "Группы")
    assert picture is not None
    assert (picture.form, picture.unit) == ("shares", "на столбцах — числа, длина — доля школ с группой")
    assert [each.numbers for each in picture.series] == [(6.0, 0.0), (2.0, 3.0)]


def test_no_per_cent_of_few_in_a_file_either() -> None:
    bars = go.Bar(orientation="h", y=["А", "Б"], x=[75.0, 50.0], text=["▼ 6 из 8", "20 из 40 (50 %)"])
    drawn = figure(bars, height=100, yaxis=REVERSED, xaxis={"title": {"text": "доля, %"}})
    picture = picture_of(drawn, "Охват")
    assert picture is not None
    assert picture.words == ("▼ 6 из 8", "")
