"""The methodology as validated objects: indicators, thresholds, criteria, groups, recommendations; a set is a version.

The packaged set lives in ``methodology/rules``. A mistake there raises ``MethodologyError`` that names file,
entry and field. A ``Methodology`` is immutable and has a content hash: two sets are the same version exactly when
their hashes agree.
"""

from __future__ import annotations

import hashlib
import json
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from methodology.entries import Comparison, MethodologyError, Rule, read_entries
from methodology.recommendations import RECOMMENDATION_BLOCKS, Recommendation, SourceEntry, leaves

RULES = Path(__file__).parent / "rules"


class Threshold(Rule):
    """One threshold: its value, what it means, where it comes from and which indicators use it."""

    key: str
    value: float
    unit: str
    meaning: str
    origin: str = Field(min_length=1)
    used_by: tuple[str, ...]

    @model_validator(mode="after")
    def _years_are_whole(self) -> Self:
        # Terms and time in a post are counted by whole years: of 2.5 nothing but 2 would be compared.
        if self.unit in ("года", "лет") and not self.value.is_integer():
            raise ValueError(f"число лет должно быть целым, а не {self.value:g}".replace(".", ","))
        return self


class Criterion(Rule):
    """One criterion of the list (С2): number, full name, label for axes.

    ``included`` False: the total, groups and conditions leave it out. ``weight``: instead of that of the sheet
    «Критерии»; either all included criteria have one or none has.
    """

    criterion: int = Field(ge=1, le=10)
    name: str
    short: str
    included: bool = True
    weight: float | None = Field(default=None, ge=0)


class Group(Rule):
    """One effectiveness group (С5): 1 is high, 3 is low."""

    group: Literal[1, 2, 3]
    name: str
    short: str
    zone: Literal["high", "middle", "low"]
    sign: str


Direction = Literal["up", "down", "none"]
"""Which way an indicator is better."""
Block = Literal[
    "effectiveness",
    "competences",
    "staffing",
    "mentoring",
    "development",
    "reserve",
    "context",
    "execution",
    "auxiliary",
]
BLOCKS: dict[Block, str] = {
    "effectiveness": "Эффективность школ",
    "competences": "Компетенции",
    "staffing": "Кадры",
    "mentoring": "Наставничество",
    "development": "Профессиональное развитие",
    "reserve": "Управленческий резерв",
    "context": "Контекст",
    "execution": "Исполнение решений",
    "auxiliary": "Вспомогательные величины",
}
"""Block → how it is named; each has a file of its own, and files are read in this order."""


class Indicator(Rule):
    """One indicator: code, wording, unit, direction, formula in words, thresholds and origin.

    ``stage``: 'derive' counts from the sheets, 'judge' depends on thresholds or weights, 'query' on decisions and tasks
    at a named date. ``kind``: 'level' is never summed. ``grain``: whose rows are counted. ``part``: what a value per
    part is about; ``total``: where the value without a part comes from. ``divisor``: a threshold that the denominator
    is multiplied by. ``zones``: bounds by threshold or number, the low zone first; a value in neither lies in the high
    one. ``rounded``: compared after rounding to a whole per cent (the scale of С4). ``columns``: sheet → headings that
    it is counted from. ``sensitive`` marks indicators that count people by a judgement about them (hidden where groups
    are small).
    """

    block: Block
    code: str
    name: str
    short: str
    unit: str
    decimals: int = Field(ge=0, le=3)
    direction: Direction
    level: tuple[Literal["школа", "муниципалитет"], ...]
    stage: Literal["derive", "judge", "query"]
    kind: Literal["ratio", "count", "mean", "level"]
    grain: Literal["школа", "муниципалитет"]
    part: str | None = None
    total: Literal["строка итога", "сумма частей"] | None = None
    multiplier: float
    divisor: str | None = None
    numerator: str
    denominator: str
    formula: str
    missing: str
    thresholds: tuple[str, ...] = ()
    origin: str
    zones: dict[Literal["low", "middle"], dict[Comparison, str | float]] = Field(default_factory=dict)
    rounded: bool = False
    columns: dict[str, tuple[str, ...]]
    sensitive: bool

    @property
    def sheets(self) -> tuple[str, ...]:
        """The sheets that it is counted from."""
        return tuple(self.columns)

    @model_validator(mode="after")
    def _bounds_are_thresholds(self) -> Self:
        named = [bound for rule in self.zones.values() for bound in rule.values() if isinstance(bound, str)]
        if self.divisor is not None:
            named.append(self.divisor)
        if unknown := sorted(set(named) - set(self.thresholds)):
            raise ValueError(f"в thresholds нет {', '.join(unknown)}")
        if any(len(rule) != 1 for rule in self.zones.values()):
            raise ValueError("у зоны одно условие")
        return self


UNWRITTEN = (
    (None, "own_group_bounds", False),
    ("criteria", "included", True),
    ("criteria", "weight", None),
    ("recommendations", "active", True),
)
"""Of the set or its entries: fields that are younger than stored sets, left out of the text where they say nothing."""


