"""What stands between the data and a paper: errors that stop it, warnings that it repeats as reservations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, NamedTuple

import pandas as pd
from sqlalchemy import Connection, func, select

from data.assignments import NOT_BEGUN
from data.decisions import ADOPTED, ANNULLED, DRAFT
from data.tables import load, load_finding, load_partition, privacy_release
from methodology.sentences import opening
from methodology.words import NBSP, counted, day, number, plural, schools_of
from queries.addressed import recommendation_summary
from queries.decision_points import decision_points, goes_beyond
from queries.decisions import decision_items, decisions, recommendations_without_decision
from queries.execution import before_decision, tasks
from queries.frames import frame_of_records, rows_of
from queries.quality import unsent_sheets
from queries.scope import Scope
from queries.selection import resolved, selection_summary
from queries.showing import for_council
from queries.wording import filters_in_words

READS_DECISIONS = True

State = Literal["error", "warning", "fine"]
STATE_WORDS: dict[State, str] = {"error": "✕ ошибка", "warning": "● предупреждение", "fine": "✓ в порядке"}
DRAFTED = "Решение — проект: до принятия его пункты могут измениться."
NO_CHECK = "в режиме для совета не проверяется"


class Checked(NamedTuple):
    """What one check came to. ``reservation``: a sentence for the paper, of warnings. ``stops``: of errors."""

    state: State
    words: str
    reservation: str | None = None
    stops: Literal["all", "decision"] | None = None


CHECKS = (
    ("scope", "О каких школах документы", "collegium"),
    ("data", "Данные о школах", "quality"),
    ("sent", "Листы от муниципалитетов", "quality"),
    ("findings", "Замечания к загрузкам", "upload"),
    ("privacy", "Персональные данные", "upload"),
    ("recommendations", "Рекомендации рассмотрены", "recommendations"),
    ("waiting", "Принятые вошли в решение", "collegium"),
    ("decision", "Решение", "collegium"),
    ("previous", "Исполнение прошлого решения", "execution"),
)
"""Key, title, and the page where it is mended."""


def checklist(
    connection: Connection, scope: Scope, previous: str | None, on: date, decision_id: int | None = None
) -> pd.DataFrame:
    """One row is one check before papers are made, in the order in which they are mended.

    ``on``: the day of the meeting, on which tasks are looked at. ``decision_id``: None takes the draft of the cycle,
    else its last adopted decision. Columns: check, title, state ('error', 'warning', 'fine'), state_words, words,
    reservation (a sentence that the paper repeats; missing unless a warning), stops ('all' papers or those of the
    'decision'; missing unless an error), page (address of the page where it is mended).
    """
    scope = resolved(connection, scope)
    chosen = decision_of(decisions(connection, scope), scope.cycle, decision_id)
    waiting = 0 if for_council(scope) else len(recommendations_without_decision(connection, scope))
    drafted = chosen is None and not decision_points(connection, scope, on=on).empty
    found = {
        "scope": _scope(connection, scope),
        "data": _data(connection, scope),
        "sent": _sent(connection, scope, previous),
        "findings": _findings(connection, scope),
        "privacy": _privacy(connection),
        "recommendations": _recommendations(connection, scope),
        "waiting": _waiting(scope, waiting),
        "decision": _decision(connection, scope, chosen, drafted=drafted),
        "previous": _previous(connection, scope, on, chosen),
    }
    lines = [
        {
            "check": check,
            "title": title,
            "state": found[check].state,
            "state_words": STATE_WORDS[found[check].state],
            "words": found[check].words,
            "reservation": found[check].reservation,
            "stops": found[check].stops,
            "page": page,
        }
        for check, title, page in CHECKS
    ]
    names = ("check", "title", "state", "state_words", "words", "reservation", "stops", "page")
    return frame_of_records(lines, dict.fromkeys(names, "object"))


def decision_of(every: pd.DataFrame, cycle: str | None, decision_id: int | None) -> Any:
    """The row of ``decisions`` that papers are about; None if there is none."""
    rows = list(rows_of(every))
    if decision_id is not None:
        return next((row for row in rows if row.decision_id == decision_id), None)
    of_cycle = [row for row in rows if row.cycle == cycle]
    for state in (DRAFT, ADOPTED):
        for row in of_cycle:
            if row.state == state:
                return row
    return None


def _scope(connection: Connection, scope: Scope) -> Checked:
    """Whether a filter set for something else narrows the papers; they name it themselves."""
    row = selection_summary(connection, scope).iloc[0]
    of = f"{counted(int(row['selected']), 'школе', 'школах', 'школах')} из {number(int(row['total']))}"
    if narrowed := "; ".join(f"{label} — {value}" for label, value in filters_in_words(scope)):
        return Checked("warning", f"Отбор: {narrowed}. Документы будут о {of}; чтобы о всех, снимите отбор слева.")
    return Checked("fine", f"Отбора по признакам школ нет: документы о {of}.")


def _data(connection: Connection, scope: Scope) -> Checked:
    row = selection_summary(connection, scope).iloc[0]
    selected, known = int(row["selected"]), int(row["with_data"])
    if not known:
        return Checked("error", "Данных нет ни по одной школе отбора: писать не о чем.", stops="all")
    words = f"Данные есть по {number(known)} из {schools_of(selected)}."
    silent = selected - known
    if not silent:
        return Checked("fine", words)
    of = f"{counted(silent, 'школе', 'школам', 'школам')} из {number(selected)}"
    said = f"По {of} данные не представлены и в выводах не учтены."
    return Checked("warning", words, said)


def _sent(connection: Connection, scope: Scope, previous: str | None) -> Checked:
    frame = unsent_sheets(connection, scope, previous)
    places = frame["municipality_id"].nunique()
    if not places:
        return Checked("fine", "Прислано всё, что присылали раньше.")
    nothing = int((frame.drop_duplicates("municipality_id")["schools"] == 0).sum())
    words = f"Не прислали часть листов: {counted(places, 'муниципалитет', 'муниципалитета', 'муниципалитетов')}"
    words += f", из них не прислали ничего: {number(nothing)}." if nothing else "."
    who = opening(places, "муниципалитет", "муниципалитета", "муниципалитетов", "m")
    verb = plural(places, "представил", "представили", "представили")
    said = f"{who} {verb} сведения не в полном объёме: показатели рассчитаны по тем сведениям, которые представлены."
    return Checked("warning", words, said)


def _findings(connection: Connection, scope: Scope) -> Checked:
    """Warnings about the workbooks whose rows are in force for the cycle and the municipalities."""
    p, f = load_partition.c, load_finding.c
    latest = select(func.max(p.load_id)).join(load, load.c.load_id == p.load_id)
    latest = latest.where(p.cycle == scope.cycle, load.c.undone_at.is_(None))
    if scope.municipalities:
        latest = latest.where(p.municipality_id.in_(scope.municipalities))
    if scope.as_of is not None:
        latest = latest.where(p.load_id <= scope.as_of)
    in_force = f.load_id.in_(latest.group_by(p.municipality_id, p.sheet))
    found = connection.execute(select(f.load_id, f.finding).where(in_force))
    warned = [load_id for load_id, finding in found if finding["severity"] == "warning"]
    if not warned:
        return Checked("fine", "К загрузкам, чьи данные действуют, предупреждений нет.")
    loads = sorted(set(warned))
    said = counted(len(warned), "предупреждение", "предупреждения", "предупреждений")
    first = opening(len(warned), "замечание", "замечания", "замечаний", "n")
    of = f"загрузке №{NBSP}{loads[0]}" if len(loads) == 1 else counted(len(loads), "загрузке", "загрузкам", "загрузкам")
    return Checked(
        "warning",
        f"К {of}: {said}.",
        f"{first} к представленным сведениям не {plural(len(warned), 'устранено', 'устранены', 'устранено')}: "
        f"связанные с {plural(len(warned), 'ним', 'ними', 'ними')} показатели могут быть уточнены.",
    )


def _privacy(connection: Connection) -> Checked:
    """Findings about personal data that somebody released as false alarms, and that are still released."""
    released = select(func.count()).select_from(privacy_release).where(privacy_release.c.withdrawn_at.is_(None))
    count = connection.scalar(released) or 0
    if not count:
        return Checked("fine", "Снятых замечаний о персональных данных нет.")
    said = counted(count, "замечание", "замечания", "замечаний")
    first = opening(count, "замечание", "замечания", "замечаний", "n")
    return Checked(
        "warning",
        f"Снято как ложные: {said} о персональных данных. Перед выпуском проверьте журнал.",
        f"{first} проверки на персональные данные {plural(count, 'снято', 'сняты', 'снято')} с указанием причины.",
    )


def _recommendations(connection: Connection, scope: Scope) -> Checked:
    if for_council(scope):
        return Checked("fine", f"О решениях по рекомендациям: {NO_CHECK}.")
    row = recommendation_summary(connection, scope).iloc[0]
    proposed = int(row["proposed"])
    confirmed = int(row["accepted"]) + int(row["changed"])
    if not proposed:
        return Checked("fine", f"Рассмотрены все; принято и изменено: {number(confirmed)}.")
    first = opening(proposed, "рекомендация", "рекомендации", "рекомендаций", "f")
    looked = plural(proposed, "рассмотрена", "рассмотрены", "рассмотрено")
    return Checked(
        "warning",
        f"Не рассмотрено: {number(proposed)}; принято и изменено: {number(confirmed)}.",
        f"{first} не {looked} и в решение не {plural(proposed, 'включена', 'включены', 'включено')}.",
    )


def _waiting(scope: Scope, count: int) -> Checked:
    if for_council(scope):
        return Checked("fine", f"О решениях по рекомендациям: {NO_CHECK}.")
    if not count:
        return Checked("fine", "Принятых рекомендаций вне решений нет.")
    first = opening(count, "принятая рекомендация", "принятые рекомендации", "принятых рекомендаций", "f")
    verb = plural(count, "включена", "включены", "включено")
    return Checked(
        "warning",
        f"Приняты, но не вошли ни в одно решение: {number(count)}. Составьте из них проект.",
        f"{first} в решение не {verb}.",
    )


def _decision(connection: Connection, scope: Scope, row: Any, *, drafted: bool) -> Checked:
    """``drafted``: without a decision, the paper composes one of what is accepted and may be told."""
    if row is None:
        if drafted:
            return Checked("warning", "Решения ещё нет: в документе будет проект из принятых рекомендаций.", DRAFTED)
        why = (
            "для совета составить его не из чего"
            if for_council(scope)
            else "составить его не из чего: примите рекомендации"
        )
        return Checked("error", f"Решения нет, и {why}. Решение и выписки не сделать.", stops="decision")
    if row.state == ANNULLED:
        return Checked("error", f"Решение отменено: {row.label}. Выберите другое.", stops="decision")
    items = decision_items(connection, scope, int(row.decision_id))
    if items.empty:
        return Checked("error", f"В решении нет ни одного пункта: {row.label}.", stops="decision")
    passed = int(items["passed"].sum())
    points = counted(passed, "пункта", "пунктов", "пунктов")
    said = (
        ("не принято", row.state == DRAFT),
        ("нет номера", not row.number),
        (f"срок {points} раньше даты решения", row.state == DRAFT and passed),
        ("отбор уже решения, из него делаются только выписки", goes_beyond(connection, scope, int(row.decision_id))),
    )
    lacks = [words for words, is_so in said if is_so]
    if not lacks:
        return Checked("fine", f"{row.label}.")
    return Checked(
        "warning",
        f"{row.label}: {', '.join(lacks)}.",
        DRAFTED if row.state == DRAFT else None,
    )


def _previous(connection: Connection, scope: Scope, on: date, chosen: Any) -> Checked:
    """Tasks given before the decision that the papers are about, as they stand on the day of the meeting."""
    of_it = None if chosen is None else int(chosen.decision_id)
    given = list(rows_of(before_decision(tasks(connection, scope, on), of_it)))
    if not given:
        return Checked("fine", "Прежних поручений этим школам нет.")
    late = [row for row in given if row.state == "overdue"]
    silent = sum(row.status == NOT_BEGUN for row in late)
    of_cycle = sum(row.cycle == scope.cycle for row in late)
    before = len(late) - of_cycle
    earlier = f" (этого цикла — {number(of_cycle)}, прошлых — {number(before)})" if before else ""
    if not late:
        return Checked("fine", f"Просроченных нет; поручений: {number(len(given))}.")
    first = opening(len(late), "поручение", "поручения", "поручений", "n")
    verb = plural(len(late), "просрочено", "просрочены", "просрочено")
    said = f"{first} прежних решений на {day(on)} {verb}"
    return Checked(
        "warning",
        f"На {day(on)} просрочено: {number(len(late))} из {number(len(given))}{earlier}, из них без отметки о начале: "
        f"{number(silent)}.",
        f"{said}{earlier}; к исполнению не приступили по {number(silent)}.",
    )


def errors_of(checked: pd.DataFrame, *, with_decision: bool) -> Iterator[str]:
    """What stops a paper; ``with_decision``: one that needs a decision."""
    for row in rows_of(checked[checked["state"] == "error"]):
        if row.stops == "all" or with_decision:
            yield row.words


def reservations_of(checked: pd.DataFrame) -> tuple[str, ...]:
    """The sentences of warnings, for the paper."""
    return tuple(checked["reservation"].dropna())
