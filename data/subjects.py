"""School subjects: the lists that staff, teaching loads, vacancies and assessments choose from."""

from __future__ import annotations

ALL_SUBJECTS = "ИТОГО"

# ASSUMPTION: no source gives the list; these are the subjects of the federal programmes, one name each.
SUBJECTS = (
    "начальные классы",
    "русский язык",
    "литература",
    "родной язык и литература",
    "иностранный язык",
    "математика",
    "информатика",
    "история",
    "обществознание",
    "география",
    "физика",
    "химия",
    "биология",
    "музыка",
    "изобразительное искусство",
    "труд (технология)",
    "физическая культура",
    "основы безопасности и защиты Родины",
    "духовно-нравственная культура",
    "иное",
)

ASSESSMENT_SUBJECTS = (
    *(subject for subject in SUBJECTS if subject != "начальные классы"),
    "окружающий мир",
    "литературное чтение",
    "математика (базовый уровень)",
    "математика (профильный уровень)",
    "метапредметная работа",
)
