"""Where the groups are: bars by municipality; inside one municipality, schools by their total."""

from __future__ import annotations

from components.cached import later, run
from components.downloads import TableFiles
from components.drill import open_school, to_municipality
from components.figures import group_bars, total_bars
from components.maps import MAP, leave_map, map_stays, map_view
from components.panels import CHART, TABLE, chart, legend, panel, rows_drawn, said_how_many
from components.selected import first_schools
from components.view import current_previous, current_scope, current_view
from methodology.words import schools
from queries.columns import GROUPS_BY_MUNICIPALITY, SCHOOLS
from queries.readable import groups_by_municipality_in_words, schools_in_words

SHARES, COUNTS = "доли", "числа"


def groups_panel(files: TableFiles) -> None:
    """Where the groups are: bars by municipality; inside one municipality, schools by their total."""
    if current_view().level == "region":
        _groups_of_municipalities(files)
    else:
        _totals_of_schools(files)


def _groups_of_municipalities(files: TableFiles) -> None:
    frame = run(groups_by_municipality_in_words, current_scope())
    with panel(
        "Группы по муниципалитетам",
        "Доли — от школ, у которых есть группа. Сверху муниципалитеты, где больше школ с низкой степенью. "
        "Щелчок по столбцу открывает муниципалитет.",
        frame,
        GROUPS_BY_MUNICIPALITY,
        files,
        key="groups",
        views=(SHARES, COUNTS, MAP, TABLE),
    ) as view:
        leave_map(stays=view == MAP)
        if view == TABLE:
            return
        if view == MAP:
            map_view()
            return
        labels = current_view().labels
        legend("Число на столбце — школы; сверху муниципалитеты, где больше школ с низкой.", without_group=True)
        first = frame.iloc[0]
        chart(
            group_bars(frame.head(rows_drawn("groups")), shares=view == SHARES),
            key=f"groups_{view}",
            alt=f"Группы школ по муниципалитетам; больше всего школ с низкой степенью — {first['municipality_name']}, "
            f"{schools(int(first['low']))}. Те же числа — в таблице.",
            on_point=lambda point: to_municipality(labels[point[0]]),
            file_name="группы по муниципалитетам",
        )
        said_how_many("groups", len(frame), "муниципалитетов", "сначала те, где больше школ с низкой степенью")


def _totals_of_schools(files: TableFiles) -> None:
    first = first_schools()
    with panel(
        "Итог по школам",
        "Э-ИТОГ: Σ(вес × выполнение) / Σ весов по критериям с данными. Отрезок — границы итога, если часть данных "
        "отсутствует. Цвет — группа, которая действует.",
        later(schools_in_words, current_scope(), previous=current_previous()),
        SCHOOLS,
        files,
        key="totals",
        slot="groups",
        views=(CHART, MAP, TABLE),
        first=MAP if map_stays() else CHART,
    ) as view:
        if view == TABLE:
            return
        if view == MAP:
            map_view()
            return
        legend("Цвет — группа, которая действует.")
        chart(
            total_bars(first.head(rows_drawn("totals"))),
            key="totals",
            alt="Итоговая эффективность школ по возрастанию внутри групп. Те же числа — в таблице.",
            on_point=lambda point: open_school(point[0], point[1]),
            file_name="итог по школам",
        )
        said_how_many("totals", int(first["found"].iloc[0]), "школ", "сначала те, кому нужна поддержка")
