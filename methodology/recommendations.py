"""Recommendations as data: what is recommended, to whom, by when, after which clauses, and on which condition.

A condition is a tree of ``all``, ``any``, ``not``, ``unless`` and ``any_school`` over leaves. A leaf looks at one thing
and compares it once. Every condition has three values: what has no data is unknown, and a recommendation is given only
where its condition is known to be true. ``unless`` excludes only where its inside is known to be true.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Discriminator, Field, Tag, model_validator

from methodology.entries import Comparison, Rule

RecommendationBlock = Literal[
    "cycle", "leaders", "reserve", "staffing", "mentoring", "diagnostics", "methods", "wellbeing", "quality", "support",
    "proposals",
]  # fmt: skip
RECOMMENDATION_BLOCKS: dict[RecommendationBlock, str] = {
    "cycle": "Управленческий цикл",
    "leaders": "Руководители",
    "reserve": "Резерв",
    "staffing": "Кадры",
    "mentoring": "Наставничество",
    "diagnostics": "Диагностика и маршруты",
    "methods": "Методическая работа",
    "wellbeing": "Благополучие педагогов",
    "quality": "Качество образования",
    "support": "Адресная поддержка",
    "proposals": "Предложения проекта",
}
"""Block → how it is named; each has a file of its own, and files are read in this order."""

Level = Literal["лицо", "ОО", "МО"]
LEVELS: tuple[Level, ...] = ("лицо", "ОО", "МО")
"""About whom a recommendation is: the director of a school, a school, a municipality."""
Addressee = Literal["руководитель ОО", "управление образования", "методическая служба"]
SUBJECTS = ("indicator", "count", "group", "criterion_zone", "level", "flag", "date")
COMPARISONS = ("below", "at_most", "above", "at_least", "equals", "in_", "is_")
CRITERION_ZONES = ("низкая", "средняя", "высокая")
POSSIBLE: dict[str, tuple[int | str, ...]] = {
    "group": (3, 2, 1),
    "criterion_zone": CRITERION_ZONES,
    "level": ("низкий", "средний", "высокий"),
    "flag": ("нет", "да"),
}
"""What a leaf about such a thing can name; of a scale the low zone first."""


class Leaf(Rule):
    """One thing that is looked at and one comparison.

    ``indicator`` and ``count`` (an auxiliary indicator) are compared with a number or a threshold's key; ``of``
    numerator instead of the value; ``part`` any: of at least one part. ``group``, ``criterion_zone`` (number of the
    criterion) and ``level`` (of the director) are one of the named; ``flag`` («Лист.Столбец») is да or нет; ``date`` of
    the cycle is set.
    """

    model_config = ConfigDict(populate_by_name=True)

    indicator: str | None = None
    count: str | None = None
    group: Literal["Э-ГР"] | None = None
    criterion_zone: int | None = Field(default=None, ge=1, le=10)
    level: Literal["К-РУК-УР"] | None = None
    flag: str | None = None
    date: Literal["cycle.published", "cycle.as_of"] | None = None
    of: Literal["numerator"] | None = None
    part: Literal["any"] | None = None
    below: float | str | None = None
    at_most: float | str | None = None
    above: float | str | None = None
    at_least: float | str | None = None
    equals: float | str | None = None
    in_: tuple[int | str, ...] | None = Field(default=None, alias="in")
    is_: Literal["set"] | None = Field(default=None, alias="is")

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        for names, said in ((SUBJECTS, "один предмет"), (COMPARISONS, "одно сравнение")):
            if sum(getattr(self, name) is not None for name in names) != 1:
                raise ValueError(f"у листа условия {said}")
        if (self.subject == "date") is not (self.is_ is not None):
            raise ValueError("о дате спрашивают, известна ли она (is: set)")
        possible = POSSIBLE.get(self.subject)
        if possible is not None and not (self.named and self.named <= set(possible)):
            raise ValueError(f"{self.subject}: возможны {', '.join(map(str, possible))}")
        if self.subject in ("indicator", "count") and self.in_ is not None:
            raise ValueError("показатель сравнивают с числом или порогом")
        if self.part is not None and self.of is not None:
            raise ValueError("part и of вместе не сравниваются")
        return self

    @property
    def subject(self) -> str:
        """What it looks at: one of ``SUBJECTS``."""
        return next(name for name in SUBJECTS if getattr(self, name) is not None)

    @property
    def about(self) -> str:
        """The code, number or name of what it looks at."""
        return str(getattr(self, self.subject))

    @property
    def named(self) -> frozenset[int | str]:
        """Of a leaf that names values: which of them satisfy it."""
        if self.in_ is not None:
            return frozenset(self.in_)
        equals = self.equals
        if equals is None:
            return frozenset()
        return frozenset({int(equals) if isinstance(equals, float) else equals})

    @property
    def comparison(self) -> tuple[Comparison, float | str]:
        """How an indicator is compared, and with which number or threshold. Raises StopIteration for other leaves."""
        numeric: tuple[Comparison, ...] = ("below", "at_most", "above", "at_least", "equals")
        name = next(name for name in numeric if getattr(self, name) is not None)
        return name, getattr(self, name)


class Tree(Rule):
    """One way of joining conditions."""

    model_config = ConfigDict(populate_by_name=True)

    all_: tuple[Condition, ...] | None = Field(default=None, alias="all", min_length=1)
    any_: tuple[Condition, ...] | None = Field(default=None, alias="any", min_length=1)
    not_: Condition | None = Field(default=None, alias="not")
    unless: Condition | None = None
    any_school: Condition | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(value is not None for value in (self.all_, self.any_, self.not_, self.unless, self.any_school)) != 1:
            raise ValueError("у узла условия одно из all, any, not, unless, any_school")
        return self

    @property
    def inside(self) -> tuple[Condition, ...]:
        """The conditions that it joins."""
        single = (self.not_, self.unless, self.any_school)
        return self.all_ or self.any_ or tuple(each for each in single if each is not None)


def _kind(raw: Any) -> str:
    if isinstance(raw, dict):
        return "tree" if raw.keys() & {"all", "any", "not", "unless", "any_school", "all_", "any_", "not_"} else "leaf"
    return "tree" if isinstance(raw, Tree) else "leaf"


Condition = Annotated[Annotated[Leaf, Tag("leaf")] | Annotated[Tree, Tag("tree")], Discriminator(_kind)]
Tree.model_rebuild()


def leaves(condition: Leaf | Tree) -> Iterator[Leaf]:
    """Every leaf of a condition, in its order."""
    if isinstance(condition, Leaf):
        yield condition
    else:
        for each in condition.inside:
            yield from leaves(each)


DAYS_OF_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""How many days each month has every year: a deadline on 29 February would fail in three years of four."""


