"""What several papers say alike: places, method, groups, criteria, main indicators. Numbers come from queries alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from exports.papers.model import (
    Card,
    Chart,
    Column,
    Item,
    Items,
    Requisites,
    Series,
    Source,
    Table,
    Tone,
    source_of,
    without_empty,
    written,
)
from methodology.in_use import origin_words, rules_in_use, threshold_words
from methodology.scales import Bounds, exact, zone_of
from methodology.sentences import capitalised, ended, long_day, of_municipality, opening
from methodology.words import NBSP, NO_DATA, counted, first_two, municipalities_of, number, percent, plural, schools_of
from queries.criteria import criterion_of_selection, cycle_breaks, equally_weak
from queries.effectiveness import groups_by_cycle, groups_by_municipality, headline
from queries.frames import is_yes, known, rows_of
from queries.note import ExportNote
from queries.pillars import pillars
from queries.readable import criteria_in_words, schools_in_words
from queries.scope import Scope
from queries.stability import groups_by_firmness
from queries.stability_words import firmness_statement
from queries.summary import attention_by_municipality, key_figures_in_words
from queries.versions import recounted_words, versions_by_cycle

Ask = Callable[..., pd.DataFrame]
"""Gives the frame of a query: called with the query, the scope and its parameters, as the cached door of the pages."""
IN_CHART, IN_TEXT = 10, 15
"""So many municipalities stand in a chart and in a table of the text; all of them in an annex."""
WORKING = "рабочий порог"
"""How a workbook calls bounds that no act sets."""
LOW = 3
"""The group whose schools are listed and get a passport."""
NO_CRITERIA = (
    "Критериев оценки в данных этого года нет: итог и расчётная степень эффективности не определяются, степень бывает "
    "только по акту."
)
LEADING = 3
"""So many municipalities are summed up in the title of a chart."""


class NoPaperError(Exception):
    """The paper can't be made of this matter; the message says why and what to do."""


@dataclass(frozen=True)
class Options:
    """What whoever orders papers decides, each paper taking what it needs.

    ``decision_id``: None takes the draft of the cycle, else its last adopted decision. ``reported``: whose execution
    is reported; None takes the last decision adopted before the day of the meeting. ``addressee``: of an extract; empty
    for all of them. ``deadline``: in letters, orders and plans, by which day. ``meeting``: the day of the meeting, on
    which tasks are looked at. ``place``: where papers are issued. ``control``: the post that looks after a decision.
    ``warnings``: sentences of the checklist that the draft of a decision repeats.
    """

    decision_id: int | None = None
    reported: int | None = None
    addressee: str = ""
    deadline: date | None = None
    meeting: date | None = None
    place: str = ""
    control: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matter:
    """What a paper is about: how to ask, the scope, the cycle to compare with, what files say about the selection.

    ``posts`` and ``body``: who issues the paper, empty if that isn't known.
    """

    ask: Ask
    scope: Scope
    previous: str | None
    note: ExportNote
    body: tuple[str, ...] = ()
    post: str = ""

    @property
    def source(self) -> Source:
        """What stands in the footer."""
        return source_of(self.note)

    @property
    def requisites(self) -> Requisites:
        """The body above a paper that bears neither date nor number."""
        return Requisites(self.body, dated=False)

    @property
    def limit(self) -> float:
        """Below so many no per cents are written."""
        return rules_in_use().threshold("no_percent_n")

    @cached_property
    def several_places(self) -> bool:
        """Whether the selected schools are of more than one municipality."""
        return len(self.scope.municipalities) != 1 and len(self.since(attention_by_municipality)) > 1

    def frame(self, query: Callable[..., pd.DataFrame], **parameters: Any) -> pd.DataFrame:
        """The frame of a query for the scope."""
        return self.ask(query, self.scope, **parameters)

    def since(self, query: Callable[..., pd.DataFrame], **parameters: Any) -> pd.DataFrame:
        """The frame of a query that compares with an earlier cycle."""
        return self.ask(query, self.scope, previous=self.previous, **parameters)


