"""The filters in the sidebar, bound to the URL, and the scope that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.beside import BESIDE, TITLE, other_selections
from components.cached import asker
from components.drill import CRITERION, INDICATOR, MOVE, MUNICIPALITY, SCHOOL, VACANCIES_OF, reset_filters
from components.source import Source
from components.states import state_labels
from components.text import plain
from components.view import Beside, View
from methodology.in_use import rules_in_use
from methodology.words import folded, number
from methodology.words import municipalities as municipalities_counted
from queries.dictionaries import cycles, filter_values, municipalities, schools_of
from queries.frames import rows_of
from queries.indicator_tables import indicator_labels
from queries.loads import loads
from queries.readable import criteria_in_words, move_labels
from queries.scope import Flag, SchoolKey, Scope, Showing
from queries.vacancies import VACANT_SUBJECTS
from queries.wording import FLAG_WORDS

PLACES = "Муниципалитеты"
ACCEPTED = "_accepted"
REJECTED, SEEN = "_rejected", "_rejected_seen"
NOW = "на сейчас"
LISTED = 300
"""More municipalities than this are not listed: the browser takes 0.04 ms for each of them at every click."""
OFFERED = 50
"""Of those whose names hold what was typed."""


def scope_bar(source: Source, page: str, showing: Showing, *, beside: bool = False) -> View:
    """Draw the filters and return the view that they make; ``beside``: with the choice of a second selection.

    For the council there is no earlier state of the data: beside that of now it would tell what came between them.

    Values that a link asks for and that don't exist are kept for ``rejected_values`` to report.
    """
    filters = st.container()
    more = st.popover("Ещё отборы", icon=":material/filter_list:", width="stretch")
    with more:
        as_of = _as_of(source) if showing == "internal" else None
    with filters:
        view = _scope(source, page, as_of, showing, more)
        return replace(view, beside=_beside(source, view)) if beside else view


def _scope(source: Source, page: str, as_of: int | None, showing: Showing, more: DeltaGenerator) -> View:
    known_cycles = asker(source)(cycles, Scope(as_of=as_of))["cycle"].tolist()
    cycle = _one("Учебный год (цикл)", "cycle", known_cycles, first=True)
    earlier = [known for known in known_cycles if cycle is not None and known < cycle]
    previous = _one("Сравнить с циклом", "compare", earlier, first=True) if earlier else None
    base = Scope(cycle=cycle, as_of=as_of)
    places = asker(source)(municipalities, base)
    ids = dict(zip(places["label"], places["municipality_id"], strict=True))
    chosen = _listed(list(ids)) if len(ids) <= LISTED else _typed(ids)
    school = _school(source, base, ids[chosen[0]]) if len(chosen) == 1 else _no_school()
    offered: dict[str, list[str]] = {}
    for row in rows_of(asker(source)(filter_values, base)):
        offered.setdefault(row.field, []).append(row.value)
    with more:
        clusters = _many("Кластер", "cluster", offered.get("cluster", []))
        kinds = _many("Вид школы", "kind", offered.get("kind", []))
        localities = _many("Местность", "locality", offered.get("locality", []))
        groups = {group.short: group.group for group in rules_in_use().groups}
        chosen_groups = _many("Группа", "group", list(groups))
        flags: dict[str, Flag] = {words: flag for flag, words in FLAG_WORDS.items() if flag in offered}
        chosen_flags = _many("Признаки", "flag", list(flags)) if flags else []
        complete = st.toggle(
            "Только с полными данными",
            key="complete",
            bind="query-params",
            help="Школы, данных которых хватает для присвоения группы.",
        )
        st.button("Снять все отборы", on_click=reset_filters, width="stretch")
    scope = Scope(
        cycle=cycle,
        municipalities=tuple(ids[label] for label in chosen),
        clusters=tuple(clusters),
        kinds=tuple(kinds),
        localities=tuple(localities),
        groups=tuple(groups[name] for name in chosen_groups),
        flags=tuple(flags[words] for words in chosen_flags),
        complete_only=complete,
        school=school,
        as_of=as_of,
        showing=showing,
    )
    _settle("Критерий", CRITERION, asker(source)(criteria_in_words, base)["label"].tolist(), many=False)
    _settle("Переход", MOVE, move_labels(), many=False)
    _settle("Показатель", INDICATOR, list(indicator_labels(one_school=school is not None)), many=False)
    _settle("Предмет вакансий", VACANCIES_OF, list(VACANT_SUBJECTS), many=False)
    for key in (SCHOOL, CRITERION, MOVE):
        _expected(key)
    labels = dict(zip(places["municipality_id"], places["label"], strict=True))
    return View(scope=scope, source=source, previous=previous, page=page, labels=labels)


def _beside(source: Source, view: View) -> Beside | None:
    """The second selection: what there is at this level, and inside a municipality any other one."""
    scope = view.scope
    base = Scope(cycle=scope.cycle, as_of=scope.as_of)
    places = asker(source)(municipalities, base)
    cluster_of = dict(zip(places["municipality_id"], places["cluster"], strict=True))
    selections = other_selections(scope, view.previous, cluster_of)
    ids = {}
    if view.level == "municipality":
        ids = {label: code for code, label in view.labels.items() if code not in scope.municipalities}
    typed = len(ids) > LISTED
    shown, words = _completed_one(BESIDE, selections, ids) if typed else (list(ids), "")
    _settle(TITLE, BESIDE, [*selections, *ids], many=False)
    chosen = st.selectbox(
        TITLE,
        [*selections, *shown],
        index=None,
        key=BESIDE,
        bind="query-params",
        placeholder="Ничего",
        accept_new_options=typed,
        filter_mode="contains",
        help="Второй отбор рядом с первым: те же числа и разница между ними."
        + (" Муниципалитет: впишите часть названия и нажмите Enter." if typed else ""),
    )
    if words:
        st.caption(words)
    if chosen in selections:
        return Beside(chosen, selections[chosen])
    return Beside(chosen, scope.in_municipality(ids[chosen]).of_any_cluster()) if chosen in ids else None


def _completed_one(key: str, fixed: Mapping[str, object], ids: dict[str, str]) -> tuple[list[str], str]:
    """As ``_completed`` for a field of one value, beside options that are always there."""
    value = st.session_state.get(key, st.query_params.get(key))
    if not value or value in fixed:
        return [], ""
    if value in ids:
        return [value], ""
    if key not in st.session_state:
        # From a link: whether it exists is for ``_settle`` to say.
        return [], ""
    alike, words = _alike(value, ids)
    st.session_state[key] = alike[0] if len(alike) == 1 else None
    return alike[:OFFERED], words


def _alike(value: str, ids: dict[str, str]) -> tuple[list[str], str]:
    """The labels that what was typed may stand for, and a word about it unless it is one."""
    typed = folded(value)
    alike = [label for label in ids if typed in folded(label) or typed == ids[label]]
    alike = [label for label in alike if typed in (folded(label), ids[label])] or alike
    if len(alike) == 1:
        return alike, ""
    return alike, f"«{plain(value)}» — " + (
        f"{municipalities_counted(len(alike))}: выберите из списка." if alike else "такого муниципалитета нет."
    )


def rejected_values() -> None:
    """Say which values of a link don't exist in the data; nothing if all did."""
    rejected: dict[str, list[str]] = st.session_state.get(REJECTED, {})
    if not rejected:
        return
    words = "; ".join(
        f"{label} — {', '.join(f'«{plain(value)}»' for value in values)}" for label, values in rejected.items()
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(f"В ссылке названо то, чего нет в данных: {words}. Показано без этого.", icon=":material/link_off:")
        st.button("Понятно", key="rejected_seen", on_click=_seen)


def _seen() -> None:
    """A value whose widget is not drawn stays in the URL: it is not to be reported at every run."""
    st.session_state.setdefault(SEEN, {}).update(st.session_state.pop(REJECTED, {}))


def _as_of(source: Source) -> int | None:
    """The choice of an earlier state of the data stands with the other filters but is made before them."""
    history = asker(source)(loads, Scope())
    options = state_labels(history[history["undone_at"].isna()])
    _settle("Состояние данных", "state", list(options), many=False)
    if len(options) < 2:
        return None
    chosen = st.selectbox(
        "Состояние данных",
        list(options),
        index=None,
        key="state",
        bind="query-params",
        placeholder=NOW,
        help="Как данные выглядели после прежней загрузки. Пусто — на сейчас.",
    )
    return options.get(chosen) if chosen else None


def _listed(labels: list[str]) -> list[str]:
    return _many(PLACES, MUNICIPALITY, labels, placeholder="Все муниципалитеты")


def _typed(ids: dict[str, str]) -> list[str]:
    """A field for a part of a name: one municipality that has it is chosen, several are offered."""
    offered, words = _completed(ids)
    _settle(PLACES, MUNICIPALITY, list(ids), many=True)
    held = st.session_state.get(MUNICIPALITY, st.query_params.get_all(MUNICIPALITY))
    chosen = st.multiselect(
        PLACES,
        list(dict.fromkeys([*(label for label in held if label in ids), *offered])),
        key=MUNICIPALITY,
        bind="query-params",
        placeholder="Все; впишите часть названия",
        accept_new_options=True,
        filter_mode="contains",
        help=f"Муниципалитетов {number(len(ids))}: впишите часть названия или код и нажмите Enter.",
    )
    if words:
        st.caption(words)
    # The field takes any text, also that of a link or of Back; only municipalities are chosen.
    st.session_state[ACCEPTED] = known = [label for label in chosen if label in ids]
    return known


def _completed(ids: dict[str, str]) -> tuple[list[str], str]:
    """What was typed is replaced by the label it stands for; else the labels that it may mean, and a word about it.

    A municipality chosen before that another cycle doesn't have was not typed: it is left for ``_settle`` to drop.
    """
    if MUNICIPALITY not in st.session_state:
        return [], ""
    kept, offered, words = [], [], ""
    for value in st.session_state[MUNICIPALITY]:
        if value in ids or value in st.session_state.get(ACCEPTED, []):
            kept.append(value)
            continue
        alike, words_of_value = _alike(value, ids)
        if len(alike) == 1:
            kept.append(alike[0])
            continue
        offered, words = alike[:OFFERED], words_of_value
    st.session_state[MUNICIPALITY] = list(dict.fromkeys(kept))
    return offered, words


def _school(source: Source, base: Scope, municipality_id: str) -> SchoolKey | None:
    schools = asker(source)(schools_of, base, municipality_id=municipality_id)
    ids = dict(zip(schools["label"], schools["school_id"], strict=True))
    _settle("Школа", SCHOOL, list(ids), many=False)
    chosen = st.selectbox(
        "Школа", list(ids), index=None, key=SCHOOL, bind="query-params", placeholder="Все школы муниципалитета"
    )
    return SchoolKey(municipality_id, ids[chosen]) if chosen else None


def _no_school() -> SchoolKey | None:
    """A link may name a school without its municipality: that can't be resolved and is reported."""
    _settle("Школа", SCHOOL, [], many=False)
    return None


def _one(label: str, key: str, options: list[str], *, first: bool) -> str | None:
    _settle(label, key, options, many=False)
    if first and options and st.session_state.get(key, options[0]) is None:
        # Said, not left to the default: the browser would go on showing the value that is not among the options.
        st.session_state[key] = options[0]
    return st.selectbox(label, options, index=0 if first and options else None, key=key, bind="query-params")


def _many(label: str, key: str, options: list[str], placeholder: str = "Все") -> list[str]:
    _settle(label, key, options, many=True)
    return st.multiselect(label, options, key=key, bind="query-params", placeholder=placeholder, filter_mode="contains")


def _settle(label: str, key: str, options: Sequence[str], *, many: bool) -> None:
    """Before a widget is drawn: what its state or the link holds and the options don't is taken out and remembered."""
    known = set(options)
    held = st.session_state[key] if key in st.session_state else st.query_params.get_all(key)
    values = [] if held is None else ([held] if isinstance(held, str) else list(held))
    unknown = [str(value) for value in values if value not in known]
    if not unknown:
        return
    if key not in st.session_state:
        # Only a link asks before the filter is drawn; a choice that another filter has emptied falls back silently.
        if st.session_state.get(SEEN, {}).get(label) != unknown:
            st.session_state.setdefault(REJECTED, {})[label] = unknown
    elif many:
        st.session_state[key] = [value for value in values if value in known]
    else:
        st.session_state[key] = None


def _expected(key: str) -> None:
    """Streamlit writes to the URL what a click sets only where the filter's key was there before the click."""
    if key not in st.session_state and key not in st.query_params:
        st.session_state[key] = None
