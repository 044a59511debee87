"""The catalogue of recommendations, and what covers each recommendation of the source documents."""

from __future__ import annotations

from textwrap import shorten

import pandas as pd
from sqlalchemy import Connection

from methodology.deadlines import deadline_words
from methodology.recommendations import Recommendation
from queries.firings import ABOUT, about_recommendation
from queries.frames import frame_of_records
from queries.scope import Scope
from queries.selection import methodology_of

SHORT_TITLE = 72
"""So many signs of a text name a recommendation in a list of choices."""
CATALOGUE = {
    "code": "object",
    "label": "object",
    **ABOUT,
    "levels": "object",
    "condition": "object",
    "deadline_words": "object",
}


def recommendation_catalogue(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one recommendation of the methodology, in its order, whether it fires or not.

    Columns: code, label (the code and the beginning of the text), block, block_words, text, addressees (of all
    levels), priority, evidence, sources, is_proposal, levels («ОО, МО»), condition (in words), deadline_words.
    """
    rules = methodology_of(connection, scope)
    records = []
    for each in rules.recommendations:
        named = dict.fromkeys(one for level in each.levels for one in each.addressees[level])
        records.append(
            {
                "code": each.code,
                "label": recommendation_label(each),
                **about_recommendation(each, each.levels[0], rules),
                "addressees": "; ".join(named),
                "levels": ", ".join(each.levels),
                "condition": each.condition,
                "deadline_words": deadline_words(each.deadline, None),
            }
        )
    return frame_of_records(records, CATALOGUE)


def recommendation_label(recommendation: Recommendation) -> str:
    """«АР-02. Разработать и представить школьный план…»: how a list of choices calls it."""
    return f"{recommendation.code}. {shorten(recommendation.text, SHORT_TITLE, placeholder='…')}"


def source_coverage(connection: Connection, scope: Scope) -> pd.DataFrame:
    """One row is one recommendation of the five source documents, in their order.

    Columns: document ('С1' … 'С5'), code, clause, covered_by (codes of recommendations; empty where none can be),
    reason (why none can be; empty where one is).
    """
    rules = methodology_of(connection, scope)
    records = [
        {
            "document": entry.document,
            "code": entry.code,
            "clause": entry.clause,
            "covered_by": ", ".join(each.code for each in rules.recommendations if entry.code in each.sources),
            "reason": entry.not_automatable or "",
        }
        for entry in rules.sources
    ]
    types = dict.fromkeys(("document", "code", "clause", "covered_by", "reason"), "object")
    return frame_of_records(records, types)
