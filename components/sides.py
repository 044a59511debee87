"""The panel «Рядом»: the selection of the page and a second one, figure by figure."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.beside import CLUSTER, CYCLE, PLACE
from components.cached import run
from components.downloads import TableFiles
from components.figures import group_bars, pair_dots
from components.notices import nothing_here
from components.panels import TABLE, chart, legend, panel
from components.text import plain
from components.theme import PAIR_MARKS, shortened, sign_mark
from components.view import Beside, View, current_view
from methodology.in_use import threshold_words
from methodology.words import municipalities, number, plural, schools
from queries.columns import sides_columns
from queries.dictionaries import schools_of
from queries.frames import rows_of
from queries.readable import sides_in_words

NAMED = 3
"""So many of the largest differences are said in words."""
TITLED = 40
"""Signs of a name in the panel's title."""
VISIBLE = 0.05
"""A difference in п.п. that is smaller than this reads as none."""


def sides_panel(files: TableFiles) -> None:
    """Two selections next to each other; nothing while no second one is chosen."""
    view = current_view()
    if view.beside is None:
        return
    names = _names(view, view.beside)
    frame = run(sides_in_words, view.scope, other=view.beside.scope)
    with panel(
        f"Рядом: {' и '.join(shortened(name, TITLED) for name in names)}",
        "Доли групп — от школ, у которых группа есть; критерии — Э-К: Σ баллов / Σ максимумов. Разница — первое минус "
        f"второе, в п.п.; доли меньше чем от {threshold_words('no_percent_n')} школ и критерии, заданные "
        "по-разному, не вычитаются. Кластер и все муниципалитеты — вместе с самим муниципалитетом, как при отборе по "
        "ним. О причинах разницы эти числа не говорят.",
        frame,
        sides_columns(*names),
        files,
        key="sides",
        narrowed=[("рядом", names[1])],
    ) as shown:
        if frame.empty or not frame["other_schools"].iloc[0]:
            nothing_here(f"«{plain(names[1])}»: с этими отборами школ нет.")
            return
        st.markdown(" ".join(_sentences(frame, names)))
        if shown == TABLE:
            return
        _charts(frame, names)


def _charts(frame: pd.DataFrame, names: tuple[str, str]) -> None:
    legend("Число на столбце — школы.", without_group=True)
    chart(
        group_bars(_groups_of_sides(frame[frame["figure"] != "criterion"], names), shares=True),
        key="sides_groups",
        alt=f"Группы школ: {names[0]} и {names[1]}. Те же числа — в таблице.",
        file_name="группы рядом",
    )
    criteria = frame[(frame["figure"] == "criterion") & frame["comparable"].astype(bool)]
    if criteria.empty:
        nothing_here("Критериев, которые можно сравнить, нет; все числа — в таблице.")
        return
    first, second = (sign_mark(drawing) for drawing in PAIR_MARKS)
    st.markdown(
        f":small[Критерии, % от максимума: {first} {plain(names[0])}, {second} {plain(names[1])}. Справа — разница, "
        "п.п.; сначала с большей разницей.]"
    )
    chart(
        pair_dots(criteria, names),
        key="sides_criteria",
        alt=f"Выполнение критериев: {names[0]} и {names[1]}, сначала с большей разницей. Те же числа — в таблице.",
        file_name="критерии рядом",
    )


def _names(view: View, beside: Beside) -> tuple[str, str]:
    """What the two sides are called."""
    scope = view.scope
    if beside.label == CYCLE:
        return str(scope.cycle), str(beside.scope.cycle)
    other = beside.label
    if other == CLUSTER:
        other = f"кластер «{beside.scope.clusters[0]}»"
    elif other == PLACE:
        other = view.labels[beside.scope.municipalities[0]]
    elif not beside.scope.municipalities:
        other = other[0].lower() + other[1:]
    if scope.school is not None:
        labels = run(schools_of, scope, municipality_id=scope.school.municipality_id).set_index("school_id")["label"]
        return str(labels[scope.school.school_id]), other
    if len(scope.municipalities) == 1:
        return view.labels[scope.municipalities[0]], other
    if scope.municipalities:
        return municipalities(len(scope.municipalities)), other
    if scope.clusters:
        return " и ".join(f"кластер «{cluster}»" for cluster in scope.clusters), other
    return "все муниципалитеты", other


def _sentences(frame: pd.DataFrame, names: tuple[str, str]) -> list[str]:
    """How many schools there are on both sides, the largest differences, what can't be compared."""
    whole = frame.iloc[0]
    first, second = (
        f"{plain(name)} — {schools(int(whole[f'{side}schools']))}, данные есть по "
        f"{number(int(whole[f'{side}schools_with_data']))}"
        for name, side in zip(names, ("", "other_"), strict=True)
    )
    said = [f"{first[0].upper()}{first[1:]}; {second}."]
    low = frame[frame["figure"] == "low"].iloc[0]
    said.append(f"С низкой степенью: {_pair(low)}.")
    criteria = frame[frame["figure"] == "criterion"]
    apart = criteria[(criteria["change"].abs() >= VISIBLE).fillna(value=False)].head(NAMED)
    if len(apart):
        listed = "; ".join(
            f"{row.criterion}. {plain(row.criterion_short)} — {row.words} и {row.other_words} ({row.change_words})"
            for row in rows_of(apart)
        )
        said.append(f"**Больше всего расходятся критерии:** {listed}.")
    different = criteria[~criteria["comparable"].astype(bool)]
    if len(different):
        numbers = ", ".join(str(number) for number in sorted(different["criterion"]))
        said.append(
            f"Не {plural(len(different), 'сравнивается критерий', 'сравниваются критерии', 'сравниваются критерии')} "
            f"№\u00a0{numbers}: названия, максимумы, веса или пороги заданы по-разному. Поэтому не сравниваются и доли "
            "групп, и полнота."
        )
    return said


def _pair(row: pd.Series) -> str:
    words = f"{row['words']} и {row['other_words']}"
    return words if pd.isna(row["change"]) else f"{words} ({row['change_words']})"


def _groups_of_sides(whole: pd.DataFrame, names: tuple[str, str]) -> pd.DataFrame:
    """Two rows as those of ``groups_by_municipality``: a bar for each side."""
    rows = whole.set_index("figure").to_dict("index")
    zones = ("low", "middle", "high")
    sides = [
        {
            "municipality_id": side,
            "municipality_name": name,
            **{figure: int(rows[figure][f"{side}numerator"]) for figure in ("schools", "without_group", *zones)},
            **{f"{zone}_pct": rows[zone][f"{side}value_pct"] for zone in zones},
        }
        for name, side in zip(names, ("", "other_"), strict=True)
    ]
    return pd.DataFrame(sides)
