"""The agenda of a meeting as a sequence of views: what each point says, in numbers and sentences of the other pages.

Nothing is counted here: every number is that of the query of its page, so that the meeting, the page and the hand-out
agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, select

from data.agendas import FREEZING, OWN, AgendaStep
from data.decisions import ADOPTED
from data.methodology_versions import version_in_force
from data.tables import load
from data.tables_decisions import agenda, agenda_history
from methodology.in_use import rules_in_use
from methodology.sentences import capitalised, ended
from methodology.words import DASH, NBSP, counted, day, first_two, number, percent, recommendations, schools, schools_of
from queries.addressed import recommendation_summary
from queries.checklist import decision_of
from queries.control_words import execution_phrases
from queries.decisions import decision_items, decisions
from queries.dictionaries import municipalities
from queries.effectiveness import headline, transitions
from queries.execution import before_decision, tasks
from queries.findings import Point, attention_points, findings_by_topic, pillar_points
from queries.frames import read_frame, rows_of
from queries.picture import Picture
from queries.pillars import pillars
from queries.readable import criteria_in_words
from queries.scope import Flag, Scope
from queries.selection import selection_summary
from queries.summary import attention_by_municipality, criteria_named, key_figures_in_words

READS_DECISIONS = True

Ask = Callable[..., pd.DataFrame]
"""Gives the frame of a query: called with the query, the scope and its parameters."""
ROWS_OF_STEP = 8
"""More numbers than these are not read from the back row."""
LETTERS_OF_ITEM = 300
BIASED: Flag = "biased_vpr"
WHAT_CHANGED = "Что изменилось с прошлого цикла и почему?"
WHAT_HELPED = "Что помогло школам, которые повысили группу?"
"""Asked only where there is a cycle to compare with, and a school that rose."""
FULL_NAMES = {"КО-ШНОР": "Школы с низкими результатами (ШНОР)", "КО-ВПР": "Признак необъективности ВПР"}
"""What a card of a page may shorten and a hall doesn't know."""
DRAFT_TITLE, DECISION_TITLE = "Проект решения", "Решение"
FILTERS = ("municipalities", "clusters", "kinds", "localities", "groups", "flags", "complete_only")
"""Fields of a scope that an agenda keeps."""


@dataclass(frozen=True)
class View:
    """A kind of point: its page by address, and what to ask when nobody wrote other questions.

    ``block``: of the pillar whose indicators it shows. ``rows``: so many numbers at most. ``adopted``: what to ask
    instead once the decision is adopted.
    """

    code: str
    title: str
    page: str
    questions: tuple[str, ...]
    block: str | None = None
    rows: int = ROWS_OF_STEP
    adopted: tuple[str, ...] = ()


VIEWS = (
    View(
        "figures",
        "Главные показатели",
        "",
        (WHAT_CHANGED, "Каких данных не хватает, чтобы решать?"),
    ),
    View(
        "groups",
        "Группы школ",
        "effectiveness",
        ("Каким школам нужна адресная поддержка в первую очередь?", WHAT_HELPED),
        # Its chart has the others.
        rows=4,
    ),
    View(
        "zones",
        "Проблемные зоны",
        "effectiveness",
        ("Что из этого в силах муниципалитета, а что — школы?", "Что поручить и к какому сроку?"),
    ),
    View(
        "competences",
        "Компетенции",
        "competences",
        ("Кого направить на обучение и по каким темам?", "Все ли руководители и педагоги прошли диагностику?"),
        "competences",
    ),
    View(
        "staffing",
        "Кадры",
        "staffing",
        ("Где вакансии закрыты только нагрузкой?", "Какие меры привлечения начать в этом году?"),
        "staffing",
    ),
    View(
        "mentoring",
        "Наставничество",
        "mentoring",
        ("Почему у части молодых нет наставника?", "Где не хватает наставников нужного предмета?"),
        "mentoring",
    ),
    View(
        "development",
        "Развитие",
        "development",
        ("Соответствует ли обучение выявленным дефицитам?", "Чем помочь методическим объединениям?"),
        "development",
    ),
    View(
        "reserve",
        "Кадровый резерв",
        "development",
        ("Кем заменим директоров, которые уйдут?", "Кого включить в резерв?"),
        "reserve",
    ),
    View(
        "execution",
        "Исполнение прежних решений",
        "execution",
        ("Какие просроченные поручения исполнить и к какому сроку?", "Какие снять с контроля?"),
    ),
    View(
        "recommendations",
        "Рекомендации",
        "recommendations",
        ("Какие рекомендации принять, изменить или отклонить?", "Что станет общим пунктом решения?"),
        adopted=("Какие рекомендации остались без решения и когда их рассмотреть?",),
    ),
    View(
        "decision",
        DECISION_TITLE,
        "collegium",
        ("Все ли пункты названы с ответственным и сроком?", "Принимается ли решение?"),
        adopted=("Все ли исполнители знают свои пункты и сроки?", "Кто и когда доложит об исполнении?"),
    ),
)


