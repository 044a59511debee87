"""Patterns in scores and totals that are worth a second look: bunching, maxima, last digits, coincidences, jumps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.cached import kept, run
from components.cell_table import Cell, Line, cell_table
from components.downloads import TableFiles
from components.drill import row_to_school
from components.notices import nothing_here
from components.panels import TABLE, chart, panel
from components.quality import how_to_read
from components.tables import data_table
from components.text import plain, plotted
from components.theme import (
    ACCENT,
    GAP,
    INK,
    ZONE_COLOURS,
    bars_height,
    figure,
    heat,
    label_width,
    percent_axis,
    shortened,
)
from components.view import current_previous, current_scope
from methodology.in_use import origin_words, rules_in_use, threshold_words
from methodology.words import NBSP, number, percent, schools
from queries.columns import LAST_DIGITS, MAXIMA, OUTLYING, SAME_SCORES, TOTALS_BY_POINT
from queries.frames import rows_of
from queries.quality_scores import (
    ALL_FIGURES_UP_TO,
    bunching,
    last_digits,
    maxima_by_criterion,
    outlying_changes,
    same_scores,
    totals_by_point,
)
from queries.quality_words import bunching_words, digits_in_words, maxima_in_words
from queries.scope import Scope
from queries.selection import selection_summary

NO_SCORES = "Баллов в этом отборе нет: загрузите лист «Оценка_критерии» или снимите часть отборов."
NEAR = {"below": "ниже порога", "above": "выше порога"}
NEAR_COLOURS = {"below": ZONE_COLOURS["low"], "above": ZONE_COLOURS["high"]}
EVEN_PCT, MIDDLE, STEEP = 10, 70, 3
"""A digit's even share; the colour that it has on the scale of the heat map; how fast the colour changes."""


def bunching_panel(files: TableFiles) -> None:
    """Totals by whole per cent: are there more schools just above a bound than just below it?"""
    scope = current_scope()
    frame = run(totals_by_point, scope)
    frame["near_words"] = frame["near"].map(NEAR).astype(object)
    limit = percent(rules_in_use().threshold("quality_bunching_pct"))
    with panel(
        "Итоги у порогов групп",
        "Сколько школ имеет итог Э-ИТОГ в столько целых процентов (половины — вверх, как для групп). Сравниваются "
        "по два процента с каждой стороны порога: если бы обе стороны были равновероятны, как часто вверху "
        f"оказалось бы не меньше школ (точная биномиальная вероятность). Отмечается меньше {limit} "
        f"({origin_words('quality_bunching_pct')}).",
        frame,
        TOTALS_BY_POINT,
        files,
        key="bunching",
    ) as view:
        if view == TABLE:
            return
        if frame.empty:
            nothing_here("Итогов в этом отборе нет: загрузите лист «Оценка_критерии» или снимите часть отборов.")
            return
        said = " ".join(bunching_words(run(bunching, scope)))
        how_to_read(f"Оранжевые столбцы — чуть ниже порога, синие — чуть выше. {plain(said)}")
        chart(
            _points(frame),
            key="bunching",
            alt="Школы по итогу в целых процентах; у порогов групп отмечены два процента с каждой стороны.",
            file_name="итоги у порогов",
        )


@kept
def _points(frame: pd.DataFrame) -> go.Figure:
    counts = frame["schools"].astype(int)
    bars = go.Bar(
        x=frame["point"].astype(int),
        y=counts,
        marker={"color": [NEAR_COLOURS.get(near, GAP) for near in frame["near"]]},
        hovertext=[
            f"{row.point}{NBSP}%: {schools(int(row.schools))}" + (f", {row.near_words}" if row.near else "")
            for row in rows_of(frame)
        ],
        hoverinfo="text",
    )
    return figure(
        bars,
        height=260,
        bargap=0.08,
        margin={"l": 40, "t": 12},
        xaxis={"title": {"text": "итог, целых процентов"}, "dtick": 5},
        yaxis={"title": {"text": "школ"}},
    )


