"""From what is counted without thresholds to indicators that depend on them, by a methodology.

Basis rows are those of ``indicator_value``. Frames have the columns of ``ROW``: municipality_id, school_id, part,
numerator, denominator; one row is one value of a school, and shares are Σ numerators / Σ denominators over rows.

Basis: К-РУК — a head's per cent (of the total; part: of a domain) over heads. КД-ВАК-ДЛИТ — open vacancies (part: of an
age in whole days). Р-СРОК — members of the reserve whose term is not prolonged, over members (part: more than
how many years in it).
В-РУК-НАЧ — heads without a mentor (part: whole years in the post). КД-ПРОГ — parts «вакансии», «60+», «выпускники».
ПР-ИОМ-РУК — heads with a route over those who answered, whatever their level. К-ПЕД-УР, К-ПЕД-ДЕФ — beside numbers as
reported, people by whole per cent: part «ПД03|57», of the total «|57».
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from methodology.catalogue import Methodology
from methodology.scales import Bounds, exact, reaches, turn_above

SCHOOL = ["municipality_id", "school_id"]
ROW = [*SCHOOL, "part", "numerator", "denominator"]
WHOLE = ""
BY_PERCENT = "|"
"""Stands in a part between the domain and the whole per cent."""
LEVELS = ("низкий", "средний", "высокий")
VACANT, SIXTY, GRADUATES = "вакансии", "60+", "выпускники"
"""Parts of КД-ПРОГ: what the forecast is made of; how much of it counts, thresholds say."""


@dataclass(frozen=True)
class Judge:
    """How an indicator is judged: from the basis rows of which indicators, by which function of them."""

    basis: tuple[str, ...]
    rows: Callable[[Mapping[str, pd.DataFrame], Methodology], pd.DataFrame]


def judged(code: str, basis: Mapping[str, pd.DataFrame], rules: Methodology) -> pd.DataFrame:
    """Rows of a judged indicator; ``basis``: the rows of each indicator that ``JUDGES`` names for it.

    Raises KeyError for an indicator that isn't judged.
    """
    judge = JUDGES[code]
    return judge.rows({name: basis[name] for name in judge.basis}, rules)[ROW].reset_index(drop=True)


def _leader_levels(basis: Mapping[str, pd.DataFrame], rules: Methodology) -> pd.DataFrame:
    """К-РУК-УР: the level of each head (the part)."""
    heads = _heads(basis["К-РУК"], rules)
    return heads.assign(part=heads["level"], numerator=heads["denominator"])


def _leaders_by_level(basis: Mapping[str, pd.DataFrame], rules: Methodology) -> pd.DataFrame:
    """К-РУК-Д: for each level whether the head is on it."""
    return _by_level(_heads(basis["К-РУК"], rules))


def _leader_deficits(basis: Mapping[str, pd.DataFrame], rules: Methodology) -> pd.DataFrame:
    """К-РУК-ДЕФ: for each domain whether it is a deficit of the head."""
    rows = basis["К-РУК"]
    domains = rows[rows["part"] != WHOLE]
    return domains.assign(numerator=domains["denominator"].where(_deficit(domains, rules), 0.0))


def _leaders_with_route(basis: Mapping[str, pd.DataFrame], rules: Methodology) -> pd.DataFrame:
    """ПР-ИОМ-РУК: of heads who aren't on the high level or have a deficit domain."""
    rows = basis["К-РУК"]
    heads, domains = _heads(rows, rules), rows[rows["part"] != WHOLE]
    needing = pd.concat(
        [heads.loc[heads["level"] != LEVELS[-1], SCHOOL], domains.loc[_deficit(domains, rules), SCHOOL]]
    )
    return basis["ПР-ИОМ-РУК"].merge(needing.drop_duplicates(), on=SCHOOL)


def _teachers_by_level(basis: Mapping[str, pd.DataFrame], rules: Methodology) -> pd.DataFrame:
    """К-ПЕД-УР: people of each level, by the tool's own levels or by whole per cent."""
    reported, by_percent = _by_whole_percent(basis["К-ПЕД-УР"])
    by_percent["level"] = _levels(by_percent["percent"], 1, teacher_bounds(rules))
    return pd.concat([reported, _sums(_by_level(by_percent))])


def _teacher_deficits(basis: Mapping[str, pd.DataFrame], rules: Methodology) -> pd.DataFrame:
    """К-ПЕД-ДЕФ: people with a deficit, of the total and of each domain, as reported or by whole per cent."""
    reported, by_percent = _by_whole_percent(basis["К-ПЕД-ДЕФ"])
    in_deficit = by_percent["percent"] <= rules.threshold("teach_deficit_max")
    by_percent["numerator"] = by_percent["numerator"].where(in_deficit, 0.0)
    return pd.concat([reported, _sums(by_percent)])


def _long_vacancies(basis: Mapping[str, pd.DataFrame], rules: Methodology) -> pd.DataFrame:
    """КД-ВАК-ДЛИТ: vacancies open for more than so many days, of all open ones."""
    days = rules.threshold("vac_long_days")
    return _of_ages(basis["КД-ВАК-ДЛИТ"], lambda age: age > days)


def _long_in_reserve(basis: Mapping[str, pd.DataFrame], rules: Methodology) -> pd.DataFrame:
    """Р-СРОК: members for more than so many years without prolongation, of all members."""
    term = rules.threshold("reserve_term_years")
    return _of_ages(basis["Р-СРОК"], lambda exceeded: exceeded >= term)


