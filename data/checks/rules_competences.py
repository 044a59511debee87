"""Rules of the diagnostics of leaders and teachers, of assessments and of ready indicators."""

from __future__ import annotations

import pandas as pd

from data.cells import shown
from data.checks.comparing import OF_SCHOOL, latest, not_more, side_by_side, sum_of
from data.checks.listing import each_row, row_numbers, rows_word
from data.findings import Finding
from data.references import Book
from data.sheets import (
    ASSESSMENTS,
    LEADER_RESULTS,
    REPORTED_INDICATORS,
    STAFF,
    TEACHER_DIAGNOSTICS,
    TEACHER_PERCENTS,
)
from data.sheets_competence import HEAD, TOTAL_DOMAIN
from methodology.words import counted


def check_competences_levels(book: Book) -> list[Finding]:
    """Check 3: the three levels are together those who were assessed."""
    rows = book.rows(TEACHER_DIAGNOSTICS)
    total = sum_of(rows, ("low", "middle", "high"))
    return each_row(
        TEACHER_DIAGNOSTICS, rows.assign(total=total).loc[total.ne(rows["assessed"]).fillna(False)], "assessed",
        "error", "competences_levels",
        lambda row: f"Низкий, средний и высокий уровень вместе — {row['low']} + {row['middle']} + {row['high']} = "
        f"{shown(row['total'])}, а прошло {row['assessed']}.",
        "Каждый, кто прошёл, относится к одному уровню: исправьте уровни или «Прошло, чел.».",
    )  # fmt: skip


def check_competences_assessed(book: Book) -> list[Finding]:
    """Check 3: who was assessed was due to be."""
    return not_more(book, TEACHER_DIAGNOSTICS, ("assessed",), "eligible", "error", "competences_assessed")


def check_competences_deficit(book: Book) -> list[Finding]:
    """Check 3: a deficit is found in those who were assessed."""
    return not_more(book, TEACHER_DIAGNOSTICS, ("with_deficit",), "assessed", "error", "competences_deficit")


def check_competences_eligible(book: Book) -> list[Finding]:
    """Check 4: not more are due than the school has educators; a school is named once, in its largest domain."""
    if not (book.has(TEACHER_DIAGNOSTICS) or book.has(STAFF)):
        return []
    rows = book.in_force(TEACHER_DIAGNOSTICS).sort_values("eligible", ascending=False, kind="stable")
    return side_by_side(
        book,
        (TEACHER_DIAGNOSTICS, rows.drop_duplicates(OF_SCHOOL).sort_values("sheet_row"), "eligible"),
        (STAFF, latest(book.in_force(STAFF)), "educators"),
        lambda pairs: pairs["here"].gt(pairs["there"]),
        check="competences_eligible",
        words=lambda row: (
            f"Диагностике у организации «{row['school_id']}» подлежало {row['here']}, это больше, чем "
            f"педагогов на листе «{STAFF.name}»: {row['there']}."
        ),
    )


def check_competences_total_row(book: Book) -> list[Finding]:
    """Check 29: every school and cycle has the row of the total."""
    if not book.has(TEACHER_DIAGNOSTICS):
        return []
    schools = _with_total(book.rows(TEACHER_DIAGNOSTICS), OF_SCHOOL)
    return each_row(
        TEACHER_DIAGNOSTICS, schools.loc[~schools["is_total"]], "domain", "warning", "competences_total_row",
        lambda row: f"У организации «{row['school_id']}» в цикле {row['cycle']} нет строки {TOTAL_DOMAIN}: доля "
        "педагогов с дефицитом не посчитается.",
        f"Добавьте строку с областью {TOTAL_DOMAIN}: сколько человек прошло и у скольких дефицит хотя бы в одной "
        "области.",
    )  # fmt: skip


def check_competences_total_deficit(book: Book) -> list[Finding]:
    """In the row of the total stand all who have a deficit in any domain: not fewer than in one of them."""
    if not book.has(TEACHER_DIAGNOSTICS):
        return []
    rows = book.rows(TEACHER_DIAGNOSTICS)
    is_total = rows["domain"].eq(TOTAL_DOMAIN)
    most = rows.loc[~is_total].groupby(OF_SCHOOL, as_index=False).agg(most=("with_deficit", "max"))
    totals = rows.loc[is_total].merge(most, on=OF_SCHOOL)
    return each_row(
        TEACHER_DIAGNOSTICS, totals.loc[totals["with_deficit"].lt(totals["most"]).fillna(False)], "with_deficit",
        "warning", "competences_total_deficit",
        lambda row: f"В строке {TOTAL_DOMAIN} с дефицитом {row['with_deficit']}, а в одной из областей — "
        f"{row['most']}.",
        f"В строке {TOTAL_DOMAIN} — все, у кого дефицит хотя бы в одной области.",
    )  # fmt: skip


def check_competences_same_people(book: Book) -> list[Finding]:
    """Check 31: as many people were tested as are said to have been assessed, in every domain that both sheets have."""
    if not (book.has(TEACHER_DIAGNOSTICS) or book.has(TEACHER_PERCENTS)):
        return []
    on = [*OF_SCHOOL, "domain"]
    rows = book.in_force(TEACHER_PERCENTS)
    # A row of the workbook is a person; the database has numbers of people only.
    people = rows["people"].fillna(1).astype("Int64") if "people" in rows else 1
    tested = rows.assign(percent=people).groupby(on, as_index=False, sort=False)
    return side_by_side(
        book,
        (TEACHER_DIAGNOSTICS, book.in_force(TEACHER_DIAGNOSTICS), "assessed"),
        (TEACHER_PERCENTS, tested.agg(percent=("percent", "sum"), sheet_row=("sheet_row", "min")), "percent"),
        lambda pairs: pairs["here"].ne(pairs["there"]),
        on=on,
        check="competences_same_people",
        words=lambda row: (
            f"Диагностику в области «{row['domain']}» у организации «{row['school_id']}» прошло "
            f"{row['here']} по листу «{TEACHER_DIAGNOSTICS.name}» и {row['there']} по листу «{TEACHER_PERCENTS.name}»."
        ),
        remedy=f"Сверьте два листа; считаться будет лист «{TEACHER_PERCENTS.name}».",
    )


