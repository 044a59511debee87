"""Sheets about staff: who teaches, how old, with what load, and who is wanted."""

from __future__ import annotations

from data.sheet import SCHOOL, Sheet, amount, choice, code, day, flag, people, text
from data.subjects import ALL_SUBJECTS, SUBJECTS

AGE_BANDS = (
    "до 25", "25–29", "30–34", "35–39", "40–44", "45–49", "50–54", "55–59", "60–64", "65 и старше",
)  # fmt: skip
VACANCY_POSTS = (
    "учитель",
    "педагог-психолог",
    "логопед",
    "дефектолог",
    "соц. педагог",
    "советник",
    "иное (педагогическая)",
)
VACANCY_COVERS = (
    "приём на работу",
    "«Земский учитель»",
    "выпускник-целевик",
    "совместитель",
    "внутреннее замещение",
    "сетевая форма",
    "дистанционно",
    "не закрывается",
)
MOST_RATES = 5_000
MOST_HOURS = 50_000

_CUT_DATE = day(
    "Дата среза",
    "cut_date",
    "yes",
    "Внутри отчётного цикла, обычно 20.09 или 01.09; из нескольких берётся последняя.",
    "20.09.2025",
)

STAFF = Sheet(
    name="Кадры_состав",
    table="staff",
    purpose="Состав педагогов: одна строка — организация × дата среза",
    key=("school_id", "cut_date"),
    cycle="workbook",
    columns=(
        _CUT_DATE,
        SCHOOL,
        people("Педагогов всего", "educators", "yes", "Не меньше, чем учителей.", 34),
        people("Учителей", "teachers", "yes", "Целое число; ноль — только если учителей нет.", 28),
        people("Учителей до 35 лет", "teachers_under_35", "yes", "Не больше, чем учителей.", 6),
        people("Учителей 50–59 лет", "teachers_50_59", "no", "Для прогноза; не больше, чем учителей.", 7),
        people("Учителей 60 лет и старше", "teachers_60_plus", "yes", "Не больше, чем учителей.", 4),
        people("Стаж до 3 лет", "tenure_under_3", "yes", "Педагоги; не больше, чем педагогов.", 3),
        people("Стаж 3–5", "tenure_3_5", "no", "Педагоги со стажем от 3 до 5 лет.", 3),
        people("Стаж 5–10", "tenure_5_10", "no", "Педагоги со стажем от 5 до 10 лет.", 5),
        people("Стаж 10–15", "tenure_10_15", "no", "Педагоги со стажем от 10 до 15 лет.", 5),
        people("Стаж 15–20", "tenure_15_20", "no", "Педагоги со стажем от 15 до 20 лет.", 6),
        people("Стаж 20 и более", "tenure_20_plus", "no", "Если заполнены все шесть групп, их сумма — педагоги.", 12),
        people("Высшая категория", "highest_category", "yes", "Высшая и первая вместе — не больше, чем педагогов.", 11),
        people("Первая категория", "first_category", "yes", "Педагоги с первой категорией.", 10),
        people("Педагог-методист", "methodists", "no", "Не больше, чем с высшей категорией.", 1),
        people("Педагог-наставник", "mentors", "no", "Не больше, чем с высшей категорией.", 2),
        people("Не по профилю", "off_profile", "no", "Ведут предмет не по профилю; не больше, чем педагогов.", 2),
        people("Принято за год", "hired", "no", "Педагоги.", 4),
        people("Из них вновь прибывших", "hired_experienced", "no", "Принятые со стажем от 3 лет.", 2),
        people("Уволено за год", "departed", "no", "Педагоги.", 3),
        people(
            "Молодых принято 3 года назад", "young_hired_3_years_ago", "no",
            "Принятые в том цикле педагоги со стажем до 3 лет.", 2,
        ),
        people("Из них работают", "young_retained", "no", "Не больше, чем принято 3 года назад.", 1),
        amount("Ставок по штату", "rates", "no", "Педагогические ставки.", 36, maximum=MOST_RATES),
        amount(
            "Занято ставок", "rates_filled", "no", "Педагогические ставки; не больше, чем по штату.", 35,
            maximum=MOST_RATES,
        ),
        people(
            "Договоров целевого обучения", "target_contracts", "no",
            "Действующие; заказчик — организация или муниципалитет для неё.", 2,
        ),
        people("Из них выпуск за 3 года", "target_graduates", "no", "Не больше, чем договоров.", 1),
    ),
)  # fmt: skip

