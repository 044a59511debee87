"""An agenda on the screen of a meeting: one point at a time, large, moved by arrow keys or a clicker.

The numbers are those of the state of the data at which the agenda is frozen. A press on a number opens its page in that
state.
"""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urlencode

import plotly.graph_objects as go
import streamlit as st

from components.agenda_shown import AGENDA, Frozen, chosen_agenda, why_not
from components.drill import MOVE, MUNICIPALITY
from components.look import KEY as LOOK
from components.look import STAGE
from components.pillars import address_of_indicator
from components.showing import KEY as SHOWING
from components.source import CHOICE_KEY
from components.text import plain
from components.theme import enlarged
from components.view import current_view
from methodology.words import number
from queries.agenda import Number, Shown
from queries.wording import SHOWING_WORDS

LARGER = 1.2
"""So many times larger than on its page is a chart: it is read from the back row."""
STILL = {"staticPlot": True, "displayModeBar": False}


def stage() -> None:
    """The point that the address names, and the bar that goes on and back."""
    frozen = chosen_agenda()
    if frozen is None:
        st.warning("Такой повестки нет.", icon=":material/link_off:")
        st.button("К повесткам", on_click=leave, shortcut="Escape")
        return
    if words := why_not(frozen):
        st.warning(words, icon=":material/ac_unit:")
        st.button("К повестке", on_click=leave, shortcut="Escape")
        return
    points = frozen.shown_steps()
    place = min(max(_asked(), 1), len(points))
    _point(frozen, *frozen.point(points[place - 1]))
    _bar(frozen, place, len(points))


def enter(agenda_id: int) -> None:
    """From the first point on."""
    st.query_params[AGENDA], st.query_params[STAGE] = str(agenda_id), "1"


def leave() -> None:
    """Back to the agenda."""
    del st.query_params[STAGE]


def _asked() -> int:
    said = st.query_params[STAGE]
    return int(said) if said.isdecimal() and len(said) < 4 else 1


def _point(frozen: Frozen, point: Shown, drawn: tuple[go.Figure, str] | None) -> None:
    st.title(plain(point.title), anchor=False)
    numbers = "".join(_number(frozen, point, each) for each in point.numbers)
    asked = "".join(f"<li>{escape(words)}</li>" for words in point.questions)
    alone = " alone" if drawn is None else ""
    words = " words" if any(len(each.words) > 40 for each in point.numbers) else ""
    found = f'<p class="stage-finding">{escape(point.finding)}</p>' if point.finding else ""
    parts = (
        f'<div class="stage-numbers{alone}{words}">{numbers}</div>' if numbers else "",
        f'<p class="stage-rest">{escape(point.rest)}</p>' if point.rest else "",
        f'<div class="stage-ask">Вопросы для обсуждения<ul>{asked}</ul></div>' if asked else "",
    )
    if drawn is None:
        st.html(found + "".join(parts))
        return
    st.html(found)
    # Beside each other: below the numbers the chart would leave the screen.
    left, right = st.columns(2)
    left.html("".join(parts))
    with right:
        _chart(point.code, *drawn)


def _chart(code: str, figure: go.Figure, words: str) -> None:
    st.html(f'<p class="stage-rest">{escape(words)}</p>')
    figure = enlarged(figure, LARGER)
    st.plotly_chart(figure, theme=None, key=f"stage_{code}", config=STILL, alt=words)


def _number(frozen: Frozen, point: Shown, each: Number) -> str:
    below = f"<small>{escape(each.before)}</small>" if each.before else ""
    sign, said = (f"{each.zone_words[0]} ", f"<small>{escape(each.zone_words[2:])}</small>") if each.zone else ("", "")
    inside = f"<span>{escape(each.name)}</span><b>{sign}{escape(each.words)}</b>{said}{below}"
    zone = each.zone if each.zone in ("low", "high") else "plain"
    address = _address(frozen, point, each)
    if address is None:
        return f'<div class="{zone}">{inside}</div>'
    title = escape(f"{each.meaning} Нажмите — откроется страница.".strip())
    return f'<a class="{zone}" href="{escape(address)}" target="_self" title="{title}">{inside}</a>'


def _address(frozen: Frozen, point: Shown, each: Number) -> str | None:
    """The page of a number, with the schools, the cycle and the state of the data of the agenda.

    None by rules of before: the page would show another number, by those in force.
    """
    way = each.way
    if way is None or point.page is None or bool(frozen.row.outdated):
        return None
    scope, view = frozen.scope, current_view()
    asked: dict[str, Any] = {**frozen.cycles_in_link(), LOOK: "true"}
    if frozen.state is not None:
        asked["state"] = frozen.state
    if scope.showing == "council":
        asked[SHOWING] = SHOWING_WORDS["council"]
    if CHOICE_KEY in st.query_params:
        asked[CHOICE_KEY] = st.query_params[CHOICE_KEY]
    asked |= frozen.filters_in_link()
    if way.municipality_id is not None:
        asked[MUNICIPALITY] = view.labels.get(way.municipality_id, way.municipality_id)
    for key, value in ((MOVE, way.move), ("group", way.group)):
        if value is not None:
            asked[key] = value
    if way.flag is not None:
        asked["flag"] = way.flag
    page = point.page
    if way.indicator is not None:
        found = address_of_indicator(way.indicator)
        if found is not None:
            page, others = found
            asked |= others
    return f"{page or '.'}/?{urlencode(asked, doseq=True)}" if not page else f"{page}?{urlencode(asked, doseq=True)}"


def _bar(frozen: Frozen, place: int, of: int) -> None:
    with st.container(key="stage_bar", horizontal=True, vertical_alignment="center"):
        first, last = place == 1, place == of
        st.button("Назад", key="stage_back", shortcut="Left", disabled=first, on_click=_to, args=(place - 1,))
        st.button("Дальше", key="stage_on", shortcut="Right", disabled=last, on_click=_to, args=(place + 1,))
        st.button("Назад", key="stage_page_up", shortcut="PageUp", disabled=first, on_click=_to, args=(place - 1,))
        st.button("Дальше", key="stage_page_down", shortcut="PageDown", disabled=last, on_click=_to, args=(place + 1,))
        st.markdown(f"**{number(place)} из {number(of)}**", width="content")
        st.caption(frozen.words(), width="stretch")
        st.button("Закончить показ", key="stage_leave", shortcut="Escape", type="tertiary", on_click=leave)


def _to(place: int) -> None:
    st.query_params[STAGE] = str(place)
