"""Decisions of a body: composed from confirmed recommendations, edited by hand, adopted into assignments, annulled.

A draft can be edited; an adopted decision is frozen, and only a later act annuls it. Nothing is deleted: what a draft
was like is in its history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select

from data.acting import (
    WITH_A_DAY,
    Act,
    ActRefusedError,
    Changed,
    Deadline,
    OvertakenError,
    Row,
    checked_deadline,
    checked_post,
    checked_text,
    next_number,
    optional_text,
    write_acts,
)
from data.assignments import NOT_BEGUN, cancel_open
from data.database import count_change, writing
from data.methodology_versions import read_methodology_version, version_in_force
from data.recommendation_acts import (
    ACCEPTED,
    BY_HAND,
    CONFIRMED,
    LIVE_DECISIONS,
    Key,
    in_decision_words,
    subject_of,
)
from data.tables import in_force, instruction, load
from data.tables_decisions import (
    assignment,
    assignment_history,
    decision,
    decision_history,
    decision_item,
    decision_item_issue,
    recommendation_issue,
)
from methodology.deadlines import deadline

DRAFT, ADOPTED, ANNULLED = STATES = ("проект", "принято", "отменено")
TAKEN_NOTE = 1
"""The number of the point by which a body takes note of the results, before all items."""


@dataclass(frozen=True)
class Head:
    """What stands above the items, and the post charged with control. A draft may have no number yet."""

    date: date
    title: str
    body_name: str
    number: str | None = None
    control: str | None = None

    def columns(self) -> dict[str, Any]:
        """As a row holds it, checked. Raises ActRefusedError."""
        return {
            "number": optional_text(self.number, "номера решения", shortest=1),
            "date": self.date,
            "title": checked_text(self.title, "заголовка решения"),
            "body_name": checked_text(self.body_name, "названия органа"),
            "control_post": checked_post(self.control) if self.control and self.control.strip() else None,
        }


def item_numbers(said: Iterable[tuple[bool, str]]) -> list[str]:
    """(common, addressee) of the items in their order → the number that each bears wherever it is named: «2.1».

    Items side by side that are common, or of one addressee whatever the case of its letters, are one group; groups
    follow the point that takes note of the results, so that the first item is 2.1.
    """
    numbers: list[str] = []
    group, place, before = TAKEN_NOTE, 0, None
    for common, addressee in said:
        key = (bool(common), "; ".join(part.strip().casefold() for part in addressee.split(";")))
        group, place = (group, place + 1) if key == before else (group + 1, 1)
        before = key
        numbers.append(f"{group}.{place}")
    return numbers


@dataclass(frozen=True)
class Item:
    """One item of a decision. ``issues``: the recommendations that it stands for."""

    addressee: str
    text: str
    deadline: Deadline
    evidence: str | None = None
    code: str | None = None
    common: bool = False
    manual: bool = False
    issues: tuple[int, ...] = field(default=())

    def said(self) -> dict[str, Any]:
        """As the history of the decision holds it."""
        kind, on, period = self.deadline
        return {**asdict(self), "deadline": [kind, on and on.isoformat(), period], "issues": list(self.issues)}


def compose(
    engine: Engine,
    head: Head,
    cycle: str,
    issues: Mapping[int, int],
    schools: int,
    post: str,
    at: datetime | None = None,
) -> int:
    """A draft from confirmed recommendations (number → revision seen): its number.

    Items are grouped by addressee, one for all that say the same; what stands for more than half of the ``schools`` of
    the decision is a common item and comes first. A deadline that is counted from the decision, or from the day when
    results were published, gets its day by the rule of the recommendation. Raises OvertakenError, ActRefusedError.
    """
    if not issues:
        raise ActRefusedError(
            "Решение составляется из принятых рекомендаций, а их нет. Сначала примите их на странице «Рекомендации»."
        )
    act = Act("составлен проект", checked_post(post), at=at or datetime.now())
    columns = head.columns()
    with writing(engine) as connection:
        rows = _confirmed(connection, issues)
        items = items_of(with_days(connection, rows, cycle, head.date), schools)
        number = next_number(connection, decision)
        row = {
            **columns,
            "decision_id": number,
            "cycle": cycle,
            "state": DRAFT,
            "schools": schools,
            "load_id": connection.scalar(select(func.max(load.c.load_id)).where(load.c.undone_at.is_(None))),
            "methodology": version_in_force(connection, cycle),
        }
        _write(connection, None, row, (), items, act)
    return number


def edit_head(engine: Engine, decision_id: int, seen: int, head: Head, post: str, at: datetime | None = None) -> None:
    """Number, date, title and body of a draft anew. Raises OvertakenError, ActRefusedError."""
    columns = head.columns()
    with _draft(engine, decision_id, seen, "изменены реквизиты", post, at) as draft:
        draft.row = {**draft.before, **columns}


def add_item(engine: Engine, decision_id: int, seen: int, item: Item, post: str, at: datetime | None = None) -> None:
    """An item by hand into a draft, the last one of its addressee. Raises OvertakenError, ActRefusedError."""
    with _draft(engine, decision_id, seen, "добавлен пункт", post, at) as draft:
        added = replace(_checked(item, draft.before["date"]), manual=True, issues=(), code=None)
        draft.items = _placed([*draft.items, added])


def edit_item(
    engine: Engine, decision_id: int, seen: int, position: int, item: Item, post: str, at: datetime | None = None
) -> None:
    """Text, addressee and deadline of an item of a draft anew; what it stands for stays. Raises as ``add_item``."""
    with _draft(engine, decision_id, seen, "изменён пункт", post, at) as draft:
        before = draft.named(position)
        checked = _checked(item, draft.before["date"])
        after = replace(
            before,
            addressee=checked.addressee,
            text=checked.text,
            deadline=checked.deadline,
            evidence=checked.evidence,
            common=checked.common,
        )
        draft.items = _placed([after if each is before else each for each in draft.items])


def remove_item(
    engine: Engine, decision_id: int, seen: int, position: int, post: str, at: datetime | None = None
) -> None:
    """Take an item out of a draft; its recommendations are free for another one. Raises as ``add_item``."""
    with _draft(engine, decision_id, seen, "убран пункт", post, at) as draft:
        gone = draft.named(position)
        draft.items = [each for each in draft.items if each is not gone]


def adopt(
    engine: Engine, decision_id: int, seen: int, post: str, at: datetime | None = None, *, number: str | None = None
) -> int:
    """Freeze a draft and make its assignments, one for each recommendation and each item by hand: how many.

    ``number``: of the decision; empty leaves that of the draft. Raises OvertakenError, ActRefusedError; a refusal names
    all that is lacking, item by item.
    """
    given = optional_text(number, "номера решения", shortest=1)
    with _draft(engine, decision_id, seen, "принято", post, at) as draft:
        draft.row = {**draft.before, "state": ADOPTED, "number": given or draft.before["number"]}
        if lacking := list(_lacking(draft)):
            raise ActRefusedError(f"Решение не принято. {' '.join(lacking)}")
        return _assign(draft)


def _lacking(draft: _Draft) -> Iterator[str]:
    """What keeps a draft from being adopted, and what to do about it."""
    if not draft.row["number"]:
        yield "У решения нет номера: впишите его."
    if not draft.items:
        yield "В решении нет ни одного пункта: добавьте хотя бы один."
    for number, each in zip(numbers_of(draft.items), draft.items, strict=True):
        try:
            checked_deadline(each.deadline, draft.before["date"])
        except ActRefusedError as refusal:
            yield f"Пункт {number}. {refusal}"


def annul(engine: Engine, decision_id: int, seen: int, reason: str, post: str, at: datetime | None = None) -> None:
    """Annul a draft or an adopted decision; its open assignments are cancelled, its recommendations are free again.

    Raises OvertakenError, ActRefusedError.
    """
    act = Act("отменено", checked_post(post), checked_text(reason, "причины отмены"), at or datetime.now())
    with writing(engine) as connection:
        before = _seen(connection, decision_id, seen)
        if before["state"] == ANNULLED:
            raise ActRefusedError("Решение уже отменено: больше ничего делать не нужно.")
        items = read_items(connection, decision_id)
        cancel_open(connection, decision_id, act)
        _write(connection, before, {**before, "state": ANNULLED}, items, items, act)


def read_items(connection: Connection, decision_id: int) -> list[Item]:
    """The items in their order."""
    of_item: dict[int, list[int]] = defaultdict(list)
    link = decision_item_issue.c
    for position, issue_id in connection.execute(
        select(link.position, link.issue_id).where(link.decision_id == decision_id).order_by(link.issue_id)
    ):
        of_item[position].append(issue_id)
    rows = connection.execute(
        select(decision_item).where(decision_item.c.decision_id == decision_id).order_by(decision_item.c.position)
    ).mappings()
    return [
        Item(
            row["addressee"],
            row["text"],
            Deadline(row["deadline_kind"], row["deadline"], row["control_period"]),
            row["evidence"],
            row["code"],
            row["common"],
            row["manual"],
            tuple(of_item[row["position"]]),
        )
        for row in rows
    ]


@dataclass
class _Draft:
    """A draft that is being edited: what ``row`` and ``items`` are at the end of the block is written."""

    connection: Connection
    act: Act
    before: Row
    row: Row
    items: list[Item]

    def named(self, position: int) -> Item:
        """The item at a position, from 1; the act is from now on about it by its number."""
        if not 1 <= position <= len(self.items):
            raise ActRefusedError("Такого пункта в проекте нет. Обновите страницу и выберите снова.")
        self.act = replace(self.act, name=f"{self.act.name} {numbers_of(self.items)[position - 1]}")
        return self.items[position - 1]


@contextmanager
def _draft(engine: Engine, decision_id: int, seen: int, name: str, post: str, at: datetime | None) -> Iterator[_Draft]:
    act = Act(name, checked_post(post), at=at or datetime.now())
    with writing(engine) as connection:
        before = _seen(connection, decision_id, seen)
        if before["state"] != DRAFT:
            raise ActRefusedError(
                f"Решение уже «{before['state']}», править можно только проект. Если оно ошибочно, отмените его и "
                "составьте новое."
            )
        items = read_items(connection, decision_id)
        draft = _Draft(connection, act, before, before, items)
        yield draft
        _write(connection, before, draft.row, items, draft.items, draft.act)


def _seen(connection: Connection, decision_id: int, seen: int) -> Row:
    """The decision as its reader saw it."""
    row = connection.execute(select(decision).where(decision.c.decision_id == decision_id)).mappings().first()
    if row is None:
        raise ActRefusedError(f"Решения {decision_id} нет. Обновите страницу и выберите снова.")
    if row["revision"] != seen:
        subject = f"решение №\u00a0{row['number']}" if row["number"] else f"проект решения {decision_id}"
        raise OvertakenError([Changed(subject, row["state"], row["post"], row["at"])])
    return dict(row)


def _checked(item: Item, on: date) -> Item:
    return replace(
        item,
        addressee=checked_text(item.addressee, "адресата"),
        text=checked_text(item.text, "пункта"),
        deadline=checked_deadline(item.deadline, on),
        evidence=optional_text(item.evidence, "формы подтверждения"),
    )


def _confirmed(connection: Connection, issues: Mapping[int, int]) -> list[Row]:
    """The recommendations as their reader saw them, confirmed and in no live decision."""
    i = recommendation_issue.c
    stored = {
        row["issue_id"]: dict(row)
        for row in connection.execute(select(recommendation_issue)).mappings()
        if row["issue_id"] in issues
    }
    if missing := issues.keys() - stored.keys():
        raise ActRefusedError(f"Рекомендации {min(missing)} нет. Обновите страницу и составьте проект снова.")
    overtaken = [
        Changed(subject_of(Key(*(row[name] for name in Key._fields))), row["state"], row["post"], row["at"])
        for number, row in stored.items()
        if row["revision"] != issues[number]
    ]
    if overtaken:
        raise OvertakenError(overtaken)
    d, link = decision.c, decision_item_issue.c
    held = connection.execute(
        select(link.issue_id, d.decision_id, d.number, d.date, d.state)
        .join(decision, d.decision_id == link.decision_id)
        .join(recommendation_issue, i.issue_id == link.issue_id)
        .where(d.state.in_(LIVE_DECISIONS))
    )
    for number, decision_id, printed, dated, state in held:
        if number in issues:
            subject = subject_of(Key(*(stored[number][name] for name in Key._fields)))
            raise ActRefusedError(in_decision_words(subject, decision_id, printed, dated, state))
    for row in stored.values():
        if row["state"] not in CONFIRMED:
            subject = subject_of(Key(*(row[name] for name in Key._fields)))
            raise ActRefusedError(
                f"Рекомендация {subject} — «{row['state']}», в решение идут только принятые. Примите её на странице "
                "«Рекомендации»."
            )
    return [stored[number] for number in sorted(stored)]


def with_days(connection: Connection, rows: Sequence[Row], cycle: str, decided: date) -> list[Row]:
    """The recommendations with the days of their deadlines, where those are counted from the decision.

    So is a day that was proposed before and is over by then, unless a person changed the recommendation.
    """
    rules = read_methodology_version(connection, version_in_force(connection, cycle))
    given = {each.code: each.deadline for each in rules.recommendations}
    i = instruction.c
    said = select(i.municipality_id, i.published_date).where(i.cycle == cycle, in_force(instruction, None))
    published = {row.municipality_id: row.published_date for row in connection.execute(said)}
    return [
        {**row, "deadline": deadline(given[row["code"]], decided, published.get(row["municipality_id"])).day}
        if row["code"] in given
        and row["deadline_kind"] in WITH_A_DAY
        and (row["deadline"] is None or (row["deadline"] < decided and row["state"] == ACCEPTED))
        else row
        for row in rows
    ]


def items_of(rows: Sequence[Row], schools: int) -> list[Item]:
    """One item for all recommendations that say the same to the same; common ones first, then by addressee."""
    same: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        said = ("code", "addressee", "text", "deadline_kind", "deadline", "control_period", "evidence")
        same[tuple(row[name] for name in said)].append(row)
    items = []
    for (code, addressee, text, kind, on, period, evidence), found in same.items():
        about = {(row["municipality_id"], row["school_id"]) for row in found if row["school_id"]}
        items.append(
            Item(
                addressee,
                text,
                Deadline(kind, on, period),
                evidence,
                code,
                common=2 * len(about) > schools,
                manual=all(row["manual"] for row in found),
                issues=tuple(row["issue_id"] for row in found),
            )
        )
    return _placed(items)


def numbers_of(items: Iterable[Item]) -> list[str]:
    """The numbers of the items, as ``item_numbers``."""
    return item_numbers((each.common, each.addressee) for each in items)


def _placed(items: Iterable[Item]) -> list[Item]:
    """Common items first, then by addressee as they come first; within one as they come."""
    items = list(items)
    order: dict[str, int] = {}
    for each in items:
        order.setdefault(each.addressee, len(order))
    return sorted(items, key=lambda each: (not each.common, order[each.addressee]))


def _write(
    connection: Connection,
    before: Row | None,
    row: Row,
    items_before: Sequence[Item],
    items: Sequence[Item],
    act: Act,
) -> None:
    """The decision, its items where they are others, and one line of history about both."""
    number = row["decision_id"]
    said = [[each.said() for each in many] for many in (items_before, items)]
    changes = {"items": said} if said[0] != said[1] else {}
    write_acts(connection, decision, decision_history, [(before, row)], act, changes)
    if changes:
        for table in (decision_item_issue, decision_item):
            connection.execute(delete(table).where(table.c.decision_id == number))
        if items:
            connection.execute(
                insert(decision_item), [_row(number, at, each) for at, each in enumerate(items, start=1)]
            )
        links = [
            {"decision_id": number, "position": at, "issue_id": issue_id}
            for at, each in enumerate(items, start=1)
            for issue_id in each.issues
        ]
        if links:
            connection.execute(insert(decision_item_issue), links)
    count_change(connection, "decisions")


def _row(number: int, position: int, item: Item) -> dict[str, Any]:
    return {
        "decision_id": number,
        "position": position,
        "code": item.code,
        "addressee": item.addressee,
        "text": item.text,
        **item.deadline.columns(),
        "evidence": item.evidence,
        "common": item.common,
        "manual": item.manual,
    }


def _assign(draft: _Draft) -> int:
    """One assignment for each recommendation of each item, one for an item that stands for none."""
    connection, decided = draft.connection, draft.before
    about: dict[int, Row] = {}
    wanted = {number for item in draft.items for number in item.issues}
    if wanted:
        i = recommendation_issue.c
        said = select(i.issue_id, i.cycle, i.municipality_id, i.school_id, i.code)
        about = {row["issue_id"]: dict(row) for row in connection.execute(said).mappings() if row["issue_id"] in wanted}
    number = next_number(connection, assignment)
    rows: list[tuple[Row | None, Row]] = []
    for position, item in enumerate(draft.items, start=1):
        for issue_id in item.issues or (None,):
            place = about.get(issue_id, {}) if issue_id is not None else {}
            rows.append(
                (
                    None,
                    {
                        "assignment_id": number + len(rows),
                        "code": f"Р{decided['decision_id']}-{len(rows) + 1}",
                        "decision_id": decided["decision_id"],
                        "position": position,
                        "issue_id": issue_id,
                        "cycle": decided["cycle"],
                        "municipality_id": place.get("municipality_id", ""),
                        "school_id": place.get("school_id", ""),
                        "recommendation": place.get("code", BY_HAND),
                        "action": item.text,
                        "issued_on": decided["date"],
                        "responsible_post": item.addressee,
                        **item.deadline.columns(),
                        "status": NOT_BEGUN,
                        "done_on": None,
                        "evidence_document": None,
                        "remark": None,
                    },
                )
            )
    write_acts(connection, assignment, assignment_history, rows, draft.act)
    return len(rows)
