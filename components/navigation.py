"""The pages: where they stand in the menu, what they ask, whether the filters belong to them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class PageEntry:
    """One page. ``question`` is its title on the page; ``scoped``: the filters and the selection line belong
    to it; ``about_own_data``: it never shows the demonstration; ``beside``: it can show a second selection next to the
    first; ``rows_as_they_are``: it quotes rows of workbooks, so that it isn't for the council."""

    section: str
    path: str
    url: str
    title: str
    question: str
    icon: str
    help: str
    scoped: bool
    default: bool = False
    about_own_data: bool = False
    beside: bool = False
    rows_as_they_are: bool = False

    @property
    def file(self) -> Path:
        """The page's file."""
        return ROOT / self.path


PAGES = (
    PageEntry(
        section="Совещание",
        path="pages/meeting/summary.py",
        url="",
        title="Сводка",
        question="Что изменилось и на что смотреть?",
        icon=":material/dashboard:",
        help="Главные числа, выводы словами, кому нужна поддержка, кто не прислал сведения.",
        scoped=True,
        default=True,
    ),
    PageEntry(
        section="Совещание",
        path="pages/meeting/session.py",
        url="meeting",
        title="Заседание",
        question="Что обсуждаем и в каком порядке?",
        icon=":material/co_present:",
        help="Повестка из данных, показ на экране крупно и без панелей, раздаточный лист.",
        scoped=True,
    ),
    PageEntry(
        section="Анализ",
        path="pages/analysis/effectiveness.py",
        url="effectiveness",
        title="Эффективность школ",
        question="Где школам нужна адресная поддержка?",
        icon=":material/school:",
        help="Группы школ, переходы между циклами, критерии и школы до исходной строки.",
        scoped=True,
        beside=True,
    ),
    PageEntry(
        section="Анализ",
        path="pages/analysis/competences.py",
        url="competences",
        title="Компетенции",
        question="Кого и чему учить?",
        icon=":material/psychology:",
        help="Уровни и дефициты руководителей и педагогов, места на обучение, охват диагностикой, маршруты.",
        scoped=True,
    ),
    PageEntry(
        section="Анализ",
        path="pages/analysis/staffing.py",
        url="staffing",
        title="Кадры",
        question="Где не хватает учителей и что будет дальше?",
        icon=":material/groups:",
        help="Вакансии по предметам, скрытый дефицит, возраст учителей, что сделано.",
        scoped=True,
    ),
    PageEntry(
        section="Анализ",
        path="pages/analysis/mentoring.py",
        url="mentoring",
        title="Наставничество",
        question="Каждый ли молодой имеет наставника?",
        icon=":material/diversity_3:",
        help="Охват молодых и вновь прибывших, пары от программы до результата, хватит ли наставников.",
        scoped=True,
    ),
    PageEntry(
        section="Анализ",
        path="pages/analysis/development.py",
        url="development",
        title="Развитие и резерв",
        question="Кого и чему учат, кем заменим директоров?",
        icon=":material/trending_up:",
        help="Маршруты, обучение по дефицитам, методобъединения; резерв: сроки, готовые люди и ожидаемые вакансии.",
        scoped=True,
    ),
    PageEntry(
        section="Анализ",
        path="pages/analysis/comparison.py",
        url="comparison",
        title="Сравнение муниципалитетов",
        question="На каком мы месте и значимо ли это?",
        icon=":material/compare_arrows:",
        help="Один показатель: доля с разбросом, диапазон мест, воронка; что выделяется, а что нет.",
        scoped=True,
    ),
    PageEntry(
        section="Анализ",
        path="pages/analysis/passport.py",
        url="passport",
        title="Паспорт",
        question="Что известно о школе или муниципалитете?",
        icon=":material/badge:",
        help="Школа или муниципалитет на одной странице: группа с объяснением, сравнение с медианами, история.",
        scoped=True,
        beside=True,
    ),
    PageEntry(
        section="Решения",
        path="pages/decisions/recommendations.py",
        url="recommendations",
        title="Рекомендации",
        question="Что кому поручить и почему?",
        icon=":material/recommend:",
        help="Адресные рекомендации с основанием: принять, изменить, отклонить; общие пункты; школы для разбора.",
        scoped=True,
    ),
    PageEntry(
        section="Решения",
        path="pages/decisions/collegium.py",
        url="collegium",
        title="Коллегия",
        question="Что решает коллегия?",
        icon=":material/gavel:",
        help="Всё ли готово, проект решения из принятых рекомендаций, документы с просмотром, комплект.",
        scoped=True,
    ),
    PageEntry(
        section="Решения",
        path="pages/decisions/execution.py",
        url="execution",
        title="Исполнение",
        question="Что просрочено и что изменилось?",
        icon=":material/task_alt:",
        help="Поручения с листа и из решений: сроки, статусы, подтверждения, напоминания, до и после.",
        scoped=True,
    ),
    PageEntry(
        section="Данные",
        path="pages/records/upload.py",
        url="upload",
        title="Загрузка данных",
        question="Загрузить книгу мониторинга",
        icon=":material/upload_file:",
        help="Шаблон книги, проверка, загрузка, история и отмена.",
        scoped=False,
        about_own_data=True,
        rows_as_they_are=True,
    ),
    PageEntry(
        section="Данные",
        path="pages/records/mapping.py",
        url="mapping",
        title="Сопоставление",
        question="Загрузить свою таблицу, не по шаблону",
        icon=":material/conversion_path:",
        help="Таблица ведомства в любом виде: шапка, итоги, столбцы и названия школ предложены с объяснением.",
        scoped=False,
        about_own_data=True,
        rows_as_they_are=True,
    ),
    PageEntry(
        section="Данные",
        path="pages/records/quality.py",
        url="quality",
        title="Качество данных",
        question="Чему в данных можно доверять?",
        icon=":material/fact_check:",
        help="Что прислано и что нет, расхождения между листами и циклами, совпадения, которые стоит проверить.",
        scoped=True,
        rows_as_they_are=True,
    ),
    PageEntry(
        section="Данные",
        path="pages/records/methodology.py",
        url="methodology",
        title="Методика",
        question="Откуда число и откуда порог?",
        icon=":material/menu_book:",
        help="Показатели, пороги с происхождением, критерии и группы; изменить их и сравнить версии.",
        scoped=False,
    ),
    PageEntry(
        section="Данные",
        path="pages/records/help.py",
        url="help",
        title="Справка",
        question="Как пользоваться программой?",
        icon=":material/help:",
        help="Руководство: загрузка, страницы, отборы, выгрузки, методика, ответы на вопросы.",
        scoped=False,
    ),
)


def page_at(url: str) -> PageEntry:
    """The page at this address (the first one's is empty)."""
    return next(entry for entry in PAGES if entry.url == url)


UPLOAD, EFFECTIVENESS, PASSPORT = page_at("upload"), page_at("effectiveness"), page_at("passport")
QUALITY, MAPPING = page_at("quality"), page_at("mapping")
DEVELOPMENT = page_at("development")
RECOMMENDATIONS = page_at("recommendations")
COLLEGIUM, EXECUTION = page_at("collegium"), page_at("execution")
MEETING = page_at("meeting")
