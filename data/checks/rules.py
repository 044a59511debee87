"""Rules: what a workbook whose cells and codes are right may still get wrong. Numbers refer to the model's checks."""

from __future__ import annotations

from collections import Counter

from data.bulk import plain
from data.cells import shown
from data.checks.listing import Row, each_row, quoted
from data.findings import Finding
from data.references import Book, municipalities_of_criteria
from data.sheets import CRITERIA, SCHOOLS, SCORES, SHEETS
from data.workbook import with_cycle
from methodology.words import counted, day

FLAG_YEARS = 2
"""Check 23: a list of schools is drawn up every year; one older than this no longer describes the school."""


def check_rules_cycle_of_csv(book: Book) -> list[Finding]:
    """A csv has no «Инструкция»: the user is told which cycle and cut date were taken."""
    if not book.from_csv:
        return []
    cycle, cut_date = book.workbook.instruction.cycle, book.workbook.instruction.cut_date
    if cut_date > book.today:
        return [
            Finding(
                "error",
                "rules_cycle_of_csv",
                f"Цикл {cycle} ещё не начался (сегодня {day(book.today)}).",
                "Исправьте цикл в строках файла.",
                value=cycle,
            )
        ]
    return [
        Finding(
            "note",
            "rules_cycle_of_csv",
            f"В файле CSV нет листа «Инструкция»: взяты последний цикл строк — {cycle} и дата среза {day(cut_date)}.",
            "Если дата среза другая, пришлите книгу .xlsx с листом «Инструкция».",
            value=cycle,
        )
    ]


def check_rules_later_cycle(book: Book) -> list[Finding]:
    """No row belongs to a cycle later than the workbook's own."""
    cycle = book.workbook.instruction.cycle
    findings = []
    for sheet in SHEETS:
        if sheet.cycle != "workbook":
            rows = with_cycle(sheet, book.rows(sheet), cycle)
            column = "year" if sheet.cycle == "year" else "cycle"
            findings += each_row(
                sheet, rows.loc[rows["cycle"].gt(cycle)], column, "error", "rules_later_cycle",
                lambda row: f"Цикл {row['cycle']} позже отчётного цикла книги ({cycle}).",
                "Исправьте цикл строки или «Отчётный цикл» на листе «Инструкция».",
            )  # fmt: skip
    return findings


def check_rules_score_bounds(book: Book) -> list[Finding]:
    """Check 2: minimum ≤ score ≤ maximum of its criterion; the minimum is 0 where «Критерии» sets no lower one."""
    if not book.has(SCORES):
        return []
    scores = book.scores
    outside = scores["score"].gt(scores["maximum"]) | scores["score"].lt(scores["minimum"])

    def words(row: Row) -> str:
        low, high = shown(float(row["minimum"])), shown(float(row["maximum"]))
        bound = f"больше максимума {high}" if row["score"] > row["maximum"] else f"меньше минимума {low}"
        return f"Балл {shown(float(row['score']))} {bound} критерия {row['criterion']} цикла {row['cycle']}."

    remedy = "Исправьте балл; если верен он, исправьте границы критерия на листе «Критерии»."
    return each_row(SCORES, scores.loc[outside.fillna(False)], "score", "error", "rules_score_bounds", words, remedy)


def check_rules_absence_reason(book: Book) -> list[Finding]:
    """A missing score has its reason; a reason beside a score is left over from somewhere."""
    scores = book.rows(SCORES)
    no_score, no_reason = scores["score"].isna(), scores["absence_reason"].isna()
    return [
        *each_row(
            SCORES, scores.loc[no_score & no_reason], "absence_reason", "error", "rules_absence_reason",
            lambda _: "Балла нет, а причина отсутствия не указана.",
            "Впишите балл или выберите причину: не применимо, не представлено, на проверке.",
        ),
        *each_row(
            SCORES, scores.loc[~no_score & ~no_reason], "absence_reason", "warning", "rules_absence_reason",
            lambda row: f"Балл есть ({shown(float(row['score']))}), но указана и причина отсутствия: "
            f"{row['absence_reason']}.",
            "Очистите одну из двух ячеек; пока считается балл.",
        ),
    ]  # fmt: skip


def check_rules_zone_bounds(book: Book) -> list[Finding]:
    """The high zone begins above the low one."""
    criteria = book.rows(CRITERIA)
    wrong = criteria["high_min_pct"].le(criteria["low_max_pct"])
    return each_row(
        CRITERIA, criteria.loc[wrong], "high_min_pct", "error", "rules_zone_bounds",
        lambda row: f"Порог высокой зоны {shown(float(row['high_min_pct']))} не больше порога низкой "
        f"{shown(float(row['low_max_pct']))}.",
        "Порог высокой зоны должен быть больше порога низкой, обычно 81 и 60.",
    )  # fmt: skip


def check_rules_zone_units(book: Book) -> list[Finding]:
    """Check 21: bounds that look like shares of 1 instead of per cent."""
    criteria = book.rows(CRITERIA)
    shares = criteria["high_min_pct"].le(1)
    return each_row(
        CRITERIA, criteria.loc[shares], "high_min_pct", "warning", "rules_zone_units",
        lambda row: f"Порог {shown(float(row['high_min_pct']))} похож на долю от 0 до 1, а нужен процент.",
        "Если это доля, умножьте пороги на 100: не 0,81, а 81.",
    )  # fmt: skip


