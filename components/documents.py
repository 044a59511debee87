"""Documents on the passport of a school or a municipality: what the sheet «Документы» names, and how it stands."""

from __future__ import annotations

from datetime import date

import streamlit as st

from components.cached import run
from components.downloads import TableFiles
from components.navigation import UPLOAD
from components.notices import nothing_here
from components.panels import panel
from components.shown import finding
from components.tables import data_table
from components.text import plain
from components.view import current_scope
from queries.columns import DOCUMENTS_OF_PLACE
from queries.documents import as_read, document_statements, documents_of_place, documents_register


def documents_panel(files: TableFiles) -> None:
    """The documents of the school, or of the municipality itself, the newest first; how many its schools have."""
    scope = current_scope()
    whose = "школы" if scope.school is not None else "муниципалитета"
    frame = as_read(run(documents_of_place, scope), date.today())
    with panel(
        f"Документы {whose}",
        "Строки листа «Документы» этого цикла, сначала новые. То, что нужно представить, — в срок, позже срока или не "
        "представлено; остальное действует, если принято не позже даты среза и срок действия не истёк: так же "
        "считается показатель «Комплект документов» (Н-ДОК).",
        frame,
        DOCUMENTS_OF_PLACE,
        files,
        key="documents",
        views=("",),
    ):
        said = plain(" ".join(document_statements(frame, run(documents_register, scope), scope)))
        if frame.empty:
            nothing_here(f"{said} Внесите документы в лист «Документы» книги и загрузите её.")
            st.page_link(UPLOAD.file, label=UPLOAD.title, icon=UPLOAD.icon)
            return
        finding(said)
        data_table(frame, DOCUMENTS_OF_PLACE, key="documents", alt=f"Документы {whose}")