def _new_heads_alone(basis: Mapping[str, pd.DataFrame], rules: Methodology) -> pd.DataFrame:
    """В-РУК-НАЧ: heads without a mentor with fewer years in the post."""
    rows = basis["В-РУК-НАЧ"]
    new = rows["part"].astype(float) < rules.threshold("young_leader_years")
    kept = rows.assign(part=WHOLE, numerator=rows["numerator"].where(new, 0.0))
    return _sums(kept).assign(denominator=None)


def _forecast(basis: Mapping[str, pd.DataFrame], rules: Methodology) -> pd.DataFrame:
    """КД-ПРОГ: vacancies and those of 60 and more who will leave, without graduates with a contract; not below 0."""
    parts = basis["КД-ПРОГ"].set_index([*SCHOOL, "part"])["numerator"].astype(float).unstack()  # noqa: PD010
    parts = parts.reindex(columns=[VACANT, SIXTY, GRADUATES])
    leaving = parts[SIXTY] * (rules.threshold("retire_share") / 100)
    wanted = (parts[VACANT] + leaving - parts[GRADUATES].fillna(0.0)).clip(lower=0.0)
    return wanted.dropna().rename("numerator").reset_index().assign(part=WHOLE, denominator=None)


JUDGES = {
    "К-РУК-УР": Judge(("К-РУК",), _leader_levels),
    "К-РУК-Д": Judge(("К-РУК",), _leaders_by_level),
    "К-РУК-ДЕФ": Judge(("К-РУК",), _leader_deficits),
    "ПР-ИОМ-РУК": Judge(("К-РУК", "ПР-ИОМ-РУК"), _leaders_with_route),
    "К-ПЕД-УР": Judge(("К-ПЕД-УР",), _teachers_by_level),
    "К-ПЕД-ДЕФ": Judge(("К-ПЕД-ДЕФ",), _teacher_deficits),
    "КД-ВАК-ДЛИТ": Judge(("КД-ВАК-ДЛИТ",), _long_vacancies),
    "КД-ПРОГ": Judge(("КД-ПРОГ",), _forecast),
    "Р-СРОК": Judge(("Р-СРОК",), _long_in_reserve),
    "В-РУК-НАЧ": Judge(("В-РУК-НАЧ",), _new_heads_alone),
}
"""Indicator → how it is judged. Those of effectiveness are judged at load: ``methodology.effectiveness``."""


def leader_bounds(rules: Methodology) -> Bounds:
    """The scale of С4 for heads."""
    return Bounds(exact(rules.threshold("comp_low_max")), exact(rules.threshold("comp_high_min")))


def teacher_bounds(rules: Methodology) -> Bounds:
    """The scale for teachers' whole per cents."""
    return Bounds(exact(rules.threshold("teach_low_max")), exact(rules.threshold("teach_high_min")))


def leader_deficit_turn(rules: Methodology) -> Fraction:
    """From this per cent on a domain is no deficit of a head."""
    return turn_above(exact(rules.threshold("leader_deficit_max")))


def _heads(rows: pd.DataFrame, rules: Methodology) -> pd.DataFrame:
    """Rows of the total with the head's level."""
    heads = rows[rows["part"] == WHOLE]
    return heads.assign(level=_levels(heads["numerator"], heads["denominator"], leader_bounds(rules)))


def _levels(numerator: pd.Series, denominator: pd.Series | int, bounds: Bounds) -> list[str]:
    passed = [reaches(numerator, denominator, turn).astype(int) for turn in bounds.turning_points]
    return [LEVELS[turns] for turns in passed[0] + passed[1]]


def _deficit(domains: pd.DataFrame, rules: Methodology) -> pd.Series[bool]:
    done: pd.Series[bool] = reaches(domains["numerator"], domains["denominator"], leader_deficit_turn(rules))
    return ~done.astype(bool)


def _by_level(rows: pd.DataFrame) -> pd.DataFrame:
    """For each level the rows again: their denominators, and as numerators those that are on it."""
    return pd.concat(
        [rows.assign(part=level, numerator=rows["denominator"].where(rows["level"] == level, 0.0)) for level in LEVELS]
    )


def _by_whole_percent(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows as reported; rows by whole per cent, with their domain as the part and ``percent``."""
    counted = rows["part"].str.contains(BY_PERCENT, regex=False)
    by_percent = rows[counted].copy()
    split = by_percent["part"].str.split(BY_PERCENT, expand=True).reindex(columns=[0, 1])
    return rows[~counted], by_percent.assign(part=split[0], percent=split[1].astype(float))


def _of_ages(rows: pd.DataFrame, is_old: Callable[[pd.Series[float]], pd.Series[bool]]) -> pd.DataFrame:
    """The totals, counting in the numerator only parts (ages) that are old."""
    whole, aged = rows[rows["part"] == WHOLE], rows[rows["part"] != WHOLE]
    old = aged[is_old(aged["part"].astype(float))].groupby(SCHOOL)["numerator"].sum().rename("old").reset_index()
    merged = whole.merge(old, on=SCHOOL, how="left")
    return merged.assign(numerator=merged["old"].astype(float).fillna(0.0))


def _sums(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.groupby([*SCHOOL, "part"], as_index=False)[["numerator", "denominator"]].sum()