class Methodology(Rule):
    """A whole set of rules; what a number or a group was judged by.

    ``own_group_bounds``: groups are bounded by the thresholds crit_low_max and crit_high_min even where the sheet
    «Критерии» sets one pair of bounds for all criteria.
    """

    indicators: tuple[Indicator, ...]
    thresholds: tuple[Threshold, ...]
    criteria: tuple[Criterion, ...]
    groups: tuple[Group, ...]
    recommendations: tuple[Recommendation, ...] = ()
    sources: tuple[SourceEntry, ...] = ()
    own_group_bounds: bool = False

    @model_validator(mode="after")
    def _references_hold(self) -> Self:
        for entries, field in (
            (self.indicators, "code"),
            (self.thresholds, "key"),
            (self.criteria, "criterion"),
            (self.groups, "group"),
            (self.recommendations, "code"),
            (self.sources, "code"),
        ):
            named = [getattr(entry, field) for entry in entries]
            repeated = sorted({str(name) for name in named if named.count(name) > 1})
            if repeated:
                raise ValueError(f"{field} повторяется: {', '.join(repeated)}")
        codes = {indicator.code for indicator in self.indicators}
        keys = {threshold.key for threshold in self.thresholds}
        for indicator in self.indicators:
            if unknown := set(indicator.thresholds) - keys:
                raise ValueError(f"показатель {indicator.code}: нет порогов {', '.join(sorted(unknown))}")
        for threshold in self.thresholds:
            if unknown := set(threshold.used_by) - codes:
                raise ValueError(f"порог {threshold.key}: нет показателей {', '.join(sorted(unknown))}")
        for recommendation in self.recommendations:
            self._check_references(recommendation, codes, keys)
        self._check_coverage()
        return self

    def _check_references(self, recommendation: Recommendation, codes: set[str], keys: set[str]) -> None:
        for leaf in leaves(recommendation.when):
            if leaf.subject not in ("indicator", "count", "group", "level"):
                continue
            if leaf.about not in codes:
                raise ValueError(f"рекомендация {recommendation.code}, поле when: нет показателя {leaf.about}")
            bound = leaf.comparison[1] if leaf.subject in ("indicator", "count") else 0.0
            if isinstance(bound, str) and bound not in keys:
                raise ValueError(f"рекомендация {recommendation.code}, поле when: нет порога {bound}")
        if unknown := set(recommendation.sources) - {entry.code for entry in self.sources}:
            raise ValueError(f"рекомендация {recommendation.code}, поле sources: нет {', '.join(sorted(unknown))}")

    def _check_coverage(self) -> None:
        covered = {code for recommendation in self.recommendations for code in recommendation.sources}
        for entry in self.sources:
            if (entry.code in covered) is (entry.not_automatable is not None):
                raise ValueError(
                    f"пункт источника {entry.code}: его покрывает рекомендация либо сказано, почему это невозможно"
                )

    def indicator(self, code: str) -> Indicator:
        """The indicator of this code; KeyError if the set has none."""
        return self._indicators[code]

    def threshold(self, key: str) -> float:
        """The value of this threshold; KeyError if the set has none."""
        return self._thresholds[key].value

    def group(self, number: int) -> Group:
        """The group of this number; KeyError if the set has none."""
        return self._groups[number]

    def recommendation(self, code: str) -> Recommendation:
        """The recommendation of this code; KeyError if the set has none."""
        return self._recommendations[code]

    @cached_property
    def _recommendations(self) -> dict[str, Recommendation]:
        return {recommendation.code: recommendation for recommendation in self.recommendations}

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def _thresholds(self) -> dict[str, Threshold]:
        return {threshold.key: threshold for threshold in self.thresholds}

    @cached_property
    def _groups(self) -> dict[int, Group]:
        return {group.group: group for group in self.groups}

    def to_json(self) -> str:
        """Canonical text of the set: what is stored and hashed."""
        content = self.model_dump(mode="json")
        for kind, field, usual in UNWRITTEN:
            for entry in [content] if kind is None else content[kind]:
                if entry[field] == usual:
                    del entry[field]
        return json.dumps(content, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Methodology:
        """The set back from its canonical text."""
        return cls.model_validate_json(text)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical text."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


def read_methodology(folder: Path) -> Methodology:
    """The set of rules in a folder of YAML files.

    Raises MethodologyError naming file, entry and field.
    """
    try:
        return Methodology(
            indicators=tuple(
                indicator
                for block in BLOCKS
                for indicator in read_entries(folder / "indicators" / f"{block}.yaml", Indicator, block=block)
            ),
            thresholds=read_entries(folder / "thresholds.yaml", Threshold),
            criteria=read_entries(folder / "criteria.yaml", Criterion),
            groups=read_entries(folder / "groups.yaml", Group),
            recommendations=tuple(
                recommendation
                for block in RECOMMENDATION_BLOCKS
                for recommendation in read_entries(
                    folder / "recommendations" / f"{block}.yaml", Recommendation, block=block
                )
            ),
            sources=read_entries(folder / "sources.yaml", SourceEntry),
        )
    except ValidationError as error:
        raise MethodologyError(f"{folder.name}: {error.errors()[0]['msg']}") from error


@lru_cache(maxsize=1)
def packaged() -> Methodology:
    """The set of rules that ships with the program."""
    return read_methodology(RULES)
