"""Профессиональное развитие: what schools report of a cycle, over themselves or over their educators."""

from __future__ import annotations

from sqlalchemy import CTE, SelectBase, select, union_all

from data.indicators.counting import Family, counted, in_places, one_if, ratios, same_school
from data.indicators.staffing import latest_staff
from data.tables import development

OF_DEVELOPMENT: dict[str, tuple[str, str | None]] = {
    "ПР-ИОМ": ("plans_drawn", "with_deficit"),
    "ПР-ИОМ-ВЫП": ("plans_completed", "plans_drawn"),
    "ПР-ИОМ-ТЬЮТ": ("plans_with_tutor", "plans_drawn"),
    "ПР-КПК": ("trained_3_years", "educators"),
    "ПР-КПК-АДР": ("trained_by_deficit", "with_deficit"),
    "ПР-ПП": ("retrained", "retraining_needed"),
    "ПР-КОНК": ("contestants", "educators"),
    "ПР-МЕТ": ("speakers", "educators"),
    "ПР-ЭКСП": ("experts", "educators"),
    "ПР-СЕТЬ": ("community_members", "educators"),
    "ПР-ВЫГ-ОХВ": ("burnout_participants", "educators"),
    "В-ПК-ФГОС": ("trained_standards", "educators"),
    "В-ПК-ФГ": ("trained_literacy", "educators"),
    "В-ПК-ОДАР": ("trained_gifted", None),
    "В-ПК-ПРОФ": ("trained_profile", None),
}
"""Indicator → columns of «Развитие» (educators: of «Кадры_состав»): one over the other, or the first one alone."""
ANSWERS = {
    "ПР-КОНК-РУК": "head_in_contests",
    "ПР-ВЫГ-ПРОГ": "burnout_programme",
    "В-РУК-СЕТЬ": "head_in_network",
}
"""Indicator → the answer that it counts: schools that said yes over schools that answered."""


def _development(places: CTE) -> SelectBase:
    people, said = latest_staff(places), in_places(places, development).cte()
    rows = select(said, people.c.educators).join_from(said, people, same_school(said, people), isouter=True).cte()
    return union_all(
        *ratios(rows, OF_DEVELOPMENT),
        *(
            counted(rows, code, one_if(rows.c[answer].is_(True)), one_if(rows.c[answer].is_not(None))).where(
                rows.c[answer].is_not(None)
            )
            for code, answer in ANSWERS.items()
        ),
    )


FAMILIES = (Family((*OF_DEVELOPMENT, *ANSWERS), _development),)