class DeadlineRule(Rule):
    """When a recommendation is due, see ``methodology.deadlines``."""

    kind: Literal["date", "days", "school_year", "period", "permanent", "none"]
    day: int | None = Field(default=None, ge=1, le=31)
    month: int | None = Field(default=None, ge=1, le=12)
    days: int | None = Field(default=None, ge=1)
    from_: Literal["decision", "cycle.published"] | None = Field(default=None, alias="from")
    working: bool = False
    control: Literal["месяц", "квартал", "полугодие", "год"] | None = None

    model_config = ConfigDict(populate_by_name=True)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        needed = {"date": ("day", "month"), "days": ("days", "from_"), "permanent": ("control",)}
        given = {name for name in ("day", "month", "days", "from_", "control") if getattr(self, name) is not None}
        if given != set(needed.get(self.kind, ())):
            raise ValueError(f"к сроку {self.kind} относятся: {', '.join(needed.get(self.kind, ())) or 'ничего'}")
        if self.day is not None and self.month is not None and self.day > DAYS_OF_MONTH[self.month - 1]:
            raise ValueError(f"дня {self.day:02}.{self.month:02} не бывает в каждом году")
        return self


class Recommendation(Rule):
    """One recommendation. ``addressees``: who carries it out, by the level of what it is about.

    ``condition`` says ``when`` in words. ``sources``: codes of the entries that it comes from; a proposal of the
    project's own has none. Codes of a department's own begin with СР. One that isn't ``active`` is given to nobody.
    """

    block: RecommendationBlock
    code: str = Field(pattern=r"^(АР|ДП|СР)-\d\d$")
    text: str = Field(min_length=1)
    addressees: dict[Level, tuple[Addressee, ...]] = Field(min_length=1)
    condition: str = Field(min_length=1)
    when: Condition
    deadline: DeadlineRule
    evidence: str = Field(min_length=1)
    sources: tuple[str, ...] = ()
    priority: Literal[1, 2, 3]
    is_proposal: bool = False
    active: bool = True

    @model_validator(mode="after")
    def _has_an_origin(self) -> Self:
        if self.is_proposal is bool(self.sources):
            raise ValueError("у рекомендации есть пункты источников, либо она — предложение проекта")
        if any(not addressees for addressees in self.addressees.values()):
            raise ValueError("у каждого уровня есть адресат")
        return self

    @property
    def levels(self) -> tuple[Level, ...]:
        """About whom it can be."""
        # Stored text sorts keys, so their own order says nothing.
        return tuple(level for level in LEVELS if level in self.addressees)


class SourceEntry(Rule):
    """One recommendation of a source document. ``not_automatable``: why no condition can tell when it is due."""

    code: str
    document: Literal["С1", "С2", "С3", "С4", "С5"]
    clause: str = Field(min_length=1)
    not_automatable: str | None = None