def low_frame(matter: Matter) -> pd.DataFrame:
    """The schools of the low group, rows of ``schools_in_words``; none where the reader selected other groups."""
    frame = matter.ask(schools_in_words, replace(matter.scope, groups=(LOW,)), previous=matter.previous)
    return frame.head(0) if matter.scope.groups and LOW not in matter.scope.groups else frame


def year_words(matter: Matter) -> str:
    """«за 2025/26 учебный год»."""
    return f"за {matter.note.cycle} учебный год"


def cut_words(note: ExportNote) -> str:
    """«на 31 августа 2026 г.», or the two days between which the cuts lie."""
    if note.cut_date is None:
        return "на дату сбора данных"
    if note.cut_from is not None and note.cut_from != note.cut_date:
        return f"на даты с {long_day(note.cut_from)} по {long_day(note.cut_date)}"
    return f"на {long_day(note.cut_date)}"


def place_words(matter: Matter) -> str:
    """« Кедровского муниципального округа» to follow «школ»; nothing for the whole region."""
    names = dict(matter.note.selection)
    if len(matter.scope.municipalities) == 1:
        return f" {of_municipality(names['муниципалитеты'])}"
    return " по перечню" if names else ""


def selection_words(note: ExportNote) -> str:
    """«Организации отобраны по признакам: местность — село.»; nothing for the whole region or one municipality."""
    said = [f"{label} — {value}" for label, value in note.selection]
    narrow = len(note.selection) > 1 or any(
        label != "муниципалитеты" or ", " in value for label, value in note.selection
    )
    return f"Организации отобраны по признакам: {'; '.join(said)}." if narrow else ""


def method_items(matter: Matter) -> Items:
    """The method in five lines, with the origin of every bound."""
    rules = rules_in_use()
    criteria = matter.frame(criteria_in_words)
    if criteria.empty:
        return Items(tuple(Item(text) for text in (NO_CRITERIA, *_of_shares(matter))))
    bounds = sorted({(float(row.low_max_pct), float(row.high_min_pct)) for row in rows_of(criteria)})
    origin = basis_words(matter)
    groups = (
        f"до {number(bounds[0][0])} % — низкая, от {number(bounds[0][1])} % — высокая"
        if len(bounds) == 1
        else ("границы у критериев разные и указаны на листе «Критерии»")
    )
    enough = percent(rules.threshold("data_group_min"))
    return Items(
        tuple(
            Item(text)
            for text in (
                f"Школа оценивается по {counted(len(criteria), 'критерию', 'критериям', 'критериям')}; итог — сумма "
                "баллов с учётом весов в процентах от наибольшей возможной по критериям, по которым есть данные.",
                f"Степень эффективности присваивает акт; где акта нет, она рассчитана по итогу, округлённому до целого "
                f"процента: {groups}"
                f"{f' ({origin})' if origin else ''}.",
                f"Расчётная степень есть только у школ, данных которых хватает: не менее {enough} весов критериев "
                f"({origin_words('data_group_min')}).",
                *_of_shares(matter),
            )
        )
    )


def _of_shares(matter: Matter) -> tuple[str, str]:
    return (
        "Доля — всегда сумма числителей, делённая на сумму знаменателей, а не среднее долей школ; если в "
        f"знаменателе меньше {number(matter.limit)}, проценты не приводятся.",
        "Отсутствие данных не считается нулём: такие школы названы отдельно и в доли не входят. Версия "
        f"методики — № {matter.note.methodology_version}.",
    )


def basis_words(matter: Matter) -> str:
    """The acts that set the criteria, as the workbook names them; nothing if it names none."""
    said = matter.frame(criteria_in_words)["basis"].dropna().unique()
    return "; ".join(sorted(str(each) for each in said))