def maxima_panel(files: TableFiles) -> None:
    """What share of the scores is the maximum, by criterion and source."""
    frame = kept(maxima_in_words)(run(maxima_by_criterion, current_scope()), rules_in_use().threshold("no_percent_n"))
    limit = percent(rules_in_use().threshold("quality_maxima_pct"))
    with panel(
        "Наибольшие баллы",
        f"Сколько баллов равно максимуму критерия, по источнику балла. Отмечается от {limit} "
        f"({origin_words('quality_maxima_pct')}).",
        frame,
        MAXIMA,
        files,
        key="maxima",
    ) as view:
        if view == TABLE:
            return
        if frame.empty:
            nothing_here(NO_SCORES)
            return
        how_to_read(
            "Полоса — доля наибольших баллов. Где их много, критерий почти не различает школы; если источник — "
            "отчёт ОО, сверьте его с другими сведениями."
        )
        chart(
            _maxima(frame),
            key="maxima",
            alt="Доля наибольших баллов по критериям и источникам. Те же числа — в таблице.",
            file_name="наибольшие баллы",
        )


@kept
def _maxima(frame: pd.DataFrame) -> go.Figure:
    names = [f"{row.criterion}. {row.source}" for row in rows_of(frame)]
    bars = go.Bar(
        orientation="h",
        y=names,
        x=frame["share_pct"].astype(float),
        marker={"color": [ZONE_COLOURS["low"] if row.mark_words == "проверьте" else ACCENT for row in rows_of(frame)]},
        text=[f"{row.share_words}{' — проверьте' if row.mark_words == 'проверьте' else ''}" for row in rows_of(frame)],
        textposition="auto",
        insidetextfont={"color": INK},
        outsidetextfont={"color": INK},
        constraintext="none",
        cliponaxis=False,
        hovertext=[f"{plotted(str(row.name))}<br>{row.source}: {row.share_words}" for row in rows_of(frame)],
        hoverinfo="text",
    )
    return figure(
        bars,
        height=bars_height(len(names)),
        margin={"l": label_width(names)},
        xaxis=percent_axis("доля наибольших, %"),
        yaxis={"autorange": "reversed"},
    )


def digits_panel(files: TableFiles) -> None:
    """How often scores end in each digit."""
    frame = kept(digits_in_words)(run(last_digits, current_scope()))
    values = threshold_words("quality_digit_values")
    limit = threshold_words("quality_digit_chi", 1)
    with panel(
        "Последняя цифра балла",
        "Какой цифрой кончается балл: у измеренных баллов все десять встречаются примерно поровну, у округлённых "
        "чаще «0» и «5». Без нулевых и наибольших баллов; цифра того знака, с которым записано девять баллов из "
        f"десяти. Отмечается, если неравномерность (хи-квадрат) больше {limit}, а на шкале не меньше {values} "
        f"значений ({origin_words('quality_digit_chi', 'quality_digit_values')}).",
        frame,
        LAST_DIGITS,
        files,
        key="digits",
    ) as view:
        if view == TABLE:
            return
        if frame.empty:
            nothing_here(NO_SCORES)
            return
        marked = [f"№{NBSP}{row.criterion}" for row in rows_of(frame) if row.mark_words == "проверьте"]
        found = f"Проверьте, как ставились баллы: {', '.join(marked)}" if marked else "Отмеченных критериев нет"
        how_to_read(
            f"В клетке — сколько баллов кончается на эту цифру; поровну было бы {EVEN_PCT}{NBSP}%. Оранжевым — чаще, "
            f"синим — реже. {found}."
        )
        cell_table(
            ["Критерий", *(f"«{digit}»" for digit in range(10))],
            _digit_lines(frame),
            key="digit_cells",
            alt="Сколько баллов кончается на каждую цифру, по критериям",
            dense=True,
        )


@kept
def _digit_lines(frame: pd.DataFrame) -> list[Line]:
    return [
        Line(
            f"{row.criterion}.{NBSP}{shortened(str(row.name))}",
            tuple(_digit_cell(row, digit) for digit in range(10)),
        )
        for row in rows_of(frame)
    ]


