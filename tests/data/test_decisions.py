"""Acts about recommendations, decisions and assignments: what they write, refuse, and never lose. On both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import Engine

from data.acting import ActRefusedError, Deadline, OvertakenError
from data.assignments import CANCELLED, DONE, DONE_LATE, NOT_BEGUN, UNDER_WAY, set_status, take_back
from data.database import reading
from data.decisions import Head, Item, add_item, adopt, annul, compose, edit_head, edit_item, read_items, remove_item
from data.loading import undo_load
from data.recommendation_acts import accept, change, reject, withdraw, write_by_hand
from data.recommendation_acts import take_back as take_back_act
from data.sheets import TASKS
from data.tables import data_version
from data.tables_decisions import (
    assignment,
    assignment_history,
    decision,
    decision_history,
    decision_item,
    recommendation_history,
    recommendation_issue,
)
from tests import factories as make
from tests.data.acts import AT, HEAD, ON, OTHER_POST, POST, assert_history_adds_up, proposal, rows
from tests.stored import dump, load

LATER = date(2026, 3, 1)


def issues(engine: Engine) -> list[dict[str, object]]:
    return rows(engine, recommendation_issue)


def composed(engine: Engine, *schools: str, of: int = 10, head: Head = HEAD) -> int:
    numbers = accept(engine, [proposal(school) for school in schools or ("001",)], POST, AT)
    return compose(engine, head, "2024/25", dict.fromkeys(numbers, 1), of, POST, AT)


def adopted(engine: Engine, *schools: str) -> int:
    number = composed(engine, *schools)
    adopt(engine, number, 1, POST, AT)
    return number


def test_an_accepted_recommendation_remembers_its_trace_and_who_accepted_it(engine: Engine) -> None:
    assert accept(engine, [proposal()], POST, AT) == [1]
    (row,) = issues(engine)
    assert (row["state"], row["post"], row["at"], row["revision"]) == ("принята", POST, AT, 1)
    assert row["trace"] == [{"indicator": "Н-ОХВ", "part": "", "value": 40.0}]
    (line,) = rows(engine, recommendation_history)
    assert line["changes"]["state"] == [None, "принята"]
    assert_history_adds_up(engine)


def test_every_act_is_one_revision_more(engine: Engine) -> None:
    accept(engine, [proposal()], POST)
    change(engine, [proposal(seen=1)], OTHER_POST, text="Представить план в новой форме")
    reject(engine, [proposal(seen=2)], POST, "план уже есть")
    withdraw(engine, [proposal(seen=3)], POST)
    accept(engine, [proposal(seen=4)], POST)
    (row,) = issues(engine)
    assert (row["revision"], row["state"], row["text"], row["reason"]) == (5, "принята", proposal().text, None)
    said = [(line["act"], line["changes"].get("state")) for line in rows(engine, recommendation_history)]
    assert said == [
        ("принято", [None, "принята"]),
        ("изменено", ["принята", "изменена"]),
        ("отклонено", ["изменена", "отклонена"]),
        ("решение снято", ["отклонена", "предложена"]),
        ("принято", ["предложена", "принята"]),
    ]
    assert_history_adds_up(engine)


def test_an_act_is_taken_back_by_one_more_and_leaves_no_trace_but_in_the_history(engine: Engine) -> None:
    accept(engine, [proposal("001"), proposal("002")], POST)
    before = issues(engine)
    days = Deadline("дата", date(2026, 5, 1))
    numbers = change(engine, [proposal("001", seen=1)], POST, text="Другой текст", deadline=days, at=AT)
    assert take_back_act(engine, numbers, AT, OTHER_POST) == numbers
    now = issues(engine)
    of_the_act = ("post", "at", "revision")
    assert [{name: value for name, value in row.items() if name not in of_the_act} for row in now] == [
        {name: value for name, value in row.items() if name not in of_the_act} for row in before
    ]
    assert [row["revision"] for row in now] == [3, 1]
    assert [line["act"] for line in rows(engine, recommendation_history)] == [
        "принято",
        "изменено",
        "действие отменено",
        "принято",
    ]
    assert_history_adds_up(engine)


def test_only_what_an_act_wrote_is_taken_back(engine: Engine) -> None:
    """Accepting in bulk left the one accepted before as it was, so its undo does too."""
    accept(engine, [proposal("001")], POST)
    numbers = accept(engine, [proposal("001", seen=1), proposal("002")], POST, AT)
    assert numbers == [1, 2]
    assert take_back_act(engine, numbers, AT, POST) == [2]
    assert [row["state"] for row in issues(engine)] == ["принята", "предложена"]
    assert_history_adds_up(engine)


def test_a_rejection_and_a_withdrawal_taken_back_give_what_was_before(engine: Engine) -> None:
    accept(engine, [proposal()], POST)
    reject(engine, [proposal(seen=1)], POST, "план уже есть", AT)
    take_back_act(engine, [1], AT, POST)
    assert [(row["state"], row["reason"]) for row in issues(engine)] == [("принята", None)]
    withdraw(engine, [proposal(seen=3)], POST, at=datetime(2025, 10, 2, 9, 0))  # noqa: DTZ001
    take_back_act(engine, [1], datetime(2025, 10, 2, 9, 0), POST)  # noqa: DTZ001
    assert [row["state"] for row in issues(engine)] == ["принята"]
    assert_history_adds_up(engine)


def test_what_others_changed_since_or_a_decision_holds_is_not_taken_back(engine: Engine) -> None:
    accept(engine, [proposal("001"), proposal("002")], POST, AT)
    reject(engine, [proposal("002", seen=1)], OTHER_POST, "не требуется")
    with pytest.raises(OvertakenError, match="школа 002"):
        take_back_act(engine, [1, 2], AT, POST)
    compose(engine, HEAD, "2024/25", {1: 1}, 10, POST)
    with pytest.raises(ActRefusedError, match="уже в решении"):
        take_back_act(engine, [1], AT, POST)
    with pytest.raises(ActRefusedError, match="Отменять нечего"):
        take_back_act(engine, [3], AT, POST)
    assert [row["state"] for row in issues(engine)] == ["принята", "отклонена"]
    assert_history_adds_up(engine)


def test_a_change_keeps_what_it_does_not_name(engine: Engine) -> None:
    change(engine, [proposal()], POST, text="Первый текст")
    change(engine, [proposal(seen=1)], POST, deadline=Deadline("постоянно", None, "квартал"))
    (row,) = issues(engine)
    assert (row["text"], row["deadline_kind"], row["deadline"], row["control_period"]) == (
        "Первый текст",
        "постоянно",
        None,
        "квартал",
    )


def test_who_was_slower_is_told_and_nothing_is_written(engine: Engine) -> None:
    accept(engine, [proposal("002")], OTHER_POST, AT)
    before = dump(engine)
    with pytest.raises(OvertakenError, match=r"АР-02, школа 002: принята, методист, 01\.10\.2025 в 12:30") as caught:
        reject(engine, [proposal("001"), proposal("002")], POST, "не нужно")
    assert [(each.post, each.at) for each in caught.value.changed] == [(OTHER_POST, AT)]
    assert dump(engine) == before


def test_accepting_in_bulk_leaves_those_accepted_already(engine: Engine) -> None:
    accept(engine, [proposal("001")], POST)
    numbers = accept(engine, [proposal("001", seen=1), proposal("002"), proposal("003")], OTHER_POST)
    assert numbers == [1, 2, 3]
    assert [row["revision"] for row in issues(engine)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda engine: accept(engine, [], POST), "Ничего не выбрано"),
        (lambda engine: accept(engine, [proposal()], " "), "Укажите свою должность"),
        (lambda engine: accept(engine, [proposal()], "директор Петров И. С."), "персональные данные"),
        (lambda engine: reject(engine, [proposal()], POST, ""), "Нет текста причины отклонения"),
        (lambda engine: reject(engine, [proposal()], POST, "Иванова М. П. против"), "Уберите их"),
        (lambda engine: change(engine, [proposal()], POST), "Изменений нет"),
        (lambda engine: change(engine, [proposal()], POST, text="Спросить Сидорова П. К."), "персональные данные"),
        (lambda engine: change(engine, [proposal()], POST, deadline=Deadline("дата")), "укажите дату"),
        (lambda engine: change(engine, [proposal()], POST, deadline=Deadline("постоянно")), "период контроля"),
        (lambda engine: change(engine, [proposal()], POST, deadline=Deadline("скоро")), "Вида срока «скоро» нет"),
        (lambda engine: accept(engine, [proposal(), proposal()], POST), "выбрана дважды"),
        (lambda engine: accept(engine, [proposal(seen=3)], POST), "больше нет"),
        (lambda engine: compose(engine, HEAD, "2024/25", {}, 10, POST), "Сначала примите их"),
        (lambda engine: compose(engine, HEAD, "2024/25", {1: 1}, 10, POST), "Обновите страницу"),
        (lambda engine: adopt(engine, 5, 1, POST), "Решения 5 нет"),
        (lambda engine: set_status(engine, {}, UNDER_WAY, POST), "Ничего не выбрано"),
        (lambda engine: set_status(engine, {1: 1}, "готово", POST), "Статуса «готово» нет"),
        (lambda engine: set_status(engine, {1: 1}, DONE, POST), "Укажите дату исполнения"),
        (lambda engine: set_status(engine, {1: 1}, UNDER_WAY, POST), "поручения больше нет"),
        (lambda engine: set_status(engine, {1: 1}, DONE, POST, done_on=LATER, today=ON), "ещё не наступила"),
    ],
)
def test_what_cannot_be_done_says_the_remedy(engine: Engine, act: object, words: str) -> None:
    before = dump(engine)
    with pytest.raises(ActRefusedError, match=words):
        act(engine)  # type: ignore[operator]
    assert dump(engine) == before


def test_what_most_schools_get_is_a_common_item_and_comes_first(engine: Engine) -> None:
    few = accept(engine, [proposal("001", "АР-50", text="Закрепить куратора", addressee="Методист")], POST)
    many = accept(engine, [proposal(school) for school in ("001", "002", "003")], POST)
    number = compose(engine, HEAD, "2024/25", dict.fromkeys([*few, *many], 1), 5, POST)
    with reading(engine) as connection:
        items = read_items(connection, number)
    assert [(each.code, each.common, len(each.issues)) for each in items] == [("АР-02", True, 3), ("АР-50", False, 1)]
    with reading(engine) as connection:
        assert read_items(connection, number) == items
    half = accept(engine, [proposal("001", "АР-23"), proposal("002", "АР-23")], POST)
    other = compose(engine, HEAD, "2024/25", dict.fromkeys(half, 1), 4, POST)
    with reading(engine) as connection:
        assert [each.common for each in read_items(connection, other)] == [False]


def test_a_draft_is_edited_by_hand_and_its_history_says_how(engine: Engine) -> None:
    number = composed(engine, "001", "002")
    edit_head(engine, number, 1, Head(ON, "О мерах поддержки школ", "Коллегия", "13"), POST)
    by_hand = Item("Методическая служба", "Провести семинар", Deadline("не установлен"))
    add_item(engine, number, 2, by_hand, POST)
    edit_item(engine, number, 3, 1, Item("Руководитель ОО", "Представить план", Deadline("учебный год", LATER)), POST)
    with reading(engine) as connection:
        first, second = read_items(connection, number)
    assert (first.text, first.issues, first.deadline) == ("Представить план", (1, 2), Deadline("учебный год", LATER))
    assert second.manual
    remove_item(engine, number, 4, 1, POST)
    with reading(engine) as connection:
        assert read_items(connection, number) == [second]
    assert [line["act"] for line in rows(engine, decision_history)] == [
        "составлен проект",
        "изменены реквизиты",
        "добавлен пункт",
        "изменён пункт 2.1",
        "убран пункт 2.1",
    ]
    assert_history_adds_up(engine)


def test_an_adopted_decision_makes_assignments_and_is_frozen(engine: Engine) -> None:
    number = composed(engine, "001", "002")
    add_item(engine, number, 1, Item("Методическая служба", "Провести семинар", Deadline("не установлен")), POST)
    assert adopt(engine, number, 2, POST) == 3
    made = rows(engine, assignment)
    assert [(row["code"], row["school_id"], row["status"]) for row in made] == [
        ("Р1-1", "001", NOT_BEGUN),
        ("Р1-2", "002", NOT_BEGUN),
        ("Р1-3", "", NOT_BEGUN),
    ]
    with pytest.raises(ActRefusedError, match="править можно только проект"):
        remove_item(engine, number, 3, 1, POST)
    assert_history_adds_up(engine)


def test_all_that_is_lacking_is_told_together_and_nothing_is_written(engine: Engine) -> None:
    number = composed(engine)
    wanting = Item("Методическая служба", "Провести семинар", Deadline("дата", date(2026, 2, 1)))
    add_item(engine, number, 1, wanting, POST)
    add_item(engine, number, 2, replace(wanting, text="Провести другой", deadline=Deadline("не установлен")), POST)
    edit_head(engine, number, 3, Head(date(2026, 3, 15), "Об итогах", "Коллегия"), POST)
    before = dump(engine)
    with pytest.raises(ActRefusedError) as refusal:
        adopt(engine, number, 4, POST)
    assert str(refusal.value) == (
        "Решение не принято. У решения нет номера: впишите его. "
        "Пункт 2.1. Срок 20.12.2025 раньше даты решения 15.03.2026: укажите более позднюю дату. "
        "Пункт 3.1. Срок 01.02.2026 раньше даты решения 15.03.2026: укажите более позднюю дату."
    )
    assert dump(engine) == before


def test_a_decision_without_items_is_not_adopted(engine: Engine) -> None:
    number = composed(engine)
    remove_item(engine, number, 1, 1, POST)
    with pytest.raises(ActRefusedError, match="нет ни одного пункта: добавьте хотя бы один"):
        adopt(engine, number, 2, POST)


@pytest.mark.parametrize(
    ("of_draft", "given", "after"),
    [(None, "7", "7"), ("12", "7", "7"), ("12", None, "12"), ("12", "  ", "12"), (None, " 7-к ", "7-к")],
)
def test_the_number_is_given_when_the_decision_is_adopted(
    engine: Engine, of_draft: str | None, given: str | None, after: str
) -> None:
    number = composed(engine, head=replace(HEAD, number=of_draft))
    adopt(engine, number, 1, POST, number=given)
    (row,) = rows(engine, decision)
    assert (row["state"], row["number"]) == ("принято", after)
    assert_history_adds_up(engine)


def test_a_number_that_names_a_person_is_refused(engine: Engine) -> None:
    number = composed(engine)
    with pytest.raises(ActRefusedError, match="персональные данные"):
        adopt(engine, number, 1, POST, number="Иванов Иван Иванович")


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("АР-02", date(2026, 10, 20)),  # the next 20 October after 20.10.2025
        ("АР-23", date(2025, 11, 19)),  # in 30 days
        ("АР-28", date(2026, 8, 31)),  # the school year of the decision
    ],
)
def test_a_deadline_counted_from_the_decision_gets_its_day(engine: Engine, code: str, day: date) -> None:
    kind = "учебный год" if code == "АР-28" else "дата"
    numbers = accept(engine, [proposal(code=code, deadline=Deadline(kind))], POST)
    number = compose(engine, HEAD, "2024/25", dict.fromkeys(numbers, 1), 10, POST)
    assert adopt(engine, number, 1, POST) == 1
    assert rows(engine, assignment)[0]["deadline"] == day


def test_a_deadline_counted_from_a_publication_is_counted_from_the_decision_without_one(engine: Engine) -> None:
    """АР-01 is due 30 days after results were published, if the workbook says when."""
    numbers = accept(engine, [proposal(code="АР-01", deadline=Deadline("дата"))], POST)
    number = compose(engine, HEAD, "2024/25", dict.fromkeys(numbers, 1), 10, POST)
    assert rows(engine, decision_item)[0]["deadline"] == date(2025, 11, 19)
    annul(engine, number, 1, "дата изменена", POST)
    book = make.workbook(cycle="2024/25", schools=[make.school()])
    load(engine, replace(book, instruction=replace(book.instruction, published_date=date(2025, 10, 1))))
    number = compose(engine, HEAD, "2024/25", dict.fromkeys(numbers, 1), 10, POST)
    adopt(engine, number, 1, POST)
    assert rows(engine, assignment)[0]["deadline"] == date(2025, 10, 31)


def test_a_proposed_deadline_that_is_over_is_counted_anew_and_a_changed_one_is_left(engine: Engine) -> None:
    over = Deadline("дата", date(2025, 9, 1))
    proposals = [proposal(school, code="АР-23", deadline=over) for school in ("001", "002")]
    first, second = accept(engine, proposals[:1], POST), change(engine, proposals[1:], POST, text="Иначе")
    compose(engine, HEAD, "2024/25", dict.fromkeys([*first, *second], 1), 10, POST)
    said = {row["text"]: row["deadline"] for row in rows(engine, decision_item)}
    # АР-23 is due 30 days after the decision of 20.10.2025.
    assert said == {proposals[0].text: date(2025, 11, 19), "Иначе": over.day}


def test_a_decision_holds_its_recommendations_until_it_is_annulled(engine: Engine) -> None:
    number = adopted(engine, "001")
    for act in (
        lambda: withdraw(engine, [proposal(seen=1)], POST),
        lambda: compose(engine, HEAD, "2024/25", {1: 1}, 10, POST),
    ):
        with pytest.raises(ActRefusedError, match=r"уже в решении №\u00a012 от 20\.10\.2025.*отмените решение"):
            act()
    annul(engine, number, 2, "ошибка в дате", POST)
    assert rows(engine, decision)[0]["state"] == "отменено"
    assert [row["status"] for row in rows(engine, assignment)] == [CANCELLED]
    withdraw(engine, [proposal(seen=1)], POST)
    with pytest.raises(ActRefusedError, match="уже отменено"):
        annul(engine, number, 3, "ещё раз", POST)
    assert_history_adds_up(engine)


def test_a_draft_that_somebody_else_edited_is_not_adopted(engine: Engine) -> None:
    number = composed(engine)
    edit_head(engine, number, 1, HEAD, OTHER_POST, AT)
    with pytest.raises(OvertakenError, match="решение №\u00a012: проект, методист"):
        adopt(engine, number, 1, POST)


def test_only_confirmed_recommendations_go_into_a_decision(engine: Engine) -> None:
    reject(engine, [proposal()], POST, "не нужно")
    with pytest.raises(ActRefusedError, match="в решение идут только принятые"):
        compose(engine, HEAD, "2024/25", {1: 1}, 10, POST)
    with pytest.raises(OvertakenError):
        compose(engine, HEAD, "2024/25", {1: 2}, 10, POST)


def test_done_after_its_deadline_is_done_late(engine: Engine) -> None:
    change(engine, [proposal("002")], POST, deadline=Deadline("дата", LATER))
    accept(engine, [proposal("001")], POST)
    compose(engine, HEAD, "2024/25", {1: 1, 2: 1}, 10, POST)
    adopt(engine, 1, 1, POST)
    set_status(engine, {1: 1, 2: 1}, DONE, POST, done_on=date(2026, 1, 10), evidence="справка № 5", today=LATER)
    made = {row["school_id"]: (row["status"], row["evidence_document"]) for row in rows(engine, assignment)}
    assert made == {"001": (DONE_LATE, "справка № 5"), "002": (DONE, "справка № 5")}
    with pytest.raises(ActRefusedError, match="раньше даты решения"):
        set_status(engine, {1: 2}, DONE, POST, done_on=date(2025, 9, 1), today=LATER)


def test_an_act_about_assignments_is_taken_back_by_one_more(engine: Engine) -> None:
    adopted(engine, "001", "002")
    with pytest.raises(ActRefusedError, match="отменять нечего"):
        take_back(engine, {1: 1}, POST)
    set_status(engine, {1: 1, 2: 1}, DONE, POST, done_on=ON, today=LATER)
    with pytest.raises(OvertakenError, match="поручение Р1-1: исполнено"):
        set_status(engine, {1: 1}, UNDER_WAY, OTHER_POST)
    take_back(engine, {1: 2, 2: 2}, POST)
    assert {(row["status"], row["done_on"], row["revision"]) for row in rows(engine, assignment)} == {
        (NOT_BEGUN, None, 3)
    }
    assert len(rows(engine, assignment_history)) == 6
    assert_history_adds_up(engine)


def test_a_recommendation_by_hand_counts_at_once_and_there_may_be_several(engine: Engine) -> None:
    place = ("2024/25", "01", "001")
    for text in ("Провести совещание", "Провести второе совещание"):
        write_by_hand(engine, place, text, "Методист", Deadline("не установлен"), POST)
    assert [(row["code"], row["manual"], row["state"]) for row in issues(engine)] == [("иное", True, "принята")] * 2
    mine = proposal(code="иное", issue_id=2, seen=1)
    reject(engine, [mine], POST, "лишнее")
    assert [row["state"] for row in issues(engine)] == ["принята", "отклонена"]
    assert_history_adds_up(engine)


def sheet_of(**changes: object) -> object:
    said = {"task_code": "Р1-1", "status": DONE, "done_on": date(2025, 12, 1), "evidence_document": "Д-020", **changes}
    return make.workbook(schools=[make.school()], others={TASKS: [make.row(TASKS, "001", **said)]})


def test_the_loaded_sheet_sets_the_status_and_its_undo_takes_it_back(engine: Engine) -> None:
    adopted(engine, "001", "002")
    load(engine, sheet_of())
    first, second = rows(engine, assignment)
    assert (first["status"], first["done_on"], first["evidence_document"]) == (DONE, date(2025, 12, 1), "Д-020")
    assert second["status"] == NOT_BEGUN
    line = rows(engine, assignment_history)[1]
    assert (line["act"], line["load_id"]) == ("с листа «Исполнение», загрузка 1", 1)
    undo_load(engine, 1)
    first, _ = rows(engine, assignment)
    assert (first["status"], first["done_on"], first["revision"]) == (NOT_BEGUN, None, 3)
    assert_history_adds_up(engine)


def test_what_people_said_after_the_load_stays_when_it_is_undone(engine: Engine) -> None:
    adopted(engine, "001")
    load(engine, sheet_of(status=UNDER_WAY, done_on=None, evidence_document=None))
    set_status(engine, {1: 2}, DONE, POST, done_on=date(2025, 12, 2), today=LATER)
    undo_load(engine, 1)
    (row,) = rows(engine, assignment)
    assert (row["status"], row["done_on"], row["revision"]) == (DONE, date(2025, 12, 2), 3)


def test_a_row_of_another_municipality_with_the_same_code_is_another_task(engine: Engine) -> None:
    adopted(engine, "001")
    row = make.row(TASKS, "001", municipality_id="02", task_code="Р1-1", status=DONE, done_on=date(2025, 12, 1))
    load(engine, make.workbook(schools=[make.school(municipality_id="02")], others={TASKS: [row]}))
    assert rows(engine, assignment)[0]["status"] == NOT_BEGUN


def test_acts_let_applications_drop_what_they_keep_of_decisions_alone(engine: Engine) -> None:
    before = {row["family"]: row["version"] for row in rows(engine, data_version)}
    accept(engine, [proposal()], POST)
    after = {row["family"]: row["version"] for row in rows(engine, data_version)}
    assert after == {**before, "decisions": before["decisions"] + 1}