def figure_cards(matter: Matter) -> tuple[Card, ...]:
    """Low and high group, moves down, completeness: the figures of the summary."""
    said = {row.figure: row for row in rows_of(matter.since(key_figures_in_words))}
    cards = []
    for figure, words, tone in (
        ("low", "школ с низкой степенью", "low"),
        ("high", "школ с высокой степенью", "high"),
        ("fell", "школ снизили группу", "plain"),
        ("completeness", "полнота данных", "plain"),
    ):
        if figure in said:
            cards.append(Card(said[figure].words, words, tone))  # type: ignore[arg-type]
    return tuple(cards)


def groups_chart(matter: Matter, most: int = IN_CHART) -> Chart | None:
    """Schools by group in the municipalities with most low ones; none where there is only one municipality."""
    frame = matter.frame(groups_by_municipality)
    frame = frame[frame["schools"] > frame["without_group"]]
    if len(frame) < 2:
        return None
    shown = list(rows_of(frame.head(most)))
    low = int(frame["low"].sum())
    with_low = [row for row in rows_of(frame) if row.low]
    if not with_low:
        title = "Школ с низкой степенью нет ни в одном муниципалитете"
    elif len(with_low) <= LEADING:
        there = ", ".join(f"{row.municipality_name} ({number(int(row.low))})" for row in with_low)
        title = f"Школы с низкой степенью есть только здесь: {there}"
    else:
        sums = number(sum(int(row.low) for row in with_low[:LEADING]))
        words = opening(LEADING, "муниципалитет", "муниципалитета", "муниципалитетов", "m")
        title = f"{words} дают {sums} из {schools_of(low)} с низкой степенью"
    series = tuple(
        Series(
            f"{group.short} степень",
            tuple(float(getattr(row, group.zone)) or None for row in shown),
            group.zone,
        )
        for group in sorted(rules_in_use().groups, key=lambda group: -group.group)
    )
    unit = "школ с группой, по муниципалитетам"
    if len(frame) > most:
        of = f"{municipalities_of(len(frame))} с группами"
        unit += f"; показаны {number(most)} из {of}, где школ с низкой степенью больше всего"
    return described(title, tuple(row.municipality_name for row in shown), series, unit, form="stacked")


def groups_over_cycles(matter: Matter) -> Chart | None:
    """Schools by group in every cycle up to the scope's; none where no school has a group now."""
    rows = list(rows_of(matter.since(groups_by_cycle)))
    if not rows:
        return None
    now = rows[-1]
    with_group = int(now.schools - now.without_group)
    if not with_group:
        return None
    few = with_group < matter.limit
    ratio = "" if few or not with_group else f" ({percent(100 * int(now.low) / with_group)})"
    counts = f"{number(int(now.low))} из {schools_of(with_group)}"
    title = f"Низкая степень — у {counts} с группой{ratio}"
    if not now.low:
        title = f"Школ с низкой степенью нет: группа есть у {schools_of(with_group)}"
    series = tuple(
        Series(f"{group.short} степень", tuple(float(getattr(row, group.zone)) or None for row in rows), group.zone)
        for group in sorted(rules_in_use().groups, key=lambda group: -group.group)
    )
    unit = "школ с группой, по циклам"
    if changed := broken_cycles(matter):
        unit += f"; критерии изменились в {' и '.join(changed)}: с циклами до этого группы не сравниваются"
    if newer := [row for row in rows_of(matter.frame(versions_by_cycle)) if is_yes(row.changed)]:
        since = ", ".join(f"с {row.cycle} — №{NBSP}{row.version}" for row in newer)
        unit += f"; методика менялась ({since}), все циклы посчитаны по методике №{NBSP}{newer[0].shown_by}"
    return described(title, tuple(row.cycle for row in rows), series, unit, form="stacked")