def check_competences_one_head(book: Book) -> list[Finding]:
    """Check 28: a school has one head on a day."""
    if not book.has(LEADER_RESULTS):
        return []
    rows = book.rows(LEADER_RESULTS)
    days = rows.loc[rows["post"].eq(HEAD)].groupby([*OF_SCHOOL[1:], "assessed_on"], as_index=False, sort=False)
    heads = days.agg(
        heads=("leader_code", "nunique"), leader_code=("leader_code", "first"), sheet_row=("sheet_row", "min")
    )
    return each_row(
        LEADER_RESULTS, heads.loc[heads["heads"].gt(1)], "leader_code", "warning", "competences_one_head",
        lambda row: f"У организации «{row['school_id']}» на {shown(row['assessed_on'])} оценены "
        f"{counted(row['heads'], 'директор', 'директора', 'директоров')}: условные коды разные.",
        "Исправьте должность или условный код: директор в организации один.",
    )  # fmt: skip


def check_competences_leader_total(book: Book) -> list[Finding]:
    """Check 28: every leader assessed on a day has the row of the total."""
    if not book.has(LEADER_RESULTS):
        return []
    leaders = _with_total(book.rows(LEADER_RESULTS), [*OF_SCHOOL[1:], "leader_code", "assessed_on"])
    return each_row(
        LEADER_RESULTS, leaders.loc[~leaders["is_total"]], "domain", "warning", "competences_leader_total",
        lambda row: f"У руководителя «{row['leader_code']}» организации «{row['school_id']}» на "
        f"{shown(row['assessed_on'])} нет строки {TOTAL_DOMAIN}: его уровень не определится.",
        f"Добавьте строку с областью {TOTAL_DOMAIN}.",
    )  # fmt: skip


def _with_total(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """One row is one key: whether it has the row of the total, and where it begins."""
    found = rows.assign(is_total=rows["domain"].eq(TOTAL_DOMAIN)).groupby(key, sort=False, as_index=False)
    return found.agg(is_total=("is_total", "any"), domain=("domain", "first"), sheet_row=("sheet_row", "min"))


def check_competences_units(book: Book) -> list[Finding]:
    """Check 21: percents that look like shares from 0 to 1; one finding for a sheet."""
    findings = []
    for sheet in (LEADER_RESULTS, TEACHER_PERCENTS):
        rows = book.rows(sheet)
        found = rows.loc[(rows["percent"].gt(0) & rows["percent"].le(1)).fillna(False), ["sheet_row", "percent"]]
        if not found.empty:
            numbers = found["sheet_row"].tolist()
            where = (
                f"строка {numbers[0]}" if len(numbers) == 1 else f"{rows_word(len(numbers))}: {row_numbers(numbers)}"
            )
            findings.append(
                Finding(
                    "warning",
                    "competences_units",
                    f"Значение от 0 до 1 похоже на долю, а нужен процент ({where}).",
                    "Если это доли, умножьте на 100: не 0,74, а 74.",
                    sheet=sheet.name,
                    row=numbers[0],
                    column=sheet.column("percent").heading,
                    value=shown(found["percent"].iloc[0]),
                    rows=len(numbers),
                )
            )
    return findings


def check_competences_assessments(book: Book) -> list[Finding]:
    """Who did badly and who did well in an assessment took part in it, and nobody is both."""
    return not_more(book, ASSESSMENTS, ("below_minimum", "high"), "participants", "error", "competences_assessments")


def check_competences_described(book: Book) -> list[Finding]:
    """A ready indicator is described in the methodology; one finding for a code."""
    if not book.has(REPORTED_INDICATORS):
        return []
    described = {indicator.code for indicator in book.known.methodology.indicators}
    codes = book.rows(REPORTED_INDICATORS).drop_duplicates("indicator")
    return each_row(
        REPORTED_INDICATORS, codes.loc[~codes["indicator"].isin(described)], "indicator", "warning",
        "competences_described",
        lambda row: f"Показатель «{row['indicator']}» не описан в методике: числа сохранятся, но названия, единицы и "
        "зон у него нет.",
        "Проверьте код; если он верен, попросите описать показатель в методике.",
    )  # fmt: skip


def check_competences_denominators(book: Book) -> list[Finding]:
    """Numerators alone of an indicator that has denominators are left out of its share."""
    if not book.has(REPORTED_INDICATORS):
        return []
    rows = book.in_force(REPORTED_INDICATORS)
    shares = {each.code for each in book.known.methodology.indicators if each.kind != "count"}
    said = rows.groupby(["cycle", "municipality_id", "indicator"])["denominator"].transform("count").gt(0)
    alone = rows["numerator"].notna() & rows["denominator"].isna() & rows["sheet_row"].notna()
    return each_row(
        REPORTED_INDICATORS, rows.loc[alone & (said | rows["indicator"].isin(shares))], "denominator", "warning",
        "competences_denominators",
        lambda row: f"У показателя «{row['indicator']}» организации «{row['school_id']}» есть числитель, а знаменателя "
        "нет: в долю эта строка не войдёт.",
        "Впишите знаменатель; если он неизвестен, оставьте пустым и числитель.",
    )  # fmt: skip