@dataclass(frozen=True)
class Number:
    """One number of a point: what it is, the number in words, its zone, what it was, what it means.

    ``zone_words`` begin with the sign: «▼ требует мер»; empty without a zone.

    ``way``: where it is opened; None: nowhere. ``page`` of the way is that of the point unless it names an indicator.
    """

    name: str
    words: str
    zone: str | None = None
    zone_words: str = ""
    before: str = ""
    meaning: str = ""
    way: Point | None = None


@dataclass(frozen=True)
class Shown:
    """A point as it is shown and printed. ``page``: address of its page, None without one; ``rest``: what is left out.

    ``decide``: whether there is something to decide; the points where there isn't are left out at first. ``picture``:
    its chart, as a file can hold it.
    """

    code: str
    title: str
    page: str | None
    finding: str
    numbers: tuple[Number, ...]
    questions: tuple[str, ...]
    rest: str = ""
    decide: bool = True
    picture: Picture | None = None


def agendas(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one agenda, the latest meeting first. Filters don't count.

    Columns: agenda_id, revision, title, date, state ('готова', 'снята'), cycle, compared_with (missing: nothing),
    filters, steps (as they are stored), load_id, methodology, post, at, label («20.10.2025, Заседание»), gone (whether
    a load that its numbers are from was undone after they were frozen: that state is no more), later (loads in force
    that came since), outdated (whether another methodology version is in force by now).
    """
    a = agenda.c
    frame = read_frame(
        connection,
        select(
            a.agenda_id, a.revision, a.title, a.date, a.state, a.cycle, a.compared_with, a.filters, a.steps, a.load_id,
            a.methodology, a.post, a.at,
        ).order_by(a.date.desc(), a.agenda_id.desc()),
    )  # fmt: skip
    h = agenda_history.c
    freezing = select(h.agenda_id, func.max(h.at)).where(h.act.in_(FREEZING)).group_by(h.agenda_id)
    frozen_at = {row[0]: row[1] for row in connection.execute(freezing)}
    known = connection.execute(select(load.c.load_id, load.c.undone_at)).all()
    undone = [(load_id, undone_at) for load_id, undone_at in known if undone_at is not None]
    gone = [
        any(number <= load_id and when > frozen_at[agenda_id] for number, when in undone)
        for agenda_id, load_id in zip(frame["agenda_id"], frame["load_id"], strict=True)
    ]
    later = [sum(number > load_id and when is None for number, when in known) for load_id in frame["load_id"]]
    labels = [
        f"{day(on)}, {title}{', снята' if state == 'снята' else ''}"
        for on, title, state in zip(frame["date"], frame["title"], frame["state"], strict=True)
    ]
    return frame.assign(
        label=pd.Series(labels, frame.index, dtype=object),
        gone=pd.Series(gone, frame.index, dtype="boolean"),
        later=pd.Series(later, frame.index, dtype="Int64"),
        outdated=pd.Series(
            [
                number != version_in_force(connection, cycle)
                for number, cycle in zip(frame["methodology"], frame["cycle"], strict=True)
            ],
            frame.index,
            dtype="boolean",
        ),
    )


def filters_of(scope: Scope) -> dict[str, Any]:
    """What an agenda keeps of a scope, as the database holds it."""
    said = {name: getattr(scope, name) for name in FILTERS}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items() if value}


def frozen_scope(row: Any, showing: Any = "internal") -> Scope:
    """The scope of an agenda, a row of ``agendas``: its schools at the load and by the rules that it is frozen at."""
    kept: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.filters.items()
    }
    return Scope(cycle=row.cycle, as_of=int(row.load_id), methodology=int(row.methodology), showing=showing, **kept)


def view_of(code: str) -> View | None:
    """The kind of point with this code; None of one by hand."""
    return next((view for view in VIEWS if view.code == code), None)


def default_steps(ask: Ask, scope: Scope, previous: str | None, on: date | None = None) -> list[AgendaStep]:
    """An agenda from the data: every view, those of pillars left out where nothing asks for a decision.

    ``on``: the day on which tasks are looked at, None: today.
    """
    found = []
    for view in VIEWS:
        step = AgendaStep(view.code, view.title, view.questions)
        shown = shown_step(step, ask, scope, previous, on)
        found.append(replace(step, questions=shown.questions, shown=shown.decide))
    return found


def shown_step(step: AgendaStep, ask: Ask, scope: Scope, previous: str | None, on: date | None = None) -> Shown:
    """A point with its finding and its numbers.

    A title and questions that nobody wrote anew are those of the decision as it stands, draft or adopted. ``on``: the
    day on which tasks are looked at, None: today.
    """
    view = view_of(step.code)
    if view is None or step.code == OWN:
        return Shown(step.code, step.title, None, "", (), step.questions)
    if view.code == "execution":
        finding, numbers, decide = _execution(ask, scope, on or date.today())
    else:
        make = _pillar if view.block else CONTENTS[view.code]
        finding, numbers, decide = make(view, ask, scope, previous)
    rest = f"Показаны первые {number(view.rows)} из {number(len(numbers))}." if len(numbers) > view.rows else ""
    title, questions = _of_the_decision(view, step, ask, scope)
    senseless = _senseless(view, ask, scope, previous)
    questions = tuple(words for words in questions if words not in senseless)
    return Shown(step.code, title, view.page, finding, tuple(numbers[: view.rows]), questions, rest, decide)


def _of_the_decision(view: View, step: AgendaStep, ask: Ask, scope: Scope) -> tuple[str, tuple[str, ...]]:
    """Title and questions of a point, where they are ours those that fit a draft or an adopted decision."""
    if not view.adopted:
        return step.title, step.questions
    row = decision_of(ask(decisions, scope), scope.cycle, None)
    adopted = row is not None and row.state == ADOPTED
    title, questions = step.title, step.questions
    if view.code == "decision" and title in (DRAFT_TITLE, DECISION_TITLE):
        title = f"{DECISION_TITLE} №{NBSP}{row.number} от {day(row.date)} (принято)" if adopted else DRAFT_TITLE
    if questions in (view.questions, view.adopted):
        questions = view.adopted if adopted else view.questions
    return title, questions


def _senseless(view: View, ask: Ask, scope: Scope, previous: str | None) -> frozenset[str]:
    """Questions of ours that the data have nothing for."""
    if not {WHAT_CHANGED, WHAT_HELPED} & set(view.questions):
        return frozenset()
    figures = list(rows_of(ask(key_figures_in_words, scope, previous=previous)))
    compared = any(row.compared_with is not None for row in figures)
    rose = any(row.figure == "rose" and row.numerator for row in figures)
    return frozenset(words for words, sensible in ((WHAT_CHANGED, compared), (WHAT_HELPED, rose)) if not sensible)


def first_points(ask: Ask, scope: Scope, previous: str | None, places: pd.DataFrame) -> list[Point]:
    """What to look at first; ``places``: ``attention_by_municipality``, each name told apart."""
    moves = ask(transitions, scope, previous=previous or "")
    disagreeing = int(ask(headline, scope, previous=previous).iloc[0]["disagreeing"])
    biased = replace(scope, flags=tuple(dict.fromkeys((*scope.flags, BIASED))), groups=(1,))
    possible = not scope.groups or 1 in scope.groups
    biased_high = int(ask(selection_summary, biased).iloc[0]["selected"]) if possible else 0
    points = attention_points(places, moves, disagreeing, biased_high)
    return [*points, *pillar_points(ask(pillars, scope, previous=previous))]


Content = tuple[str, list[Number], bool]
"""Finding, numbers, whether there is something to decide."""


def _figures(view: View, ask: Ask, scope: Scope, previous: str | None) -> Content:
    frame = ask(key_figures_in_words, scope, previous=previous)
    numbers = [
        Number(
            name_of_figure(row, ask, scope),
            row.words,
            row.zone,
            row.zone_words or "",
            "" if row.compared_with is None else f"было {row.before_words} ({row.compared_with})",
            f"{row.meaning} {row.share_words}.",
            Point(row.name, 0),
        )
        for row in rows_of(frame)
    ]
    summary = ask(selection_summary, scope).iloc[0]
    with_data, selected = int(summary["with_data"]), int(summary["selected"])
    said = f"Данные есть по {number(with_data)} из {schools_of(selected)}"
    if selected >= rules_in_use().threshold("no_percent_n"):
        said += f" ({percent(100 * with_data / selected)})"
    if previous is not None:
        said += f"; сравнение — с циклом {previous}"
    return f"{said}.", numbers, True


def name_of_figure(row: Any, ask: Ask, scope: Scope) -> str:
    """The name of a key figure in full; a criterion by its name too: the number alone says nothing in a hall."""
    if row.figure in FULL_NAMES:
        return FULL_NAMES[row.figure]
    if row.figure != "weakest":
        return str(row.name)
    names = {each.criterion: each.name for each in rows_of(ask(criteria_in_words, scope))}
    return f"{row.name} {first_two([f'«{names[each]}»' for each in criteria_named(row)])}"


def _groups(view: View, ask: Ask, scope: Scope, previous: str | None) -> Content:
    places = _places(ask, scope, previous)
    said = _findings(ask, scope, previous, places)
    sentences = [said[topic] for topic in ("groups", "moves") if topic in said]
    low = rules_in_use().group(3).short
    numbers = [
        Number(
            row.municipality_name,
            row.low_words,
            None,
            "",
            "" if pd.isna(row.still_low) else f"из них и в цикле {previous}: {number(int(row.still_low))}",
            f"Школы с низкой степенью — из школ с группой; всего {schools(int(row.schools))}.",
            Point(row.municipality_name, int(row.low), municipality_id=row.municipality_id, group=low),
        )
        for row in rows_of(places)
        if row.low > 0
    ]
    return " ".join(sentences) or "Групп в этом отборе нет: данных не хватает.", numbers, True


def _zones(view: View, ask: Ask, scope: Scope, previous: str | None) -> Content:
    places = _places(ask, scope, previous)
    points = first_points(ask, scope, previous, places)
    said = _findings(ask, scope, previous, places).get("criteria", "Баллов по критериям нет.")
    numbers = [Number(point.text, schools(point.count), way=point if point.leads else None) for point in points]
    return said, numbers, True


def _findings(ask: Ask, scope: Scope, previous: str | None, places: pd.DataFrame) -> dict[str, str]:
    figures = ask(key_figures_in_words, scope, previous=previous)
    return findings_by_topic(figures, places, ask(criteria_in_words, scope))


def _places(ask: Ask, scope: Scope, previous: str | None) -> pd.DataFrame:
    frame = ask(attention_by_municipality, scope, previous=previous)
    labels = ask(municipalities, scope).set_index("municipality_id")["label"].to_dict()
    return frame.assign(municipality_name=[labels[code] for code in frame["municipality_id"]])


def _pillar(view: View, ask: Ask, scope: Scope, previous: str | None) -> Content:
    frame = ask(pillars, scope, previous=previous)
    rows = [row for row in rows_of(frame) if row.block == view.block]
    numbers = [
        Number(
            row.name,
            row.words,
            row.zone,
            "" if row.zone is None else row.zone_words,
            "" if row.compared_with is None else f"было {row.before_words} ({row.compared_with}), {row.change_words}",
            f"{row.meaning}. {_data_said(row)}".strip(),
            Point(row.name, 0, indicator=row.code),
        )
        for row in rows
    ]
    return _zones_said(rows), numbers, any(row.zone in ("low", "middle") for row in rows)


def _data_said(row: Any) -> str:
    """«Данные есть по 30 из 31 школы.»; nothing where it is hidden."""
    if row.data_words == DASH:
        return ""
    return f"Данные есть по {number(row.schools_with_data)} из {schools_of(int(row.schools))}."


def _zones_said(rows: list[Any]) -> str:
    """«Требует мер: … Выполняется: …», by zone, those that need measures first; then what has no zone."""
    said = []
    for zone in ("low", "middle", "high", None):
        of_zone = [row for row in rows if row.zone == zone]
        if of_zone:
            what = "без оценки по порогу" if zone is None else of_zone[0].zone_words[2:]
            said.append(ended(f"{capitalised(what)}: {'; '.join(_named(row) for row in of_zone)}"))
    return " ".join(said) or "Данных по этому направлению нет."


def _named(row: Any) -> str:
    low = (
        ""
        if pd.isna(row.low_schools) or not row.low_schools
        else f", школ в зоне «требует мер» — {number(int(row.low_schools))}"
    )
    return f"{row.name[0].lower()}{row.name[1:]} — {row.words}{low}"


def _execution(ask: Ask, scope: Scope, on: date) -> Content:
    """Tasks given before the decision of this meeting, as they stand on a day."""
    chosen = decision_of(ask(decisions, scope), scope.cycle, None)
    given = before_decision(ask(tasks, scope, on=on), None if chosen is None else int(chosen.decision_id))
    if given.empty:
        return "Прежних поручений этим школам нет.", [], False
    states = given["state"].value_counts()
    numbers = [
        Number(name, number(int(states.get(state, 0))), zone, words, way=Point("", 0))
        for name, state, zone, words in (
            ("Просрочено", "overdue", "low", "▼ требует мер"),
            ("Срок близко", "soon", None, ""),
            ("В работе", "open", None, ""),
            ("Исполнено в срок", "done", None, ""),
            ("Исполнено позже срока", "late", None, ""),
        )
        if states.get(state, 0)
    ]
    return " ".join(execution_phrases(given, on, scope.cycle)), numbers, True


def _recommendations(view: View, ask: Ask, scope: Scope, previous: str | None) -> Content:
    row = ask(recommendation_summary, scope).iloc[0]
    fired = int(row["fired"])
    if not fired:
        return "Рекомендаций в этом отборе нет.", [], False
    of = f"{number(int(row['fired_schools']))} из {schools_of(int(row['schools']))}"
    said = f"{recommendations(fired)}, из них первого приоритета — {number(int(row['first']))}; касаются {of}."
    way = Point("", 0)
    numbers = [
        Number(name, number(int(row[column])), meaning=meaning, way=way)
        for name, column, meaning in (
            ("Всего рекомендаций", "fired", "Сколько рекомендаций следует из данных по правилам методики."),
            ("Первого приоритета", "first", "С них начинают."),
            ("Общих пунктов", "common", "Рекомендации, которые относятся к большинству школ."),
            ("Без решения", "proposed", "Никто ещё не принял, не изменил и не отклонил."),
            ("Принято без изменений", "accepted", "Входят в решение."),
            ("Принято с изменениями", "changed", "Входят в решение так, как изменены."),
            ("Отклонено", "rejected", "В решение не входят."),
        )
        if pd.notna(row[column])
    ]
    return said, numbers, True


def _decision(view: View, ask: Ask, scope: Scope, previous: str | None) -> Content:
    every = ask(decisions, scope)
    row = decision_of(every, scope.cycle, None)
    if row is None:
        return "Проекта решения ещё нет: он составляется из принятых рекомендаций на странице «Коллегия».", [], True
    items = ask(decision_items, scope, decision_id=int(row.decision_id))
    numbers = [
        Number(
            f"{item.number}. {item.addressee}",
            item.text if len(item.text) <= LETTERS_OF_ITEM else f"{item.text[: LETTERS_OF_ITEM - 1].rstrip()}…",
            None,
            "",
            _due_and_about(item),
            item.text,
            Point("", 0),
        )
        for item in rows_of(items)
    ]
    count = counted(len(items), "пункт", "пункта", "пунктов")
    return f"«{row.title}»: {row.label}. В нём {count}.", numbers, True


def _due_and_about(item: Any) -> str:
    """«срок: до 01.03.2027; касается: Округ: СОШ № 1»; to the council it isn't told whom."""
    due = "" if item.deadline_words in (None, DASH) else f"срок: {item.deadline_words}"
    about = getattr(item, "schools_words", None)
    return "; ".join(filter(None, (due, f"касается: {about}" if about else "")))


CONTENTS: dict[str, Callable[[View, Ask, Scope, str | None], Content]] = {
    "figures": _figures,
    "groups": _groups,
    "zones": _zones,
    "recommendations": _recommendations,
    "decision": _decision,
}


def frozen_words(load_id: int, methodology: int) -> str:
    """«Числа после загрузки № 3, методика № 1»."""
    return f"Числа после загрузки №{NBSP}{load_id}, методика №{NBSP}{methodology}"


def steps_of(row: Any) -> Iterator[AgendaStep]:
    """The points of an agenda, a row of ``agendas``, in order."""
    for said in row.steps:
        yield AgendaStep.read(said)
