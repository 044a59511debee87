"""План мероприятий of a school and дорожная карта of a municipality: filled with recommendations, to be completed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from data.acting import WITH_A_DAY
from exports.papers.decided import NAMED
from exports.papers.model import Block, Column, Note, Paper, Paragraph, Requisites, Row, Signature, Table
from exports.papers.parts import Matter, NoPaperError, Options, cut_words, year_words
from exports.recommendations import REJECTED
from methodology.deadlines import deadline_words
from methodology.in_use import rules_in_use
from methodology.sentences import ended, long_day, of_municipality
from methodology.words import number, recommendations, schools
from queries.addressed import addressed_recommendations
from queries.frames import known, rows_of
from queries.passport import school_profile

COLUMNS = (
    Column("№", "integer", width=0.4),
    Column("Рекомендация", width=2.4),
    Column("Основание: показатель, было", width=2.4),
    Column("Мероприятие", width=1.7),
    Column("Ответственный (должность)", width=1.6),
    Column("Срок", width=1.15),
    Column("Ожидаемый результат: станет", width=1.4),
    Column("Подтверждение", width=1.65),
    Column("Отметка об исполнении", width=1.3),
)
PROPOSED = "предложена"


def plan_paper(matter: Matter, options: Options) -> Paper:
    """The plan of the school of the scope, or the road map of its municipality.

    Raises NoPaperError where the scope is neither, or no recommendation fires for it.
    """
    if matter.scope.school is not None:
        return _of_school(matter, options)
    if len(matter.scope.municipalities) == 1:
        return _of_municipality(matter, options)
    raise NoPaperError("План делается для одной школы, дорожная карта — для одного муниципалитета: выберите, для кого.")


def _of_school(matter: Matter, options: Options) -> Paper:
    profile = matter.frame(school_profile)
    if profile.empty:
        raise NoPaperError("В этом цикле такой школы нет.")
    school = next(rows_of(profile))
    frame = _kept(matter)
    if frame.empty:
        raise NoPaperError(
            f"Для школы «{school.short_name}» ни одна рекомендация не сработала и не принята: "
            "план составлять не из чего."
        )
    head = f"{school.short_name}, {school.municipality_name}"
    total = known(school.total_pct)
    where = f"итог — {number(total, 2)} % от максимума" if total is not None else "итога нет: данных не хватает"
    said = (
        f"План составлен по данным мониторинга {year_words(matter)} {cut_words(matter.note)}: {where}. В плане "
        f"{recommendations(len(frame))}."
    )
    return _paper(
        matter,
        options,
        "ПЛАН МЕРОПРИЯТИЙ",
        f"по устранению выявленных дефицитов: {head}",
        said,
        frame,
        "Руководитель школы",
    )


def _of_municipality(matter: Matter, options: Options) -> Paper:
    frame = _kept(matter)
    if frame.empty:
        raise NoPaperError("Для этого муниципалитета ни одна рекомендация не сработала и не принята.")
    name = dict(matter.note.selection)["муниципалитеты"]
    own = frame[frame["school_id"] == ""]
    said = (
        f"Дорожная карта составлена по данным мониторинга {year_words(matter)} {cut_words(matter.note)}: рекомендации "
        f"самому муниципалитету ({number(len(own))}) и рекомендации его школам, одинаковые — одной строкой."
    )
    return _paper(
        matter, options, "ДОРОЖНАЯ КАРТА", f"методического сопровождения школ {of_municipality(name)}", said, frame,
        "Руководитель органа управления образованием",
    )  # fmt: skip


def _kept(matter: Matter) -> pd.DataFrame:
    frame = matter.frame(addressed_recommendations, main=matter.scope.school is not None)
    return frame[frame["state"] != REJECTED].sort_values(["priority", "code"], kind="stable", ignore_index=True)


def _paper(matter: Matter, options: Options, kind: str, title: str, said: str, frame: pd.DataFrame, post: str) -> Paper:
    council = matter.scope.showing == "council"
    blocks: list[Block] = [Paragraph(said)]
    proposed = int((frame["state"] == PROPOSED).sum())
    if proposed and not council:
        blocks.append(
            Paragraph(
                f"Строки с пометкой «предложена» ({number(proposed)}) должностное лицо ещё не подтвердило: "
                "составитель вправе предложить другое мероприятие с обоснованием."
            )
        )
    if options.deadline:
        blocks.append(Paragraph(f"Представить план следует до {long_day(options.deadline)}"))
    blocks.append(Table(COLUMNS, tuple(_rows(frame, marked=not council))))
    blocks.append(
        Note(
            "Графы «Мероприятие», «Ожидаемый результат: станет» и «Отметка об исполнении» заполняет составитель. "
            "Основание — показатель, его значение и порог; пороги, которых нет в документах, — рабочие."
        )
    )
    blocks.append(Signature(post))
    return Paper(
        kind=kind,
        title=title,
        blocks=tuple(blocks),
        source=matter.source,
        requisites=Requisites(
            matter.body,
            dated=False,
            addressee=("УТВЕРЖДАЮ", matter.post or post, "______________________", "«____» ______________ 20___ г."),
        ),
        landscape=True,
    )


def _due(row: Any) -> str:
    """The deadline in words; one that counts from a decision which isn't there yet says so, as its rule has it."""
    if row.deadline is None and row.deadline_kind in WITH_A_DAY:
        rules = {each.code: each.deadline for each in rules_in_use().recommendations}
        return deadline_words(rules[row.code], None) if row.code in rules else "назначает коллегия"
    return str(row.deadline_words)


def _rows(frame: pd.DataFrame, *, marked: bool) -> Iterator[Row]:
    """One line for what says the same to the same, about a school alone or about several."""
    keys = ["code", "text", "addressees", "deadline_words", "state"]
    for position, (_, rows) in enumerate(frame.groupby(keys, sort=False, dropna=False), start=1):
        row = next(rows_of(rows))
        state = f" ({row.state})" if marked and row.state == PROPOSED else ""
        about = [name for name in rows["short_name"] if name]
        basis = row.basis or "по решению должностного лица"
        if len(rows) > 1:
            left = len(about) - NAMED
            basis = f"{schools(len(about))}: {', '.join(about[:NAMED])}{f' и ещё {number(left)}' if left > 0 else ''}"
        yield (
            position,
            f"{row.code}. {ended(row.text)}{state}",
            basis,
            "",
            row.addressees,
            _due(row),
            "",
            "" if pd.isna(row.evidence) else row.evidence,
            "",
        )