def broken_cycles(matter: Matter) -> list[str]:
    """Cycles whose criteria are not those of the cycle before."""
    return [row.cycle for row in rows_of(matter.frame(cycle_breaks)) if is_yes(row.criteria_changed)]


def groups_table(matter: Matter, most: int | None = IN_TEXT) -> Table:
    """Municipalities with groups, moves and completeness, those with most low schools first."""
    frame = matter.since(attention_by_municipality)
    shown = frame if most is None else frame.head(most)
    rows = tuple(
        (
            row.municipality_name,
            int(row.schools),
            row.low_words,
            whole(row.fell),
            whole(row.rose),
            whole(row.low_criteria),
            known(row.completeness_pct),
        )
        for row in rows_of(shown)
    )
    left = len(frame) - len(shown)
    note = "Низкая степень — из школ с группой. Тире — данных нет."
    if left:
        note += f" Остальные муниципалитеты ({number(left)}) — в приложении."
    table = Table(
        (
            Column("Муниципалитет", width=3.4),
            Column("Школ", "integer", width=0.75),
            Column("Низкая степень", width=1.75),
            Column("Снизили", "integer", width=1.05),
            Column("Повысили", "integer", width=1.2),
            Column("Критериев в низкой зоне", "integer", width=1.2),
            Column("Полнота", "percent", width=1.0),
        ),
        rows,
        title="Степень эффективности по муниципалитетам",
        note=note,
    )
    return without_empty(table, ("Снизили", "Повысили", "Критериев в низкой зоне", "Полнота"))


def criteria_chart(matter: Matter) -> Chart | None:
    """Every criterion over the selected schools, the lowest first, in the colour of its zone."""
    values = matter.frame(criterion_of_selection)
    if values.empty:
        return None
    settings = {row.criterion: row for row in rows_of(matter.frame(criteria_in_words))}
    rows = list(rows_of(values))
    tones: list[Tone] = []
    for row in rows:
        bounds = Bounds(exact(settings[row.criterion].low_max_pct), exact(settings[row.criterion].high_min_pct))
        tones.append(zone_of(exact(float(row.numerator)) / exact(float(row.denominator)) * 100, bounds))
    weak = first_two([f"«{settings[each].name}»" for each in equally_weak(values)])
    title = f"Слабее всего — {weak}: {percent(known(rows[0].value_pct), 1)} от максимума"
    return described(
        title,
        tuple(f"{row.criterion}. {settings[row.criterion].name}" for row in rows),
        (Series("Выполнение", tuple(float(row.value_pct) for row in rows)),),
        "процентов от максимума (сумма баллов к сумме максимумов школ с данными); цвет — зона: "
        + ", ".join(f"{colour} — {word}" for colour, word in ZONE_COLOURS.items()),
        decimals=1,
        most=100,
        tones=tuple(tones),
    )


ZONE_COLOURS = {"оранжевый": "низкая", "серый": "средняя", "синий": "высокая"}
"""How a paper calls the colours of zones."""


def pillars_table(matter: Matter) -> Table:
    """The main indicators of competences, staff, mentoring, development and reserve."""
    found, several = list(rows_of(matter.since(pillars))), matter.note.schools_selected > 1
    rows = tuple(
        (row.name, row.words, row.before_words, row.zone_words, row.data_words if several else None)
        for row in found
        if row.words != NO_DATA
    )
    silent = ", ".join(f"«{row.name}»" for row in found if row.words == NO_DATA)
    table = Table(
        (
            Column("Показатель", width=2.8),
            Column("Значение", width=2.2),
            Column("Было", width=2.2),
            Column("Зона", width=1.75),
            Column("Школ с данными", width=1.2),
        ),
        rows,
        title="Главные показатели направлений",
        note="Зона — по порогам методики; пороги, которых не устанавливает документ, — рабочие. "
        f"Тире — порога или данных нет.{f' Данных нет: {silent}.' if silent else ''}",
    )
    return without_empty(table, ("Было", "Зона", "Школ с данными"))


