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
from components.navigation import page_at
from components.pillars import address_of_indicator, pillar_link
from components.shown import Shown
from components.switch import ROUTES
from components.text import plain
from components.view import current_previous, current_scope, current_view
from methodology.in_use import rules_in_use
from queries.columns import GROUPS_BY_MUNICIPALITY, STANDING, TableColumn
from queries.comparison import standing
from queries.competences import Who
from queries.effectiveness import headline
from queries.indicator_tables import indicators_in_words
from queries.readable import groups_by_municipality_in_words
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
