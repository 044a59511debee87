"""Every paper there is: its key, its name, what it is of, the forms of its file, and how it is made.

The command line, the page and the kit all make papers from here, so that they never disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from exports.papers.analytical_note import analytical_note
from exports.papers.decided import of_number
from exports.papers.decision import ADOPTED, decision_paper, decision_summary, extracts
from exports.papers.execution_report import execution_report
from exports.papers.letters import unsent_letters
from exports.papers.model import Deck, Paper
from exports.papers.order import carried_out, results_order
from exports.papers.parts import Matter, NoPaperError, Options
from exports.papers.passports import municipality_passport, school_passport
from exports.papers.pdf_file import deck_pdf, paper_pdf
from exports.papers.plan import plan_paper
from exports.papers.results import results_deck
from exports.papers.school_letters import school_letters
from exports.papers.slides_file import deck_pptx
from exports.papers.word_file import paper_docx
from exports.recommendations import TITLE as RECOMMENDATIONS
from exports.recommendations import recommendation_paper

Form = Literal["docx", "pdf", "pptx"]
Need = Literal["school", "place", "decision"]
"""What a paper is made of besides the scope: one school; one school or one municipality; a decision."""
Made = Iterator[tuple[str, Paper | Deck]]
"""(title of the file, what it says) of each file of a paper."""

OF_PAPERS: dict[Form, Callable[[Paper], bytes]] = {"docx": paper_docx, "pdf": paper_pdf}
OF_DECKS: dict[Form, Callable[[Deck], bytes]] = {"pptx": deck_pptx, "pdf": deck_pdf}
TEXT: tuple[Form, ...] = ("docx", "pdf")


@dataclass(frozen=True)
class Kind:
    """One paper. ``forms``: the usual one first. ``many``: there are several files of it, one for each receiver.

    ``make`` raises NoPaperError where it can't be made of this matter.
    """

    key: str
    name: str
    words: str
    forms: tuple[Form, ...]
    make: Callable[[Matter, Options], Made]
    needs: Need | None = None
    many: bool = False


def content(paper: Paper | Deck, form: Form) -> bytes:
    """The file of a paper or of slides; the same bytes for the same content."""
    return OF_DECKS[form](paper) if isinstance(paper, Deck) else OF_PAPERS[form](paper)


def _note(matter: Matter, options: Options) -> Made:
    yield "Справка", analytical_note(matter)


def _slides(matter: Matter, options: Options) -> Made:
    try:
        heading, points = decision_summary(matter, options)
    except NoPaperError:
        # Before anything is decided, the last slide has points to begin with.
        yield "Слайды", results_deck(matter)
    else:
        yield "Слайды", results_deck(matter, points, heading)


def _decision(matter: Matter, options: Options) -> Made:
    paper = decision_paper(matter, options)
    yield f"{of_number('Решение', paper.requisites.number)}{'' if paper.kind == ADOPTED else ' (проект)'}", paper


def _extracts(matter: Matter, options: Options) -> Made:
    for name, paper in extracts(matter, options):
        yield f"{of_number('Выписка из решения', paper.requisites.number)} {name}", paper


def _order(matter: Matter, options: Options) -> Made:
    decided = carried_out(matter, options)
    name = "Приказ" if decided is None else of_number("Приказ во исполнение решения", decided.number)
    yield name, results_order(matter, options)


def _execution(matter: Matter, options: Options) -> Made:
    yield execution_report(matter, options)


def _plan(matter: Matter, options: Options) -> Made:
    paper = plan_paper(matter, options)
    whose = paper.title.partition(": ")[2] or dict(matter.note.selection)["муниципалитеты"]
    yield f"{paper.kind.capitalize()} {whose}", paper


def _passport(matter: Matter, options: Options) -> Made:
    if matter.scope.school is None and len(matter.scope.municipalities) != 1:
        raise NoPaperError("Паспорт делается для одной школы или одного муниципалитета: выберите, для кого.")
    paper = municipality_passport(matter) if matter.scope.school is None else school_passport(matter)
    yield f"Паспорт {paper.title}", paper


def _recommendations(matter: Matter, options: Options) -> Made:
    yield RECOMMENDATIONS, recommendation_paper(matter, main=True)


def _school_letters(matter: Matter, options: Options) -> Made:
    for name, letter in school_letters(matter, options):
        yield f"Письмо {name}", letter


def _letters(matter: Matter, options: Options) -> Made:
    for name, letter in unsent_letters(matter, options.deadline):
        yield f"Письмо {name}", letter


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "decision",
            "Решение коллегии",
            "решение коллегии: проект или принятое, с приложениями",
            TEXT,
            _decision,
            needs="decision",
        ),
        Kind("note", "Справка", "справка: основание, методика, результаты, выводы, проблемные зоны", TEXT, _note),
        Kind("slides", "Слайды", "слайды с результатами, последний — проект решения", ("pptx", "pdf"), _slides),
        Kind(
            "extract",
            "Выписки из решения",
            "выписки из принятого решения муниципалитетам или адресату (--addressee); --out — папка",
            TEXT,
            _extracts,
            needs="decision",
            many=True,
        ),
        Kind("order", "Приказ об итогах", "приказ об итогах мониторинга с листом ознакомления", TEXT, _order),
        Kind("execution", "Отчёт об исполнении", "отчёт об исполнении прошлого решения", TEXT, _execution),
        Kind(
            "plan",
            "План мероприятий",
            "план школы (--school) или дорожная карта муниципалитета (--municipality)",
            TEXT,
            _plan,
            needs="place",
        ),
        Kind(
            "passport",
            "Паспорт",
            "паспорт школы (--school) или муниципалитета (--municipality) на А4",
            ("pdf", "docx"),
            _passport,
            needs="place",
        ),
        Kind(
            "recommendations", "Таблица адресных рекомендаций", "таблица адресных рекомендаций", TEXT, _recommendations
        ),
        Kind(
            "letters",
            "Письма о представлении данных",
            "письма тем, кто прислал не всё; --out — папка",
            TEXT,
            _letters,
            many=True,
        ),
        Kind(
            "school_letters",
            "Письма школам",
            "письма школам, которым рекомендован план: итоги и что представить; --out — папка",
            TEXT,
            _school_letters,
            many=True,
        ),
    )
}
"""Key → paper, in the order in which they are listed."""
