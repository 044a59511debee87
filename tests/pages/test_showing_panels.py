"""The mode for the council: panels keep hidden rows, say true totals, and why they are empty; never a false one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from components.competence_deficits import IN_CELL
from components.mentoring import NO_PEOPLE, NOBODY_UNCOVERED, uncovered_for_council
from components.navigation import PageEntry, page_at
from components.notices import FOR_WORK_ALONE
from components.switch import COMPETENCE_VIEW, ROUTES, STAFF, STAFFING_VIEW
from data.database import make_engine, reading
from methodology.words import number
from queries.competence_steps import competence_steps
from queries.competences import Who, deficits, deficits_of_selection, diagnostics_coverage, seats_to_order
from queries.frames import frame_of_records, rows_of
from queries.indicator_tables import indicators_in_words
from queries.mentoring import uncovered_schools
from queries.scope import Scope
from queries.showing import FOR_WORK, HIDDEN
from queries.wording import SHOWING_WORDS
from tests.pages.conftest import OpenPage
from tests.pages.test_pages import cell_table, said

COMPETENCES, MENTORING, STAFFING = page_at("competences"), page_at("mentoring"), page_at("staffing")
MODE = {"showing": SHOWING_WORDS["council"]}
COUNCIL, INTERNAL = Scope(showing="council"), Scope()
PLACE = "Городской округ Ясногорье"


@pytest.mark.parametrize(
    ("link", "who"), [({}, "leaders"), ({"who": "Педагоги"}, "teachers")], ids=("leaders", "teachers")
)
def test_totals_are_those_of_everybody(
    open_page: OpenPage, demonstration_file: Path, link: dict[str, str], who: Who
) -> None:
    engine = make_engine(f"sqlite:///{demonstration_file}")
    with reading(engine) as connection:
        truth = deficits_of_selection(connection, INTERNAL, who)
        whole = deficits_of_selection(connection, COUNCIL, who)
        cells, every = deficits(connection, COUNCIL, who), deficits(connection, INTERNAL, who)
        seats, seats_of_all = seats_to_order(connection, COUNCIL, who), seats_to_order(connection, INTERNAL, who)
    engine.dispose()
    assert cells["hidden"].any()
    assert len(cells) == len(every)
    assert not whole["hidden"].any()
    assert whole["numerator"].tolist() == truth["numerator"].tolist()
    assert seats["numerator"].tolist() == seats_of_all["numerator"].tolist()
    assert seats["places"].isna().any()
    at = open_page(COMPETENCES, **link, **MODE)
    assert not at.exception
    drawn = cell_table(at, "deficit_cells")
    order = sorted(rows_of(whole), key=lambda row: (row.domain == "", row.domain))
    first = [cell["words"].lstrip("▲●▼* ") for cell in drawn["lines"][0]["cells"]]
    assert first == [number(int(row.numerator)) for row in order]
    below = [cell for line in drawn["lines"][1:] for cell in line["cells"]]
    gone = [cell for cell in below if cell["words"] == IN_CELL]
    assert gone
    assert all(HIDDEN in cell["meaning"] and cell["hatched"] for cell in gone)
    assert not any(cell["words"] == "—" for cell in below)
    assert f"Всего {number(int(seats['numerator'].iloc[-1]))}".replace("\u00a0", " ") in said(at)


def test_a_sum_with_a_hidden_part_is_hidden(demonstration_file: Path) -> None:
    engine = make_engine(f"sqlite:///{demonstration_file}")
    found = 0
    with reading(engine) as connection:
        places = deficits(connection, INTERNAL, "leaders")["municipality_id"].unique().tolist()
        for place in places:
            seats = seats_to_order(connection, COUNCIL.in_municipality(place), "leaders")
            if seats["hidden"].iloc[:-1].any():
                found += 1
                [last] = rows_of(seats.tail(1))
                assert last.hidden
                assert last.words == HIDDEN
                assert pd.isna(last.numerator)
    engine.dispose()
    assert found


def test_coverage_and_steps_keep_their_hidden_rows(open_page: OpenPage, demonstration_file: Path) -> None:
    engine = make_engine(f"sqlite:///{demonstration_file}")
    with reading(engine) as connection:
        covered = diagnostics_coverage(connection, COUNCIL, "leaders")
        assert len(covered) == len(diagnostics_coverage(connection, INTERNAL, "leaders"))
        steps = competence_steps(connection, COUNCIL, "leaders")
        of_place = competence_steps(connection, COUNCIL.in_municipality(covered["municipality_id"].iloc[-1]), "leaders")
    engine.dispose()
    hidden = covered["hidden"].astype(bool)
    assert hidden.any()
    assert set(covered.loc[hidden, "words"]) == {HIDDEN}
    assert covered["found"].isna().all()
    assert hidden.tolist() == sorted(hidden)
    assert steps["step"].tolist() == [1, 2, 3, 4]
    assert [row.words == FOR_WORK for row in rows_of(steps)] == [False, False, False, True]
    # The heads in need are the base of the step after: what hides the one hides the other.
    assert steps["people"].iloc[1] == steps["base"].iloc[2]
    assert steps["base"].iloc[1] == steps["people"].iloc[0]
    assert of_place["hidden"].astype(bool).tolist() == [True] * len(of_place)
    assert of_place["words"].iloc[0] == HIDDEN
    at = open_page(COMPETENCES, **{COMPETENCE_VIEW: ROUTES}, **MODE)
    assert not at.exception
    assert FOR_WORK_ALONE in said(at)


def test_of_schools_of_a_municipality_directors_are_for_work_alone(open_page: OpenPage) -> None:
    at = open_page(COMPETENCES, municipality=PLACE, **MODE)
    assert not at.exception
    assert "О директорах по школам — только в служебном режиме." in said(at)
    assert len(cell_table(at, "deficit_cells")["lines"]) == 1
    at = open_page(COMPETENCES, municipality=PLACE, **{COMPETENCE_VIEW: ROUTES}, **MODE)
    assert not at.exception
    assert FOR_WORK_ALONE in said(at)


def test_levels_say_how_many_are_not_shown_and_the_whole(open_page: OpenPage) -> None:
    words = said(open_page(COMPETENCES, **MODE))
    assert "42 из 180" in words or "Все муниципалитеты: низкий" in words


def test_those_without_a_mentor_are_counted_in_all(open_page: OpenPage, demonstration_file: Path) -> None:
    engine = make_engine(f"sqlite:///{demonstration_file}")
    with reading(engine) as connection:
        shown = uncovered_schools(connection, COUNCIL)
        [row] = rows_of(indicators_in_words(connection, COUNCIL, codes=("Н-ОХВ",)))
    engine.dispose()
    without = int(row.denominator - row.numerator)
    assert without > int(shown["found_people"].iloc[0])
    at = open_page(MENTORING, **MODE)
    assert not at.exception
    assert f"Без наставника {number(without)} " in said(at)
    assert "об остальных числа скрыты: людей мало" in said(at)
    assert "Не показано: " in said(at)


def test_what_is_said_of_those_without_a_mentor() -> None:
    types = {"hidden": "boolean", "numerator": "Float64", "denominator": "Float64"}

    def words(hidden: bool, up: float | None, down: float | None, found: int, people: int) -> str:
        [row] = rows_of(frame_of_records([{"hidden": hidden, "numerator": up, "denominator": down}], types))
        return uncovered_for_council(row, found, people).replace("\u00a0", " ")

    assert words(False, 20, 30, 2, 10) == "Без наставника 10 человек; показаны 2 школы."
    assert words(False, 20, 30, 1, 6) == (
        "Без наставника 10 человек; показана 1 школа; об остальных числа скрыты: людей мало."
    )
    assert words(False, 20, 30, 0, 0) == ("Без наставника 10 человек; по школам числа скрыты: людей мало.")
    assert words(True, None, None, 0, 0) == ("Сколько людей без наставника всего — скрыто: мало людей.")
    assert words(False, None, None, 0, 0) == NO_PEOPLE
    assert words(False, 30, 30, 0, 0) == NOBODY_UNCOVERED


def test_ages_of_all_are_told_and_bands_are_for_work_alone(open_page: OpenPage) -> None:
    at = open_page(STAFFING, **{STAFFING_VIEW: STAFF}, **MODE)
    assert not at.exception
    words = said(at)
    assert f"{FOR_WORK_ALONE} Без разбивки по возрастам:" in words
    assert "60" in next(line for line in words.splitlines() if "Без разбивки" in line)


@pytest.mark.parametrize("entry", [COMPETENCES, MENTORING, STAFFING], ids=lambda entry: entry.title)
def test_no_panel_leaves_the_reader_to_choose_a_reason(open_page: OpenPage, entry: PageEntry) -> None:
    at = open_page(entry, **MODE)
    assert not at.exception
    assert "здесь нечего показать" not in said(at)