def check_rules_weights(book: Book) -> list[Finding]:
    """Check 24: the weights of a cycle add up to more than zero."""
    sums = book.rows(CRITERIA).groupby("cycle")["weight"].sum()
    return [
        Finding(
            "error",
            "rules_weights",
            f"Сумма весов критериев цикла {cycle} равна нулю: итог посчитать нельзя.",
            "Поставьте вес больше нуля хотя бы одному критерию; если критерии равноценны — всем по 1.",
            sheet=CRITERIA.name,
            column=CRITERIA.column("weight").heading,
            value="0",
        )
        for cycle in sums.index[sums.le(0)]
    ]


def check_rules_scores_in_force(book: Book) -> list[Finding]:
    """New criteria fit the scores in force that the workbook does not replace: what they change there is said."""
    if not book.has(CRITERIA):
        return []
    criteria = book.rows(CRITERIA)
    places = municipalities_of_criteria(book)
    scores = book.rows(SCORES)
    maxima: dict[str, dict[int, float]] = {}
    for cycle, number, maximum in zip(criteria["cycle"], criteria["criterion"], criteria["max_score"], strict=True):
        maxima.setdefault(cycle, {})[int(number)] = float(maximum)
    above: Counter[tuple[str, int]] = Counter()
    lost: Counter[tuple[str, int]] = Counter()
    beyond = book.known.scores_beyond(maxima)
    columns = (plain(scores[name]) for name in _SCHOOL_OF_SCORE if beyond and name in scores)
    replaced = set(zip(*columns, strict=True))
    for cycle, municipality_id, school_id, number in beyond:
        if municipality_id in places and (cycle, municipality_id, school_id) not in replaced:
            (above if number in maxima[cycle] else lost)[cycle, number] += 1
    rows = criteria.assign(above=[above[cycle, int(n)] for cycle, n in criteria[["cycle", "criterion"]].to_numpy()])
    findings = each_row(
        CRITERIA, rows.loc[rows["above"].gt(0)], "max_score", "warning", "rules_scores_in_force",
        lambda row: f"Максимум критерия {row['criterion']} цикла {row['cycle']} — {shown(float(row['max_score']))}, а "
        f"в базе действуют баллы выше него ({scores_word(row['above'])}): они будут посчитаны как максимум.",
        "Проверьте максимум; если шкала и правда новая, загрузите и баллы по ней.",
    )  # fmt: skip
    return findings + [
        Finding(
            "warning",
            "rules_scores_in_force",
            f"Критерия {number} цикла {cycle} в книге больше нет, а в базе по нему действуют баллы "
            f"({scores_word(count)}): в итог они не войдут.",
            "Если критерий отменён, ничего делать не нужно; если нет, добавьте его на лист «Критерии».",
            sheet=CRITERIA.name,
            column=CRITERIA.column("criterion").heading,
            value=str(number),
        )
        for (cycle, number), count in sorted(lost.items())
    ]


_SCHOOL_OF_SCORE = ("cycle", "municipality_id", "school_id")


def scores_word(count: int) -> str:
    """«1 балл», «2 балла», «5 баллов»."""
    return counted(count, "балл", "балла", "баллов")


def check_rules_all_maximum(book: Book) -> list[Finding]:
    """Check 17: every criterion of a school is at its maximum, which self-reports tend to be."""
    if not book.has(SCORES):
        return []
    scores = book.scores
    at_maximum = scores["score"].ge(scores["maximum"]).fillna(False).tolist()
    names = list(zip(plain(scores["cycle"]), plain(scores["school_id"]), strict=True))
    short = {name for name, is_at in zip(names, at_maximum, strict=True) if not is_at}
    schools = (
        scores.loc[[name not in short for name in names]]
        .groupby(["cycle", "school_id"], sort=False, as_index=False)
        .agg(criteria=("criterion", "size"), sheet_row=("sheet_row", "min"))
    )
    flawless = schools.loc[schools["criteria"].gt(1)]
    return each_row(
        SCORES, flawless, "school_id", "warning", "rules_all_maximum",
        lambda row: f"У организации «{row['school_id']}» в цикле {row['cycle']} баллы по всем критериям "
        f"({row['criteria']}) равны максимуму.",
        "Проверьте, не самооценка ли это: сверьте баллы с подтверждающими документами.",
    )  # fmt: skip


def check_rules_exclusion_reason(book: Book) -> list[Finding]:
    """A school that doesn't work in the cycle has a reason for it."""
    schools = book.rows(SCHOOLS)
    wrong = schools["in_cycle"].eq(False).fillna(False) & schools["excluded_reason"].isna()
    return each_row(
        SCHOOLS, schools.loc[wrong], "excluded_reason", "error", "rules_exclusion_reason",
        lambda row: f"Организация «{row['short_name']}» не работает в цикле, а причина не указана.",
        "Впишите причину исключения (например, «реорганизация») или поставьте «да» в столбце «Работает в цикле».",
    )  # fmt: skip