def _digit_cell(row: Any, digit: int) -> Cell:
    count = int(getattr(row, f"digit_{digit}"))
    share_pct = 100 * count / int(row.scores)
    meaning = f"{row.name}: на «{digit}» кончается {number(count)} из {number(int(row.scores))}"
    colour = heat(MIDDLE - STEEP * (share_pct - EVEN_PCT))
    return Cell(number(count), meaning, f"{row.criterion}|{digit}", leads=False, fill=colour)


def same_scores_panel(files: TableFiles) -> None:
    """Schools whose scores are the same on every criterion."""
    scope = current_scope()
    everywhere = run(same_scores, _everywhere(scope))
    sets = set(_in_place(everywhere, scope)["set_number"])
    frame = everywhere[everywhere["set_number"].isin(sets)]
    least = threshold_words("quality_same_criteria")
    with panel(
        "Одинаковые баллы у разных школ",
        f"Школы отбора, у которых совпали баллы по всем критериям, от {least} критериев "
        f"({origin_words('quality_same_criteria')}). Внутри "
        "муниципалитета и школы видны и школы других муниципалитетов с теми же баллами. Щелчок по флажку строки "
        "открывает школу.",
        frame,
        SAME_SCORES,
        files,
        key="same",
        views=("",),
    ):
        how_to_read(
            "Совпадение возможно случайно; проверьте, не скопированы ли строки. Все наибольшие баллы совпадают "
            "чаще прочих."
        )
        if frame.empty:
            nothing_here("Школ с одинаковыми баллами в отборе нет.")
            return
        data_table(frame, SAME_SCORES, key="same", alt="Школы с одинаковыми баллами, по наборам", on_row=row_to_school)


def outlying_panel(files: TableFiles) -> None:
    """Schools whose total or score moved much further than those of the others."""
    scope, previous = current_scope(), current_previous()
    everywhere = _everywhere(scope)
    frame = _in_place(run(outlying_changes, everywhere, previous=previous), scope)
    times = threshold_words("quality_outlier_mads", 1)
    with panel(
        "Необычные изменения",
        "Итог или выполнение критерия изменились с цикла сравнения намного сильнее, чем у других школ: дальше "
        f"медианы на {times} робастного отклонения (1,4826 × медиана модулей; "
        f"{origin_words('quality_outlier_mads')}). Сравнение — со всеми "
        "муниципалитетами отбора, при тех же критериях. Щелчок по флажку строки открывает школу.",
        frame,
        OUTLYING,
        files,
        key="outlying",
        views=("",),
    ):
        how_to_read(
            "«Обычно от» и «до» — в каких пределах менялись остальные. Большое изменение бывает и настоящим; проверьте "
            "исходные строки обоих циклов."
        )
        if previous is None:
            nothing_here("Цикл один: сравнить не с чем. Загрузите книгу прошлого цикла.")
            return
        if int(run(selection_summary, everywhere).iloc[0]["selected"]) > ALL_FIGURES_UP_TO:
            words = f"Школ больше {number(ALL_FIGURES_UP_TO)}: сравниваются итоги, баллы по критериям — нет."
            nothing_here(words)
        if frame.empty:
            nothing_here(f"Необычных изменений с цикла {previous} нет, или критерии с тех пор другие.")
            return
        data_table(frame, OUTLYING, key="outlying", alt="Школы с необычными изменениями", on_row=row_to_school)


def _everywhere(scope: Scope) -> Scope:
    """The same schools wherever they are: a school is told apart by comparison with all of its kind."""
    return replace(scope, municipalities=(), school=None)


def _in_place(frame: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The rows about the place that the reader stands in."""
    if scope.municipalities:
        frame = frame[frame["municipality_id"].isin(scope.municipalities)]
    if scope.school is not None:
        frame = frame[frame["school_id"] == scope.school.school_id]
    return frame.reset_index(drop=True)
