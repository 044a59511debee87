"""A panel: title with its definition, chart or table of the same frame, download."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import plotly.graph_objects as go
import streamlit as st

from components.downloads import TableFiles, Whole, download_menu, whole_frame
from components.drill import click_key, clicked_point
from components.look import scale
from components.plotly_locale import plotly_config
from components.shown import gathering, noted_figure, words_about_files
from components.tables import data_table
from components.text import plain
from components.theme import NO_DATA, ROWS_AT_MOST, ROWS_DRAWN, ZONE_COLOURS, colour_mark, enlarged
from methodology.in_use import rules_in_use
from methodology.words import number
from queries.columns import TableColumn

CHART, TABLE = "график", "таблица"


@contextmanager
def panel(
    title: str,
    definition: str,
    frame: Whole,
    columns: Sequence[TableColumn],
    files: TableFiles,
    *,
    key: str,
    views: Sequence[str] = (CHART, TABLE),
    wrap: bool = False,
    narrowed: Sequence[tuple[str, str]] = (),
    slot: str | None = None,
    first: str | None = None,
    above: Callable[[], object] | None = None,
) -> Iterator[str]:
    """Frame and head of a panel; gives the chosen view. In the view «таблица» the table is drawn here.

    ``frame``: as in ``download_menu``. ``definition`` stands behind «?». ``views``: the first is shown first; with one
    there is no switch. ``wrap``: as in ``data_table``; ``narrowed``: as in ``download_menu``. ``slot``: one name for
    panels that take turns in one place of the page: the browser changes the frame and the head that are there instead
    of drawing them anew, and the chosen view stays. ``first``: the view to begin with, if it isn't the first one.
    ``above``: draws what stands above the picture and above the table: a choice that both follow.
    """
    slot = slot or key
    with st.container(border=True, key=f"{slot}_panel"), gathering() as shown:
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.markdown(f"## {plain(title)}", help=definition, width="stretch")
            chosen = first or views[0]
            if len(views) > 1:
                chosen = (
                    st.segmented_control(
                        f"Вид: {plain(title)}",
                        views,
                        default=chosen,
                        required=True,
                        key=f"{slot}_view_{views[0]}",
                        label_visibility="collapsed",
                    )
                    or chosen
                )
            about = download_menu(title, frame, columns, files, key=slot, narrowed=narrowed, shown=shown)
        if above is not None:
            above()
        if chosen == TABLE:
            data_table(whole_frame(frame), columns, key=f"{key}_table", alt=title, wrap=wrap)
        yield chosen
        if about is not None and (words := words_about_files(shown, chosen, table=TABLE)):
            about.caption(words)


def chart(
    figure: go.Figure, *, key: str, alt: str, on_point: Callable[[list[str]], None] | None = None, file_name: str
) -> None:
    """A figure; ``on_point`` is called with what the clicked point says about itself."""
    config = plotly_config(file_name)
    noted_figure(figure, alt)
    figure = enlarged(figure, scale())
    if on_point is None:
        st.plotly_chart(figure, theme=None, key=key, config=config, alt=alt)
        return
    widget = click_key(key)

    def clicked() -> None:
        point = clicked_point(widget)
        if point is not None:
            on_point(point)

    st.plotly_chart(figure, theme=None, key=widget, config=config, alt=alt, on_select=clicked, selection_mode="points")


def legend(what: str, *, without_group: bool = False) -> None:
    """What the colours of a chart mean, in a line that wraps; ``what`` says what else there is to know."""
    signs = [
        f"{colour_mark(ZONE_COLOURS[group.zone])} {group.sign} {group.short}"
        for group in sorted(rules_in_use().groups, key=lambda group: -group.group)
    ]
    if without_group:
        signs.append(f"{colour_mark(NO_DATA, hatched=True)} – без группы")
    st.markdown(f":small[{', '.join(signs)}. {what}]")


def rows_drawn(key: str) -> int:
    """How many rows the chart of this panel draws: few at first, more when the reader asked."""
    return ROWS_AT_MOST if st.session_state.get(f"{key}_more") else ROWS_DRAWN


def said_how_many(key: str, found: int, of_what: str, order: str) -> None:
    """Under a chart that draws only the first rows: how many there are, where the rest is, and a switch for more."""
    if found <= ROWS_DRAWN:
        return
    drawn = min(rows_drawn(key), found)
    more = min(ROWS_AT_MOST, found)
    st.toggle(
        f":small[{of_what.capitalize()} на экране: {drawn} из {number(found)}, {order}. Все — в выгрузке; "
        f"показать {'все ' * (more == found)}{number(more)}]",
        key=f"{key}_more",
    )
