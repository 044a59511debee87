"""The agenda that the address names, with its scope frozen at a load and a methodology version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components.agenda_charts import point_with_chart
from components.cached import rules_of, run
from components.drill import MUNICIPALITY
from components.states import state_labels
from components.view import current_view
from data.agendas import AgendaStep
from methodology.catalogue import Methodology
from methodology.in_use import rules_in_use, using
from methodology.words import NBSP
from queries.agenda import Shown, agendas, frozen_scope, frozen_words, steps_of
from queries.dictionaries import cycles
from queries.frames import rows_of
from queries.loads import loads
from queries.scope import Scope
from queries.wording import FLAG_WORDS

AGENDA = "agenda"
"""What the address says of the chosen agenda: its number."""
OUTDATED = "Правила методики с тех пор изменились"


@dataclass(frozen=True)
class Frozen:
    """A stored agenda, a row of ``agendas``, and the scope of its numbers with the rules that it is judged by.

    ``state``: as the filter calls its load.
    """

    row: Any
    scope: Scope
    previous: str | None
    state: str | None
    demonstration: bool
    rules: Methodology

    def steps(self) -> list[AgendaStep]:
        """All points, those left out too."""
        return list(steps_of(self.row))

    def shown_steps(self) -> list[AgendaStep]:
        """The points that are shown, in order."""
        return [step for step in self.steps() if step.shown]

    def point(
        self, step: AgendaStep, ask: Callable[..., pd.DataFrame] = run
    ) -> tuple[Shown, tuple[go.Figure, str] | None]:
        """A point with its numbers, and its chart with what stands above it; None without one."""
        with using(self.rules):
            # Before the meeting tasks are as they stand today, not as they would be if nothing were done until then.
            on = min(self.row.date, date.today())
            return point_with_chart(step, ask, self.scope, self.previous, on)

    def words(self) -> str:
        """What stands below every point: where its numbers come from."""
        said = f"{frozen_words(int(self.row.load_id), int(self.row.methodology))}, цикл {self.scope.cycle}"
        if bool(self.row.outdated):
            said += f". {OUTDATED}: числа прежние, нажатие страниц не открывает"
        return f"{said}. Демонстрационные данные: область, школы и числа вымышлены." if self.demonstration else said

    def cycles_in_link(self) -> dict[str, str]:
        """The cycles, as the filters of the other pages call them, but for those that these filters begin with.

        The browser takes such ones out of the address, one by one, and «back» would stop at each.
        """
        scope = self.scope
        known = run(cycles, Scope(as_of=scope.as_of, showing=scope.showing))["cycle"].tolist()
        earlier = [cycle for cycle in known if cycle < (scope.cycle or "")]
        said = {"cycle": (scope.cycle, known), "compare": (self.previous, earlier)}
        return {key: cycle for key, (cycle, offered) in said.items() if cycle is not None and cycle not in offered[:1]}

    def filters_in_link(self) -> dict[str, Any]:
        """What narrows the schools, as the filters of the other pages call it."""
        scope, labels = self.scope, current_view().labels
        asked: dict[str, Any] = {
            MUNICIPALITY: [labels.get(code, code) for code in scope.municipalities],
            "cluster": list(scope.clusters),
            "kind": list(scope.kinds),
            "locality": list(scope.localities),
            "group": [rules_in_use().group(group).short for group in scope.groups],
            "flag": [FLAG_WORDS[flag] for flag in scope.flags],
            "complete": "true" if scope.complete_only else [],
        }
        return {key: value for key, value in asked.items() if value}


def chosen_agenda() -> Frozen | None:
    """The agenda of the address."""
    asked = st.query_params.get(AGENDA, "")
    every = run(agendas, Scope(cycle=current_view().scope.cycle))
    return next((frozen_of(row) for row in rows_of(every) if str(row.agenda_id) == asked), None)


def frozen_of(row: Any) -> Frozen:
    """A stored agenda as it is shown in the mode of this run."""
    view = current_view()
    history = run(loads, Scope())
    labels = {number: label for label, number in state_labels(history[history["undone_at"].isna()]).items()}
    previous = None if pd.isna(row.compared_with) else str(row.compared_with)
    scope, state = frozen_scope(row, view.scope.showing), labels.get(int(row.load_id))
    return Frozen(row, scope, previous, state, view.source.demonstration, rules_of(scope))


def why_not(frozen: Frozen) -> str:
    """Why the frozen numbers can't be shown, and what to do; empty where they can."""
    row = frozen.row
    if bool(row.gone):
        return (
            f"Загрузка, из которой взяты числа (до №{NBSP}{row.load_id}), с тех пор отменена: такого состояния данных "
            "больше нет. Обновите числа повестки."
        )
    if frozen.scope.showing == "council" and (int(row.later) or bool(row.outdated)):
        since = f"После загрузки №{NBSP}{row.load_id} пришли новые данные" if int(row.later) else OUTDATED
        return (
            f"{since}, а в режиме «Для совета и публикации» прежнее "
            "состояние не показывается. Обновите числа повестки или покажите её в служебном режиме."
        )
    return ""