STAFF_AGES = Sheet(
    name="Кадры_возраст",
    table="staff_age",
    purpose="Необязательный: возраст учителей по предметам; одна строка — организация × предмет × возраст",
    key=("school_id", "subject", "age_band"),
    cycle="workbook",
    columns=(
        SCHOOL,
        choice(
            "Предмет", "subject", "yes", "Основной предмет: каждый учитель считается один раз.", SUBJECTS, "математика"
        ),
        choice("Возраст", "age_band", "yes", "Полных лет на дату среза книги.", AGE_BANDS, "25–29"),
        people("Учителей", "teachers", "yes", "Целое число; строку без учителей можно не писать.", 3),
        people("Стаж до 3 лет", "tenure_under_3", "no", "Не больше, чем учителей.", 1),
        people("Высшая категория", "highest_category", "no", "Не больше, чем учителей.", 0),
    ),
)

VACANCIES = Sheet(
    name="Вакансии",
    table="vacancy",
    purpose="Открытые и закрытые за цикл педагогические вакансии: одна строка — вакансия",
    key=("school_id", "vacancy_code"),
    cycle="workbook",
    columns=(
        SCHOOL,
        code("Код вакансии", "vacancy_code", "yes", "Свой у каждой вакансии ОО; сохраняется до закрытия.", "В-1"),
        choice("Должность", "post", "yes", "Выберите из списка.", VACANCY_POSTS, "учитель"),
        choice("Предмет", "subject", "conditional", "Обязателен, если должность — учитель.", SUBJECTS, "математика"),
        amount("Ставок", "rates", "yes", "От 0,1 до 3.", 1, minimum=0.1, maximum=3),
        day("Открыта с", "opened_on", "yes", "Не позже даты среза.", "01.09.2025"),
        day("Закрыта", "closed_on", "no", "Не раньше, чем открыта; пусто — открыта."),
        choice("Чем закрывается", "cover", "no", "Выберите из списка.", VACANCY_COVERS, "приём на работу"),
        flag("Размещена на «Работа в России»", "published", "yes", "да или нет.", "да"),
        text("Ссылка", "link", "no", "Адрес страницы вакансии."),
        flag("Заявлена в «Земский учитель»", "zemsky", "no", "да или нет.", "нет"),
    ),
)

TEACHING_LOADS = Sheet(
    name="Нагрузка",
    table="teaching_load",
    purpose="Учебная нагрузка: одна строка — организация × предмет × дата среза",
    key=("school_id", "cut_date", "subject"),
    cycle="workbook",
    columns=(
        _CUT_DATE,
        SCHOOL,
        choice("Предмет", "subject", "yes", "Строка ИТОГО обязательна.", (ALL_SUBJECTS, *SUBJECTS), ALL_SUBJECTS),
        people("Учителей", "teachers", "yes", "Без внешних совместителей; 0 — предмет без своего учителя.", 28),
        people("Учителей 60 лет и старше", "teachers_60_plus", "no", "Не больше, чем учителей.", 4),
        amount(
            "Часов в неделю", "weekly_hours", "yes", "Все проводимые часы, с совместителями.", 610, maximum=MOST_HOURS,
        ),
        people("Учителей с нагрузкой > 1,4 ст.", "overloaded_teachers", "no", "Не больше, чем учителей.", 5),
        amount(
            "Часов у внешних совместителей", "external_hours", "conditional",
            "Обязательно в строке ИТОГО: 0, если совместителей нет; не больше, чем часов.", 18, maximum=MOST_HOURS,
        ),
        amount("Часов не закрыто", "uncovered_hours", "no", "Пусто — неизвестно.", 6, maximum=MOST_HOURS),
        amount(
            "Часов по учебному плану", "planned_hours", "no", "С делением на группы; часы и незакрытые вместе.", 616,
            maximum=MOST_HOURS,
        ),
    ),
)  # fmt: skip
