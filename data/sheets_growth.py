"""Sheets about growing: mentoring, learning, associations, the reserve of leaders."""

from __future__ import annotations

from data.sheet import CYCLE, MUNICIPALITY, SCHOOL, Column, Sheet, choice, code, day, flag, people, person_code
from data.subjects import SUBJECTS

MENTORING_FORMS = (
    "педагог–педагог",
    "руководитель–педагог",
    "работодатель–студент",
    "педагог вуза/колледжа–молодой педагог",
    "социальный партнёр–педагог",
)
YOUNG = "стаж до 3 лет"
MENTEE_KINDS = (
    YOUNG,
    "вновь прибывший",
    "перерыв в работе",
    "резервист",
    "начинающий руководитель",
    "студент",
)
GOES_ON, REACHED, MISSED = "действует", "завершена, цель достигнута", "завершена, цель не достигнута"
MENTORING_OUTCOMES = (
    GOES_ON,
    REACHED,
    MISSED,
    "прервана",
)
ASSOCIATION_KINDS = (
    "методобъединение",
    "сетевое сообщество",
    "сообщество тьюторов и экспертов",
    "школа наставничества (молодого педагога)",
    "площадка для педагогов",
    "инновационная или стажировочная площадка",
)
ASSOCIATION_LEVELS = ("школьное", "муниципальное", "окружное", "региональное")
ASSOCIATION_THEMES = (
    *(subject for subject in SUBJECTS if subject != "иное"),
    "классное руководство",
    "педагогические технологии",
    "начинающие педагоги",
    "иное",
)
RESERVE_POSTS = ("директор", "заместитель")
MOST_EVENTS = 10_000

_BY_REGISTERS = (
    "Не больше, чем педагогов; по приказам, протоколам и реестрам методической службы, без опроса педагогов."
)

MENTORING = Sheet(
    name="Наставничество",
    table="mentoring_pair",
    purpose="Реестр пар без персональных данных: одна строка — пара",
    key=("school_id", "pair_code"),
    cycle="workbook",
    columns=(
        person_code("Код пары", "pair_code", "yes", "Свой у каждой пары ОО.", "Н-01"),
        SCHOOL,
        choice("Форма", "form", "yes", "Выберите из списка.", MENTORING_FORMS, "педагог–педагог"),
        choice(
            "Категория подопечного", "mentee_kind", "yes",
            "При стаже до 3 лет выбирается эта категория.", MENTEE_KINDS, YOUNG,
        ),
        person_code("Код подопечного", "mentee_code", "yes", "Условный, без ФИО; один человек — один код.", "М-07"),
        person_code("Код наставника", "mentor_code", "yes", "Условный, без ФИО; один человек — один код.", "С-03"),
        flag("Наставник из другой ОО", "external_mentor", "no", "да или нет.", "нет"),
        flag("Программа утверждена", "programme_approved", "yes", "да или нет.", "да"),
        day("Начало", "started_on", "yes", "Не позже даты среза.", "15.09.2025"),
        day("Окончание", "ends_on", "no", "Не раньше начала; плановая дата может быть позже среза.", "31.12.2026"),
        flag("Согласие наставника", "consent", "no", "да или нет.", "да"),
        flag("Доп. соглашение", "agreement", "no", "да или нет.", "да"),
        flag("Доплата установлена", "paid", "no", "да или нет.", "да"),
        flag(
            "Входит в должностную функцию", "in_job_description", "no",
            "да — согласие и соглашение не требуются.", "нет",
        ),
        choice("Итог", "outcome", "no", "Пусто — пара действует.", MENTORING_OUTCOMES, GOES_ON),
    ),
)  # fmt: skip

