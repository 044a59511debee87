"""The findings of a page in words, right below its cards: what, where, how much, how sure."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.cached import kept, run
from components.competence_view import chosen_codes, chosen_who
from components.downloads import TableFiles, download_menu
from components.drill import link_to
from components.execution import OVERDUE, chosen_day, chosen_giver
from components.execution import STATE as STATE_OF_TASKS
from components.navigation import EXECUTION, RECOMMENDATIONS, page_at
from components.pillars import address_of_indicator, pillar_link
from components.recommendation_filters import CODE, STATE, WHOLE
from components.shown import Shown
from components.switch import ROUTES
from components.text import plain
from components.view import current_previous, current_scope, current_view
from methodology.in_use import rules_in_use
from queries.addressed import recommendation_summary
from queries.columns import GROUPS_BY_MUNICIPALITY, STANDING, TableColumn
from queries.columns_decisions import TASKS
from queries.columns_recommendations import FIRED_BY_CODE
from queries.comparison import standing
from queries.competences import Who
from queries.control_words import decision_phrases, execution_sentences, overdue_phrase, recommendation_sentences
from queries.effectiveness import headline
from queries.execution import execution_indicators, tasks
from queries.frames import rows_of
from queries.indicator_tables import indicators_in_words
from queries.readable import groups_by_municipality_in_words
from queries.recommendation_counts import fired_by_code, fired_by_municipality
from queries.standing_words import group_sentences, indicator_sentences

OF_RESULTS: dict[Who, str] = {"leaders": "К-РУК", "teachers": "К-ПЕД-ДЕФ"}
"""What tells most of the results of heads and of teachers."""


def indicator_findings(code: str, files: TableFiles) -> None:
    """Sentences about the main indicator of a page; nothing of one school, whose cards say it all."""
    if current_view().level == "school":
        return
    scope, previous = current_scope(), current_previous()
    told = run(indicators_in_words, scope, previous=previous, codes=(code,))
    places = run(standing, scope, indicator=code)
    alone = scope.municipalities[0] if len(scope.municipalities) == 1 else None
    said = kept(indicator_sentences)(told, places, previous, alone)
    found = address_of_indicator(code)
    if not said or found is None:
        return
    value = str(told["value_words"].iloc[0])
    links = {} if (link := pillar_link(code)) is None else {value: link}
    _panel(said, links | _ways(said, places, found[0]), places, STANDING, files)


def competence_findings(view: str, files: TableFiles) -> None:
    """Sentences about who was assessed, or what results they had."""
    if view == ROUTES:
        indicator_findings(chosen_codes().coverage, files)
    else:
        indicator_findings(OF_RESULTS[chosen_who()], files)


def group_findings(files: TableFiles) -> None:
    """Sentences about the groups of schools."""
    scope, previous = current_scope(), current_previous()
    places = run(groups_by_municipality_in_words, scope)
    delta = rules_in_use().threshold("border_delta")
    said = kept(group_sentences)(run(headline, scope, previous=previous), places, delta)
    if said:
        _panel(said, _ways(said, places, "effectiveness"), places, GROUPS_BY_MUNICIPALITY, files)


def recommendation_findings(files: TableFiles) -> None:
    """Sentences about what fires and what was decided; codes and states lead to the table narrowed to them."""
    if current_view().level == "school":
        return
    scope = current_scope()
    summary = run(recommendation_summary, scope)
    by_code, places = run(fired_by_code, scope), run(fired_by_municipality, scope)
    said = kept(recommendation_sentences)(summary, by_code, places)
    if not said:
        return
    words = " ".join(said)
    codes = {code: link_to(RECOMMENDATIONS, **{CODE: code}) for code in by_code["code"].unique() if code in words}
    states = {
        phrase: link_to(RECOMMENDATIONS, **{STATE: state, WHOLE: "true"})
        for phrase, state in decision_phrases(next(rows_of(summary))).items()
    }
    named = places.rename(columns={"name": "municipality_name", "key": "municipality_id"})
    _panel(said, codes | states | _ways(said, named, RECOMMENDATIONS.url), by_code, FIRED_BY_CODE, files)


def execution_findings(files: TableFiles) -> None:
    """Sentences about all tasks on the chosen day; nothing beside those of one decision."""
    if current_view().level == "school" or chosen_giver() is not None:
        return
    scope, on = current_scope(), chosen_day()
    frame = run(tasks, scope, on=on)
    said = execution_sentences(run(execution_indicators, scope, on=on), frame, on, scope.cycle)
    if said:
        overdue = {overdue_phrase(frame): link_to(EXECUTION, **{STATE_OF_TASKS: OVERDUE})}
        places = frame.dropna(subset=["municipality_name"])
        _panel(said, overdue | _ways(said, places, EXECUTION.url), frame, TASKS, files)


def _ways(said: list[str], places: pd.DataFrame, url: str) -> dict[str, str]:
    """Name of a municipality that the sentences name → the page inside it."""
    labels, words = current_view().labels, " ".join(said)
    if current_view().level != "region":
        return {}
    pairs = zip(places["municipality_name"], places["municipality_id"], strict=True)
    return {name: link_to(page_at(url), municipality=labels[code]) for name, code in pairs if name in words}


def _panel(
    said: list[str], links: dict[str, str], frame: pd.DataFrame, columns: Sequence[TableColumn], files: TableFiles
) -> None:
    with st.container(border=True, key="statements"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("## Выводы", width="stretch")
            shown = Shown(sentences=said)
            download_menu("Выводы", frame, columns, files, key="statements", shown=shown)
        st.markdown("\n".join(f"1. {linked(sentence, links)}" for sentence in said))


def linked(sentence: str, links: dict[str, str]) -> str:
    """The sentence for Markdown; the first time that it says a name or a number which can be opened, it is a link."""
    left = dict(links)
    if not left:
        return plain(sentence)
    parts = re.split(f"({'|'.join(re.escape(name) for name in sorted(left, key=len, reverse=True))})", sentence)
    return "".join(f"[{plain(part)}]({left.pop(part)})" if part in left else plain(part) for part in parts)
