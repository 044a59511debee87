"""Figures of the effectiveness page: frames in, plotly figures out. Nothing is drawn and nothing is counted here.

``customdata`` of a clickable point names where the click leads: codes as text.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from components.cached import kept
from components.text import plotted
from components.theme import (
    ACCENT,
    GAP,
    INK,
    MUTED,
    NO_DATA,
    NO_DATA_EDGE,
    PAIR,
    ZONE_COLOURS,
    ZONE_TEXT,
    bars_height,
    figure,
    label_width,
    percent_axis,
    shortened,
)
from methodology.catalogue import Group, packaged
from methodology.in_use import rules_in_use
from methodology.scales import Zone
from methodology.words import DASH, fulfilled, number, percent, schools, signed
from queries.frames import known, rows_of
from queries.readable import VISIBLE_PCT

ZONES: tuple[Zone, ...] = ("low", "middle", "high")
TEXT_ON = {colour: ZONE_TEXT[zone] for zone, colour in ZONE_COLOURS.items()}
"""Colour of a bar → that of the letters on it."""
ROOM_FOR_WORDS = 1.2
"""So many times the longest bar is the axis: its words stand behind it."""
SIDES = ("value_pct", "other_value_pct")
GROUP_OF_ZONE: dict[Zone, Group] = {group.zone: group for group in packaged().groups}


@kept
def group_bars(municipalities: pd.DataFrame, *, shares: bool) -> go.Figure:
    """Stacked bars: one bar is one municipality of ``groups_by_municipality`` (customdata: its code), first on top.

    Counts are printed on the bars in both modes; schools without a group are part of the counts, not of the shares.
    """
    names = axis_names(municipalities["municipality_name"], municipalities["municipality_id"])
    traces = []
    for zone in ZONES:
        group = GROUP_OF_ZONE[zone]
        counts = municipalities[zone].astype(int)
        traces.append(
            go.Bar(
                orientation="h",
                name=f"{group.sign} {group.short.capitalize()}",
                y=names,
                x=municipalities[f"{zone}_pct"].astype(float) if shares else counts,
                customdata=municipalities[["municipality_id"]].to_numpy(),
                meta={"counts": counts.tolist()} if shares else None,
                text=["" if count == 0 else str(count) for count in counts],
                textposition="inside",
                textangle=0,
                insidetextanchor="middle",
                textfont={"color": ZONE_TEXT[zone], "size": 13},
                marker={"color": ZONE_COLOURS[zone]},
                hovertext=_group_hover(municipalities, zone),
                hoverinfo="text",
            )
        )
    none = municipalities["without_group"].astype(int)
    nobody = municipalities["schools"] == municipalities["without_group"]
    traces.append(
        go.Bar(
            orientation="h",
            name="– Без группы",
            y=names,
            x=nobody.astype(int) * 100 if shares else none,
            meta={"counts": (none * nobody).astype(int).tolist()} if shares else None,
            customdata=municipalities[["municipality_id"]].to_numpy(),
            text=[
                "" if count == 0 or (shares and not alone) else f"{count} без группы" if alone else str(count)
                for count, alone in zip(none, nobody, strict=True)
            ],
            textposition="inside",
            textangle=0,
            insidetextanchor="middle",
            textfont={"color": INK, "size": 13},
            marker={
                "color": NO_DATA,
                "line": {"color": NO_DATA_EDGE, "width": 1},
                "pattern": {"shape": "/", "fgcolor": NO_DATA_EDGE, "size": 8, "solidity": 0.08},
            },
            hovertext=[f"{name}<br>без группы: {schools(count)}" for name, count in zip(names, none, strict=True)],
            hoverinfo="text",
        )
    )
    return figure(
        *traces,
        height=bars_height(len(names)),
        margin={"l": label_width(names)},
        barmode="stack",
        xaxis={"title": {"text": "доля школ с группой"}, "range": [0, 100.5], "showticklabels": False}
        if shares
        else {"title": {"text": "школ"}},
        yaxis={"autorange": "reversed"},
        clickmode="event+select",
    )


@kept
def total_bars(frame: pd.DataFrame) -> go.Figure:
    """Bars: one bar is one school of ``schools_in_words``: its total, coloured by the group that counts.

    A total with bounds carries them as an error bar; no total, no bar.
    """
    up, down = frame["total_high_pct"] - frame["total_pct"], frame["total_pct"] - frame["total_low_pct"]
    return _school_bars(
        frame,
        frame["total_pct"],
        colours=[_group_colour(group) for group in frame["group_number"]],
        printed=[number(known(value), 2) if pd.notna(value) else "нет итога" for value in frame["total_pct"]],
        hover=[
            f"{plotted(row.short_name)}<br>итог {percent(known(row.total_pct), 2)}, группа: {row.group_words}"
            for row in rows_of(frame)
        ],
        axis="итог, %",
        error={
            "type": "data",
            "array": up.astype(object).where(up > VISIBLE_PCT, None),
            "arrayminus": down.astype(object).where(down > VISIBLE_PCT, None),
            "color": MUTED,
            "thickness": 2,
            "width": 0,
        },
    )


@kept
def one_criterion_bars(frame: pd.DataFrame) -> go.Figure:
    """Bars: one bar is one school of ``criterion_by_school_in_words`` for one criterion, coloured by its zone."""
    return _school_bars(
        frame,
        frame["value_pct"],
        colours=[ZONE_COLOURS.get(zone, NO_DATA) for zone in frame["zone"]],
        printed=[
            fulfilled(known(row.value_pct)) if pd.notna(row.value_pct) else f"нет балла: {row.absence_reason}"
            for row in rows_of(frame)
        ],
        hover=[
            f"{plotted(row.short_name)}<br>{number(known(row.score), 1)} из {number(known(row.max_score), 1)}"
            for row in rows_of(frame)
        ],
        axis="выполнение, %",
    )


def _school_bars(
    frame: pd.DataFrame,
    values: pd.Series,
    *,
    colours: list[str],
    printed: list[str],
    hover: list[str],
    axis: str,
    error: dict[str, object] | None = None,
) -> go.Figure:
    """One bar is one school (customdata: municipality, school), as ordered, first on top."""
    names = axis_names(frame["short_name"], frame["school_id"])
    bars = go.Bar(
        orientation="h",
        y=names,
        x=values.astype(object).where(values.notna(), None),
        customdata=frame[["municipality_id", "school_id"]].to_numpy(),
        marker={"color": colours},
        error_x=error,
        text=printed,
        textposition="auto",
        textangle=0,
        insidetextfont={"color": [TEXT_ON.get(colour, INK) for colour in colours]},
        outsidetextfont={"color": INK},
        # Else Plotly makes letters smaller that come near the edge of their bar.
        constraintext="none",
        cliponaxis=False,
        hovertext=hover,
        hoverinfo="text",
    )
    return figure(
        bars,
        height=bars_height(len(names)),
        margin={"l": label_width(names)},
        xaxis=percent_axis(axis),
        yaxis={"autorange": "reversed"},
        clickmode="event+select",
    )


@kept
def indicator_bars(municipalities: pd.DataFrame, unit: str) -> go.Figure:
    """Bars: one bar is one municipality of ``indicator_by_municipality`` (customdata: its code), first on top.

    A value from too few schools is white with an edge.
    """
    names = axis_names(municipalities["municipality_name"], municipalities["municipality_id"])
    enough = municipalities["enough"].astype(bool)
    bars = go.Bar(
        orientation="h",
        y=names,
        x=municipalities["value"].astype(object).where(municipalities["value"].notna(), None),
        customdata=municipalities[["municipality_id"]].to_numpy(),
        marker={
            "color": [ACCENT if known else NO_DATA for known in enough],
            "line": {"color": [ACCENT if known else NO_DATA_EDGE for known in enough], "width": 1},
        },
        text=municipalities["words"],
        textposition="outside",
        textangle=0,
        hovertext=[
            f"{plotted(row.municipality_name)}<br>{row.words}"
            + ("" if row.hidden else f"<br>школ с данными: {row.schools_with_data} из {row.schools}")
            for row in rows_of(municipalities)
        ],
        hoverinfo="text",
    )
    # No bar at all, since one of no length would be a zero.
    hidden = [
        {"x": 0, "y": name, "text": row.words, "showarrow": False, "xanchor": "left"}
        for name, row in zip(names, rows_of(municipalities), strict=True)
        if row.hidden
    ]
    return figure(
        bars,
        annotations=hidden,
        height=bars_height(len(names)),
        margin={"l": label_width(names)},
        xaxis=percent_axis("%", room=30)
        if unit == "%"
        else {"title": {"text": unit}, "range": [0, ROOM_FOR_WORDS * float(municipalities["value"].max() or 1)]},
        yaxis={"autorange": "reversed"},
        clickmode="event+select",
    )


@kept
def criterion_bars(criteria: pd.DataFrame) -> go.Figure:
    """Bars: one bar is one criterion of one school (customdata: criterion), with its municipality's value as a tick.

    Needs ``criterion_by_school`` of a school with ``criterion_name`` and ``municipality_pct``.
    """
    names = [f"{row.criterion}. {plotted(shortened(row.criterion_name, 44))}" for row in rows_of(criteria)]
    values = criteria["value_pct"]
    bars = go.Bar(
        orientation="h",
        name="школа",
        y=names,
        x=values.astype(object).where(values.notna(), None),
        customdata=criteria[["criterion"]].astype(str).to_numpy(),
        marker={"color": [ZONE_COLOURS.get(zone, NO_DATA) for zone in criteria["zone"]]},
        insidetextfont={"color": [ZONE_TEXT.get(zone, INK) for zone in criteria["zone"]]},
        outsidetextfont={"color": INK},
        # Else Plotly makes letters smaller that come near the edge of their bar.
        constraintext="none",
        cliponaxis=False,
        text=[
            fulfilled(known(row.value_pct)) if pd.notna(row.value_pct) else f"нет данных: {row.absence_reason}"
            for row in rows_of(criteria)
        ],
        textposition="auto",
        insidetextanchor="start",
        textangle=0,
        hovertext=[
            f"{plotted(row.criterion_name)}<br>{number(known(row.score), 1)} из {number(known(row.max_score), 1)}"
            for row in rows_of(criteria)
        ],
        hoverinfo="text",
    )
    ticks = go.Scatter(
        name="муниципалитет (Σ/Σ)",
        mode="markers",
        y=names,
        x=criteria["municipality_pct"].astype(object).where(criteria["municipality_pct"].notna(), None),
        marker={"symbol": "line-ns", "size": 18, "line": {"width": 2.5, "color": INK}},
        hovertext=[f"муниципалитет: {fulfilled(known(value))}" for value in criteria["municipality_pct"]],
        hoverinfo="text",
    )
    return figure(
        bars,
        ticks,
        height=bars_height(len(names)),
        margin={"l": label_width(names)},
        xaxis=percent_axis("выполнение, %"),
        yaxis={"autorange": "reversed"},
        clickmode="event+select",
    )


@kept
def pair_dots(criteria: pd.DataFrame, names: tuple[str, str]) -> go.Figure:
    """Pairs of dots: one pair is one criterion of ``sides_in_words``, first on top, joined by a line where compared.

    Behind them stands the difference. The axis begins where the values do: dots have no length that could mislead.
    """
    labels = [f"{row.criterion}. {plotted(shortened(row.criterion_short))}" for row in rows_of(criteria)]
    joined = [(label, row) for label, row in zip(labels, rows_of(criteria), strict=True) if pd.notna(row.change)]
    lines = go.Scatter(
        mode="lines",
        x=[end for _, row in joined for end in (row.value_pct, row.other_value_pct, None)],
        y=[end for label, _ in joined for end in (label, label, None)],
        line={"color": GAP, "width": 4},
        hoverinfo="skip",
    )
    values = [criteria[column].astype(object).where(criteria[column].notna(), None) for column in SIDES]
    dots = [
        go.Scatter(
            name=name,
            mode="markers",
            y=labels,
            x=found,
            marker=marker,
            cliponaxis=False,
            hovertext=[
                f"{plotted(name)}<br>{plotted(row.criterion_name)}<br>{words}, школ с данными: {data}"
                for row, words, data in zip(
                    rows_of(criteria), criteria[f"{side}words"], criteria[f"{side}data_words"], strict=True
                )
            ],
            hoverinfo="text",
        )
        for name, found, marker, side in zip(names, values, PAIR, ("", "other_"), strict=True)
    ]
    told = [value for found in values for value in found if value is not None]
    changes = [DASH if pd.isna(change) else signed(float(change)) for change in criteria["change"]]
    return figure(
        lines,
        *reversed(dots),
        height=bars_height(len(labels)),
        margin={"l": label_width(labels), "r": label_width(changes)},
        xaxis={
            "title": {"text": "выполнение, %"},
            "range": [min(told) // 10 * 10 - 1, -(-max(told) // 10) * 10 + 1],
            "dtick": 10,
        },
        yaxis={"autorange": "reversed", "type": "category"},
        annotations=[
            {
                "xref": "paper",
                "x": 1,
                "xanchor": "left",
                "y": label,
                "text": words,
                "showarrow": False,
                "font": {"color": INK},
            }
            for label, words in zip(labels, changes, strict=True)
        ],
    )


@kept
def transition_sankey(moves: pd.DataFrame, before: str, now: str) -> go.Figure:
    """Flows of schools between groups of two cycles; a picture, it takes no clicks.

    Needs ``transitions`` rows with a group in both cycles.
    """
    groups = rules_in_use().groups
    labels = [f"{group.sign} {group.short}, {before}" for group in groups]
    labels += [f"{group.sign} {group.short}, {now}" for group in groups]
    colours = [ZONE_COLOURS[group.zone] for group in groups] * 2
    flows = go.Sankey(
        arrangement="fixed",
        node={
            "label": labels,
            "color": colours,
            "pad": 24,
            "thickness": 18,
            "x": [0.001] * 3 + [0.999] * 3,
            "y": [0.1, 0.5, 0.9] * 2,
            "hovertemplate": "%{label}: %{value:d}<extra></extra>",
        },
        link={
            "source": (moves["group_before"].astype(int) - 1).tolist(),
            "target": (moves["group_now"].astype(int) + 2).tolist(),
            "value": moves["schools"].astype(int).tolist(),
            "color": [f"rgba{_rgba(ZONE_COLOURS[groups[int(g) - 1].zone])}" for g in moves["group_now"]],
            "customdata": [schools(int(count)) for count in moves["schools"]],
            "hovertemplate": "%{source.label} → %{target.label}: %{customdata}<extra></extra>",
        },
        textfont={"size": 13, "color": INK},
    )
    return figure(flows, height=280, margin={"l": 8, "r": 8, "t": 12, "b": 12})


def _group_hover(municipalities: pd.DataFrame, zone: Zone) -> list[str]:
    group = GROUP_OF_ZONE[zone]
    lines = []
    for row in rows_of(municipalities):
        count, with_group = int(getattr(row, zone)), int(row.schools - row.without_group)
        words = (
            f"{plotted(row.municipality_name)}<br>{group.short} степень: {count} из {with_group}, у кого есть группа"
        )
        if row.without_group:
            words += f"<br>без группы: {schools(int(row.without_group))}"
        lines.append(words)
    return lines


def axis_names(names: pd.Series, codes: pd.Series) -> list[str]:
    """Names for an axis: cut, and with the code where two would be the same (an axis merges equal names)."""
    cut = names.map(lambda name: plotted(shortened(name)))
    repeated = cut.duplicated(keep=False)
    return [f"{name} ({code})" if twice else name for name, code, twice in zip(cut, codes, repeated, strict=True)]


def _group_colour(group: object) -> str:
    return NO_DATA if pd.isna(group) else ZONE_COLOURS[rules_in_use().group(int(group)).zone]  # type: ignore[call-overload]


def _rgba(colour: str) -> tuple[int, int, int, float]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16), 0.45