def check_rules_low_results_year(book: Book) -> list[Finding]:
    """A school on the list of low results has the year of that list."""
    schools = book.rows(SCHOOLS)
    wrong = schools["low_results"].eq(True).fillna(False) & schools["low_results_year"].isna()
    return each_row(
        SCHOOLS, schools.loc[wrong], "low_results_year", "error", "rules_low_results_year",
        lambda row: f"У организации «{row['short_name']}» ШНОР — да, а год признака не указан.",
        "Впишите год перечня ШНОР.",
    )  # fmt: skip


FAR_APART = 10.0
"""Degrees from the middle of the workbook's schools, latitude and longitude together, beyond which a school is far."""
LATITUDES_OF_RUSSIA = (41.0, 82.0)
_FLAG_YEARS = (("low_results", "low_results_year"), ("biased_vpr", "biased_vpr_year"))


def check_rules_flag_year_old(book: Book) -> list[Finding]:
    """Check 23: a flag whose year is more than two years before the cut date."""
    oldest = book.workbook.instruction.cut_date.year - FLAG_YEARS
    schools = book.rows(SCHOOLS)
    findings = []
    for flag, year in _FLAG_YEARS:
        old = schools[flag].eq(True).fillna(False) & schools[year].lt(oldest).fillna(False)
        findings += each_row(
            SCHOOLS, schools.loc[old], year, "warning", "rules_flag_year_old",
            lambda row, year=year: f"Признаку больше двух лет: перечень {row[year]} года.",
            "Проверьте по действующему перечню, остаётся ли организация в нём.",
        )  # fmt: skip
    return findings


def check_rules_flag_year_future(book: Book) -> list[Finding]:
    """The year of a flag has come already."""
    schools = book.rows(SCHOOLS)
    findings = []
    for _, year in _FLAG_YEARS:
        future = schools[year].gt(book.today.year).fillna(False)
        findings += each_row(
            SCHOOLS, schools.loc[future], year, "error", "rules_flag_year_future",
            lambda row, year=year: f"Год {row[year]} ещё не наступил.",
            "Впишите год перечня, в который вошла организация.",
        )  # fmt: skip
    return findings


def check_rules_coordinates(book: Book) -> list[Finding]:
    """Latitude and longitude come together."""
    schools = book.rows(SCHOOLS)
    findings = []
    for empty, filled in (("latitude", "longitude"), ("longitude", "latitude")):
        wrong = schools[empty].isna() & schools[filled].notna()
        findings += each_row(
            SCHOOLS, schools.loc[wrong], empty, "error", "rules_coordinates",
            lambda row, filled=filled: f"Указана только {SCHOOLS.column(filled).heading.lower()}: "
            f"{shown(float(row[filled]))}.",
            "Впишите обе координаты или ни одной.",
        )  # fmt: skip
    return findings


def check_rules_coordinates_swapped(book: Book) -> list[Finding]:
    """Latitude and longitude look as if they had changed places: so the school would lie beside the others."""
    schools = book.rows(SCHOOLS).dropna(subset=["latitude", "longitude"])
    latitude, longitude = schools["latitude"].astype(float), schools["longitude"].astype(float)
    middle, centre = latitude.median(), longitude.median()
    off = (latitude - middle).abs() + (longitude - centre).abs()
    off_if_swapped = (longitude - middle).abs() + (latitude - centre).abs()
    alone = (off > FAR_APART) & (off_if_swapped < FAR_APART)
    south, north = LATITUDES_OF_RUSSIA
    all_of_them = (latitude.le(south) | latitude.ge(north)) & longitude.between(south, north)
    return each_row(
        SCHOOLS, schools.loc[alone | all_of_them], "latitude", "warning", "rules_coordinates_swapped",
        lambda row: f"Широта {shown(float(row['latitude']))} и долгота {shown(float(row['longitude']))} похожи на "
        "переставленные.",
        "Проверьте: широта — сколько градусов к северу от экватора (в России от 41 до 82), долгота — к востоку.",
    )  # fmt: skip


def check_rules_short_name(book: Book) -> list[Finding]:
    """A short name stands once in a municipality; one finding for a name."""
    schools = book.rows(SCHOOLS)
    schools = schools.assign(name=schools["short_name"].str.lower())
    repeated = schools.loc[schools.duplicated(["municipality_id", "name"], keep=False)]
    if repeated.empty:
        return []
    names = repeated.groupby(["municipality_id", "name"], sort=False, as_index=False).agg(
        short_name=("short_name", "first"), codes=("school_id", list), sheet_row=("sheet_row", "min")
    )
    return each_row(
        SCHOOLS, names, "short_name", "warning", "rules_short_name",
        lambda row: f"«{row['short_name']}» в муниципалитете «{row['municipality_id']}» — "
        f"{counted(len(row['codes']), 'организация', 'организации', 'организаций')} с одним наименованием: "
        f"коды {quoted(row['codes'], 5)}.",
        "Проверьте, не одна ли это организация дважды; если разные, уточните наименования.",
    )  # fmt: skip