def missing_words(note: ExportNote) -> str:
    """How many schools are without data; nothing if none."""
    count = note.missing_count
    if not count or not note.schools_with_data:
        return ""
    said = opening(count, "школа", "школы", "школ", "f")
    verb = plural(count, "не имеет", "не имеют", "не имеют")
    return f"{said} {verb} ни одного балла и ни одного акта о группе; в доли " + (
        f"{plural(count, 'она не включена', 'они не включены', 'они не включены')}."
    )


def counts_of(matter: Matter) -> Any:
    """The row of ``headline`` for the scope's cycle; None where there is no cycle."""
    frame = matter.since(headline)
    return None if frame.empty else next(rows_of(frame[~frame["is_previous"].astype(bool)]))


def reservations(matter: Matter) -> list[str]:
    """What the reader of the note must know before he quotes a number."""
    own = "Справка говорит, как соотносятся числа, и не называет одно причиной другого."
    return [*limits_of_data(matter), own]


def limits_of_data(matter: Matter) -> list[str]:
    """Who is missing, has too little, is near a bound, how firm groups are, where an act differs: a sentence each."""
    said = []
    if missing := missing_words(matter.note):
        said.append(missing)
    counts = counts_of(matter)
    if counts is not None:
        without = int(counts.schools - counts.enough)
        # Those who sent nothing are among them.
        if without > (matter.note.missing_count if missing else 0) and not matter.frame(criteria_in_words).empty:
            of = f"{number(without)} из {schools_of(int(counts.schools))}"
            said.append(
                f"{'Вместе с ними по' if missing else 'По'} {of} представленных данных недостаточно, чтобы определить "
                "степень эффективности."
            )
        if counts.borderline:
            delta = threshold_words("border_delta")
            near = opening(int(counts.borderline), "школа", "школы", "школ", "f")
            verb = plural(int(counts.borderline), "имеет", "имеют", "имеют")
            where = f"итог не дальше {delta} процентных пунктов от границы степеней ({origin_words('border_delta')})"
            said.append(f"{near} {verb} {where}: уточнение баллов может изменить степень.")
        if matter.frame(groups_by_firmness)[["likely", "unstable"]].to_numpy().sum():
            said.append(firmness_words(matter))
        if counts.disagreeing:
            differ = opening(int(counts.disagreeing), "школа", "школы", "школ", "f")
            verb = plural(int(counts.disagreeing), "отнесена", "отнесены", "отнесены")
            said.append(f"{differ} {verb} актом к иной степени, чем по расчёту; применяется степень по акту.")
    if recounted := recounted_words(matter.since(versions_by_cycle), matter.previous):
        said.append(recounted)
    return [ended(text) for text in said]


def firmness_words(matter: Matter) -> str:
    """How many computed groups are firm, likely and unstable; empty where none is computed."""
    return firmness_statement(matter.frame(groups_by_firmness))


def described(
    title: str,
    categories: Sequence[str],
    series: Sequence[Series],
    unit: str,
    *,
    form: Any = "bars",
    decimals: int = 0,
    most: float | None = None,
    tones: Sequence[Tone] = (),
) -> Chart:
    """A chart whose text alternative names every number."""
    label = Column("", "number", decimals)
    said = []
    for position, category in enumerate(categories):
        values = ", ".join(
            f"{each.name.lower() + ' ' if len(series) > 1 else ''}{written(value, label)}"
            for each in series
            if (value := each.values[position]) is not None  # noqa: PD011
        )
        said.append(f"{category}: {values or 'нет данных'}")
    alt = f"{title}. {capitalised(unit)}. {'; '.join(said)}."
    return Chart(title, tuple(categories), tuple(series), unit, alt, form, decimals, most, tuple(tones))


def whole(value: Any) -> int | None:
    """A count out of a frame; None where it is missing."""
    return None if pd.isna(value) else int(value)
