"""Papers of «Коллегия»: which one, what stands above it, every page as a picture, the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import streamlit as st

from components.cached import asker, by_rules_of_now
from components.checklist import checked_now, chosen_decision, meeting_day, meeting_key
from components.collegium import BODIES
from components.downloads import DOCX_TYPE, PDF_TYPE, PPTX_TYPE, TableFiles, name_of_file, note_of_file
from components.quality import how_to_read
from components.text import plain
from components.view import current_view
from data.acting import ActRefusedError, checked_post, optional_text
from methodology.words import counted
from queries.checklist import errors_of, reservations_of

TYPES = {"docx": DOCX_TYPE, "pdf": PDF_TYPE, "pptx": PPTX_TYPE}
KIND, BODY, PLACE, SIGNS, WHOM = "papers_kind", "papers_body", "papers_place", "papers_signs", "papers_whom"
PREVIEW = "_papers_preview"
PAGES_SHOWN, PAGE_PX = 6, 430


class Papers(Protocol):
    """What the page hands over: the registry of papers, and what makes them."""

    @property
    def kinds(self) -> Mapping[str, Any]:
        """Key → paper."""

    @property
    def matter(self) -> Callable[..., Any]:
        """What papers are about."""

    @property
    def options(self) -> Callable[..., Any]:
        """What whoever orders them decides."""

    @property
    def content(self) -> Callable[[Any, Any], bytes]:
        """The file of a paper."""

    @property
    def pictures(self) -> Callable[[Any], list[bytes]]:
        """The pages of a paper."""

    @property
    def kit(self) -> Callable[..., Any]:
        """All papers together."""

    @property
    def refused(self) -> type[Exception]:
        """Raised where a paper can't be made."""


@dataclass(frozen=True)
class Made:
    """Papers made for a look, and what they were made of: changed since, they are forgotten."""

    of: str
    papers: tuple[tuple[str, Any], ...]


def papers_panel(files: TableFiles, papers: Papers) -> None:
    """Choose a paper, look at its pages, take the file."""
    with st.container(border=True, key="papers_panel"):
        st.markdown(
            "## Документы",
            help="Документ составляется из данных отбора слева и выбранного решения. До скачивания его страницы видны "
            "здесь; файл docx можно править. Подписывают документ по должности, имя вписывают от руки.",
        )
        kind = _form(papers)
        checked = checked_now()
        stops = list(errors_of(checked, with_decision=kind.needs == "decision"))
        if stops:
            st.info(plain(" ".join(stops)), icon=":material/info:")
            return
        options = options_of(papers, reservations_of(checked))
        of = repr((kind.key, current_view(), body_lines(), signing_post(), options))
        made: Made | None = st.session_state.get(PREVIEW)
        if made is not None and made.of != of:
            made = None
        if st.button("Показать страницы", type="primary", icon=":material/preview:", key="papers_show"):
            made = _made(papers, kind, options, of)
        if made is not None:
            _look(files, papers, kind, made)


def _form(papers: Papers) -> Any:
    level = current_view().level
    possible = [
        kind.key
        for kind in papers.kinds.values()
        if kind.needs in (None, "decision")
        or (kind.needs == "place" and level != "region")
        or (kind.needs == "school" and level == "school")
    ]
    if st.session_state.get(KIND) not in possible:
        st.session_state.pop(KIND, None)
    row = chosen_decision()
    bodies = list(dict.fromkeys([*([row.body_name] if row is not None else []), *BODIES]))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox("Документ", possible, format_func=lambda key: papers.kinds[key].name, key=KIND, width=330)
        st.selectbox("Орган", bodies, key=BODY, accept_new_options=True, width=330)
        st.date_input("Дата заседания", meeting_day(), format="DD.MM.YYYY", key=meeting_key(), width=150)
        st.text_input("Место", key=PLACE, width=170, placeholder="можно не писать")
        st.text_input("Кто подписывает", key=SIGNS, width=230, placeholder="должность, можно не писать")
    if papers.kinds[kind].needs == "decision" and row is not None:
        st.caption(f"О чём: {plain(row.title)}, {row.label}.")
    return papers.kinds[kind]


def body_lines() -> tuple[str, ...]:
    """The body that issues the papers."""
    said = st.session_state.get(BODY) or ""
    return (said,) if said else ()


def check_typed() -> None:
    """Raise ActRefusedError if a field of the form names a person."""
    if signing_post():
        checked_post(signing_post())
    for words, what in ((st.session_state.get(PLACE), "места"), (st.session_state.get(BODY), "названия органа")):
        optional_text(words, what)


def signing_post() -> str:
    """The position that stands under the papers; empty leaves it to the paper."""
    return st.session_state.get(SIGNS) or ""


def options_of(papers: Papers, warnings: tuple[str, ...]) -> Any:
    """What papers take from the form."""
    row = chosen_decision()
    return papers.options(
        decision_id=None if row is None else int(row.decision_id),
        meeting=meeting_day(),
        place=st.session_state.get(PLACE) or "",
        warnings=warnings,
    )


def _made(papers: Papers, kind: Any, options: Any, of: str) -> Made | None:
    view = current_view()
    note = note_of_file(kind.name, view, ())
    matter = papers.matter(asker(view.source), view.scope, view.previous, note, body_lines(), signing_post())
    try:
        check_typed()
        with st.spinner("Составляем документ…"):
            made = Made(of, tuple(kind.make(matter, options)))
    except (ActRefusedError, papers.refused) as refusal:
        st.info(plain(str(refusal)), icon=":material/info:")
        st.session_state.pop(PREVIEW, None)
        return None
    st.session_state[PREVIEW] = made
    return made


def _look(files: TableFiles, papers: Papers, kind: Any, made: Made) -> None:
    if not made.papers:
        st.info("Составлять нечего: получателей нет.", icon=":material/info:")
        return
    titles = [title for title, _ in made.papers]
    at = 0
    if len(titles) > 1:
        at = st.selectbox(
            f"Получатель ({len(titles)})", range(len(titles)), format_func=titles.__getitem__, key=WHOM, width=420
        )
    title, paper = made.papers[at]
    view = current_view()
    with st.container(horizontal=True):
        for form in kind.forms:
            st.download_button(
                f"Скачать {form}",
                data=partial(by_rules_of_now(papers.content), paper, form),
                file_name=name_of_file(files, title, view, form),
                mime=TYPES[form],
                icon=":material/download:",
                key=f"papers_{form}",
                on_click="ignore",
            )
    pages = pictures_of(papers.pictures, paper, f"{made.of}{at}")
    how_to_read(
        f"{counted(len(pages), 'страница', 'страницы', 'страниц')}. Страница в полный размер — кнопкой в её углу."
    )
    first = 0
    if len(pages) > PAGES_SHOWN:
        leaves = -(-len(pages) // PAGES_SHOWN)
        first = PAGES_SHOWN * (st.pagination(leaves, key="papers_leaf") - 1)
    shown = pages[first : first + PAGES_SHOWN]
    said = [f"{position} из {len(pages)}" for position in range(first + 1, first + len(shown) + 1)]
    st.image(
        shown,
        caption=[f"Страница {each}" for each in said],
        alt=[f"{title}: страница {each}; текст её — в файле" for each in said],
        width=PAGE_PX,
    )


# One reader looks at one paper; a page of A4 is some 100 KB.
@st.cache_data(max_entries=20, show_spinner="Рисуем страницы…")
def pictures_of(_draw: Callable[[Any], list[bytes]], _paper: Any, of: str) -> list[bytes]:
    """The pages of a paper; ``of`` names what it was made of."""
    return _draw(_paper)
