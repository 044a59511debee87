"""What judging groups otherwise comes to, in one sentence a variant: how many schools, which way, never why."""

from __future__ import annotations

from typing import Any

from methodology.words import counted, number, plural, schools_of

LEADS = {
    "self_reported": "Без баллов, которые школы сообщили о себе сами{criteria},",
    "doubtful": "Если у школ с признаком необъективности ВПР не учитывать критерии 2 и 4,",
    "continuous": "Если не округлять итог до целого процента,",
}
NOTHING = {
    "self_reported": "Баллов, которые школы сообщили о себе сами, у школ с расчётной группой нет: пересчитывать "
    "нечего.",
    "doubtful": "Школ с признаком необъективности ВПР и расчётной группой нет: пересчитывать нечего.",
    "biased": "Школ с группой нет.",
    "continuous": "Расчётных групп нет: пересчитывать нечего.",
}
"""Said where the variant looks at no school otherwise."""


def sensitivity_statement(now: Any, row: Any) -> str:
    """The sentence about one row of ``sensitivity``; ``now``: its row of the groups as they are."""
    if not row.touched:
        return NOTHING[row.variant]
    if row.variant == "biased":
        return _without_schools(now, row)
    few = number(row.criteria_words.count(",") + 1) if row.criteria_words else ""
    criteria = f" ({'критерий' if few == '1' else 'критерии'} {row.criteria_words})" if few else ""
    lead = LEADS[row.variant].format(criteria=criteria)
    if not row.changed:
        return f"{lead} группы остались бы прежними: пересчитано {schools_of(row.touched)}."
    parts = [
        f"{number(count)} — {words}"
        for count, words in (
            (row.higher, "на более высокую"),
            (row.lower, "на более низкую"),
            (row.lost, "данных для группы не хватило бы"),
        )
        if count
    ]
    verb = plural(row.changed, "сменила", "сменили", "сменили")
    return f"{lead} группу {verb} бы {row.changed_words} пересчитанных школ: {', '.join(parts)}."


def _without_schools(now: Any, row: Any) -> str:
    if not row.changed:
        return "Школ с признаком необъективности ВПР среди школ с группой нет: доли групп те же."
    left_out = counted(row.changed, "школы", "школ", "школ")
    return (
        f"Без {left_out} с признаком необъективности ВПР низкая степень — у {row.low_words} школ с группой, "
        f"с ними — у {now.low_words}."
    )