DEVELOPMENT = Sheet(
    name="Развитие",
    table="development",
    purpose="Маршруты, повышение квалификации, методическая активность: одна строка — организация × цикл",
    key=("cycle", "school_id"),
    cycle="column",
    columns=(
        CYCLE,
        SCHOOL,
        people("С дефицитом, чел.", "with_deficit", "no", "По диагностике; пусто — диагностики не было.", 11),
        people("ИОМ разработано", "plans_drawn", "yes", "У педагогов с выявленным дефицитом.", 9),
        people("ИОМ завершено", "plans_completed", "no", "Не больше, чем разработано.", 5),
        people("ИОМ с тьютором", "plans_with_tutor", "no", "Не больше, чем разработано.", 4),
        people("ПК за 3 года, чел.", "trained_3_years", "yes", "Не больше, чем педагогов.", 30),
        people("ПК по своему дефициту, чел.", "trained_by_deficit", "no", "Не больше, чем с дефицитом.", 6),
        people("ПК: ФГОС, за 3 года", "trained_standards", "no", "Обновлённые ФГОС.", 28),
        people("ПК: функциональная грамотность, за 3 года", "trained_literacy", "no", "Человек.", 14),
        people("ПК: одарённые дети, за 3 года", "trained_gifted", "no", "Человек.", 3),
        people("ПК: профильное обучение, за 3 года", "trained_profile", "no", "Человек.", 5),
        people("Стажировки, чел.", "internships", "no", "За цикл.", 2),
        people("Нуждались в ПП", "retraining_needed", "no", "В профессиональной переподготовке.", 2),
        people("Прошли ПП", "retrained", "no", "За цикл; не больше, чем нуждались.", 1),
        people("Выступали, чел.", "speakers", "no", _BY_REGISTERS, 9),
        people("Участники конкурсов, чел.", "contestants", "no", _BY_REGISTERS, 4),
        people("Призёры и победители", "prize_winners", "no", "Не больше, чем участников.", 1),
        people("Эксперты, чел.", "experts", "no", _BY_REGISTERS, 2),
        people("В сообществах, чел.", "community_members", "no", _BY_REGISTERS, 19),
        flag("Программа профилактики выгорания", "burnout_programme", "yes", "да или нет.", "да"),
        people(
            "Участники профилактики, чел.", "burnout_participants", "no",
            "Не больше, чем педагогов; по журналам мероприятий.", 22,
        ),
        flag("Прогноз кадров составлен", "staff_forecast", "no", "да или нет.", "да"),
        flag("Управленческая команда обучена", "team_trained", "no", "да или нет.", "нет"),
        people(
            "Назначений на управленческие должности за год", "appointments", "no", "Директор и заместители.", 1,
        ),
        flag("Директор в сетевом сообществе", "head_in_network", "no", "да или нет.", "да"),
        flag("Директор участвовал в конкурсах", "head_in_contests", "no", "да или нет.", "нет"),
    ),
)  # fmt: skip

ASSOCIATIONS = Sheet(
    name="Методобъединения",
    table="association",
    purpose="Реестр объединений, сообществ и площадок: одна строка — объединение или площадка",
    key=("municipality_id", "association_code"),
    cycle="workbook",
    columns=(
        code("Код", "association_code", "yes", "Свой у каждого объединения муниципалитета.", "О-01"),
        choice("Вид", "kind", "yes", "Выберите из списка.", ASSOCIATION_KINDS, "методобъединение"),
        choice("Уровень", "level", "yes", "Выберите из списка.", ASSOCIATION_LEVELS, "муниципальное"),
        MUNICIPALITY,
        code("Код ОО", "school_id", "conditional", "Обязателен у школьного объединения."),
        choice("Направление", "theme", "yes", "Предмет или тема.", ASSOCIATION_THEMES, "математика"),
        people("Участников", "members", "no", "Сколько человек состоит.", 24),
        flag("План на год", "has_plan", "yes", "да или нет.", "да"),
        flag("Анализ за прошлый год", "has_analysis", "yes", "да или нет.", "да"),
        Column(
            "Совместных мероприятий", "joint_events", "integer", "no", "С другими объединениями за цикл.", 3,
            minimum=0, maximum=MOST_EVENTS,
        ),
    ),
)  # fmt: skip

RESERVE = Sheet(
    name="Резерв",
    table="reserve_member",
    purpose="Управленческий резерв (условные коды): одна строка — резервист",
    key=("school_id", "member_code"),
    cycle="workbook",
    columns=(
        person_code("Условный код", "member_code", "yes", "Без ФИО; свой у каждого резервиста ОО.", "К-02"),
        Column("Код ОО", "school_id", "code", "yes", "Где работает резервист; код с листа «Организации».", "66010001"),
        choice("Целевая должность", "target_post", "yes", "Выберите из списка.", RESERVE_POSTS, "директор"),
        day("Дата включения", "included_on", "yes", "Не позже даты среза.", "10.10.2024"),
        flag("Срок продлён", "extended", "no", "да или нет.", "нет"),
        flag("Подготовка пройдена", "prepared", "no", "да или нет.", "да"),
        day("Назначен", "appointed_on", "no", "Дата назначения из резерва; пусто — не назначен."),
        day("Исключён", "removed_on", "no", "Дата исключения; пусто — состоит."),
    ),
)
