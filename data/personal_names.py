"""Names of persons as Russian writes them: given names, patronymics made from them, and shapes of surnames.

Common names are facts; the list is short and our own. It need not be complete: a name that it lacks is still found by
its patronymic's or its surname's shape beside initials (docs/decisions.md says how sure a find must be).
"""

# ruff: noqa: SIM905  # words read better as words than as a list of them

from __future__ import annotations

import re

MEN = (
    "Александр Алексей Альберт Анатолий Андрей Антон Аркадий Арсений Артём Артур Афанасий Ахмед Айдар Азат Алмаз "
    "Арсен Ашот Богдан Борис Булат Вадим Валентин Валерий Василий Виктор Виталий Владимир Владислав Всеволод "
    "Вячеслав Габдулла Георгий Геннадий Герман Глеб Григорий Давид Дамир Данил Даниил Денис Дмитрий Евгений Егор "
    "Ефим Захар Зиннур Иван Игнат Игорь Ильдар Илья Ильдус Иосиф Ислам Камиль Карим Карен Кирилл Клим Константин "
    "Кузьма Леонид Лев Леонтий Лука Магомед Макар Максим Марат Марк Матвей Мирон Михаил Мурат Муса Никита Николай "
    "Наиль Олег Осип Павел Пётр Прохор Рамиль Расим Рафаил Рафаэль Рашид Ренат Ринат Роман Руслан Рустам Савелий "
    "Салават Самвел Святослав Семён Сергей Спартак Станислав Степан Тарас Тимофей Тимур Тихон Ульян Фарид Фарит "
    "Фёдор Филипп Фома Хасан Шамиль Эдуард Эльдар Юлиан Юрий Яков Ян Ярослав"
).split()
WOMEN = (
    "Агата Аделина Айгуль Александра Алевтина Алина Алиса Алла Алсу Альбина Альфия Амина Анастасия Ангелина Анна "
    "Антонина Валентина Валерия Варвара Василиса Вера Вероника Виктория Галина Гульнара Гузель Дарья Диана Дина "
    "Ева Евгения Екатерина Елена Елизавета Жанна Зинаида Зоя Зульфия Инна Ирина Карина Клавдия Кристина Ксения "
    "Лариса Лейла Лидия Лилия Любовь Людмила Маргарита Марина Мария Милана Надежда Наталия Наталья Нина Оксана "
    "Олеся Ольга Полина Раиса Регина Римма Роза Светлана София Софья Таисия Тамара Татьяна Ульяна Фаина Фатима "
    "Эльвира Эльмира Эмма Юлия Яна Ярослава"
).split()

_IRREGULAR = {"Павел": "Павл", "Пётр": "Петр", "Лев": "Льв"}
"""Names whose stem changes."""
_PATRONYMICS_OF = {
    "Илья": ("Ильич", "Ильинична"), "Никита": ("Никитич", "Никитична"), "Кузьма": ("Кузьмич", "Кузьминична"),
    "Лука": ("Лукич", "Лукинична"), "Фома": ("Фомич", "Фоминична"), "Яков": ("Яковлевич", "Яковлевна"),
    "Михаил": ("Михайлович", "Михайловна"), "Муса": ("Мусаевич", "Мусаевна"), "Данил": ("Данилович", "Даниловна"),
    "Габдулла": ("Габдуллович", "Габдулловна"),
}  # fmt: skip
_ENDINGS = {
    "й": ("й", "я", "ю", "ем", "е", "и"),
    "ь": ("ь", "я", "ю", "ем", "е"),
    "а": ("а", "ы", "и", "е", "у", "ой", "ою"),
    "я": ("я", "и", "е", "ю", "ей", "ею"),
    "": ("", "а", "у", "ом", "ем", "е"),
}
_LATIN = dict(
    zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch  y  e yu ya".split(" "), strict=True)
)  # fmt: skip


def _plain(name: str) -> str:
    return name.lower().replace("ё", "е")


def _cases(name: str) -> set[str]:
    """All case forms of a given name, in small letters and without «ё»."""
    plain = _plain(name)
    if name == "Любовь":
        return {"любовь", "любови", "любовью"}
    if name in _IRREGULAR:
        return {plain} | {_plain(_IRREGULAR[name]) + ending for ending in _ENDINGS[""] if ending}
    last = plain[-1] if plain[-1] in _ENDINGS else ""
    stem = plain[:-1] if last else plain
    return {stem + ending for ending in _ENDINGS[last]}


def _patronymics(name: str) -> set[str]:
    """Patronymics made from a man's name, masculine and feminine, in all cases."""
    if name in _PATRONYMICS_OF:
        pairs = [_PATRONYMICS_OF[name]]
    else:
        stem = _IRREGULAR.get(name, name)
        if name.endswith("ий"):
            stems = [stem[:-2] + "ье", stem[:-2] + "ие"]
        elif name.endswith(("ай", "ей", "ь")):
            stems = [stem[:-1] + "е"]
        elif name.endswith("а"):
            stems = [stem[:-1] + "о"]
        else:
            stems = [stem + "о"]
        pairs = [(f"{each}вич", f"{each}вна") for each in stems]
    forms: set[str] = set()
    for man, woman in pairs:
        forms |= {_plain(man) + ending for ending in ("", "а", "у", "ем", "е")}
        forms |= {_plain(woman)[:-1] + ending for ending in ("а", "ы", "е", "у", "ой", "ою")}
    return forms


def latin(word: str) -> str:
    """A word in Latin letters, as passports and logins write it."""
    return "".join(_LATIN.get(letter, letter) for letter in word.lower())


GIVEN = frozenset(form for name in (*MEN, *WOMEN) for form in _cases(name))
"""Given names in all cases, in small letters and without «ё»."""
PATRONYMICS = frozenset(form for name in MEN for form in _patronymics(name))
"""Patronymics of the men's names above, in all cases."""
GIVEN_LATIN = frozenset(
    spelling
    for name in (*MEN, *WOMEN)
    for spelling in (latin(name), latin(name).replace("iya", "ia"), latin(name).replace("ey", "ei"))
) | {"alexander", "alexandra", "alexey", "maxim", "yulia", "tatiana", "natalia", "maria", "evgeny", "dmitry", "yury"}
"""The same in Latin letters, nominative only."""
PATRONYMICS_LATIN = frozenset(
    spelling
    for form in PATRONYMICS
    if form.endswith(("ич", "вна", "чна"))
    for spelling in (
        latin(form),
        latin(form).replace("eev", "eyev").replace("aev", "ayev"),
        latin(form).replace("ks", "x"),
    )
)

PATRONYMIC_SHAPE = re.compile(r"[а-я]{2,}(?:[ое]вич|ьич)(?:а|у|ем|е)?|[а-я]{2,}(?:[ое]вн|ичн)(?:а|ы|е|у|ой|ою)")
"""A word (small letters, no «ё») that may be a patronymic of a name that the list lacks."""
SURNAME_SHAPE = re.compile(
    r"[а-я]{2,}(?:[ое]в|[иы]н)(?:а|у|ым|ом|е|ой|ою)?|[а-я]{2,}[сц]к(?:ий|ого|ому|им|ая|ой|ую)"
    r"|[а-я]{2,}(?:енко|чук|щук|нюк|ян|янц|дзе|швили|нко)(?:а|у|ом|е)?"
)
"""A word (the same) that may be a surname: sure only beside a given name or an initial."""
LONE_SURNAME = re.compile(r"[а-я]{2,}[ое]в(?:а|у|ым|ой)?|[а-я]{3,}(?:енко|швили|щук|чук)|[а-я]{3,}[иы]н|[а-я]{2,}кина")
"""A word that is taken for a surname where a person is expected."""
LATIN_SURNAME = re.compile(r"[a-z]{2,}(?:ov|ova|ev|eva|enko|skiy|skaya|chuk)")

TOWNS = frozenset(
    "азов балашов борисов гагарин дмитров жуков калинин калязин камышин касимов киров клин козлов королев "
    "краснокамск кашин людинов мичурин новокузнецк обнин пугачев пушкин ростов саратов серпухов свирск тамбов "
    "хвалын чаплыгин чехов щелков юрьев кировск псков козельск белев болхов ливны плес гдов".split()
)
"""Towns that look like surnames; in the nominative."""
PATRONYMIC_PLACES = frozenset(_plain("Богданович") + ending for ending in ("", "а", "у", "ем", "е"))
"""Towns that are called like a patronymic, in all cases."""
FAMOUS = tuple(
    "онегин невск донск муром люксембург каренин корчагин цеткин магдалин толст гагарин маркс энгельс пушкин "
    "горьк лермонтов ленин некрасов чехов чайковск матросов космодемьянск кошев вазов ботев левск".split()
)
"""Beginnings of surnames that, beside a given name, mean a book, a saint or a street."""

ORGANISATION = re.compile(
    r"\b(?:школ\w*|сош|оош|нош|лице\w+|гимнази\w*|прогимнази\w*|колледж\w*|техникум\w*|училищ\w*|институт\w*|"
    r"университет\w*|академи\w+|интернат\w*|центр\w*|дом|дома|дворец|дворц\w+|театр\w*|музе\w+|библиотек\w*|парк\w*|"
    r"сад\w*|филиал\w*|корпус\w*|мб?оу|мб?ао?у|маоу|мкоу|гбоу|гкоу|гаоу|чоу|ноу|соу|ооо|пао|зао|фонд\w*|храм\w*|"
    r"собор\w*|монастыр\w*|памятник\w*|чтени\w+|конкурс\w*|преми\w+|олимпиад\w*|турнир\w*|кубок|кубк\w+|стипенди\w+)"
    r"(?![\w-])",
    re.IGNORECASE,
)
"""What is named after persons."""
HONOUR = re.compile(
    r"\b(?:им|имени|памяти|ул|улиц[аыеу]|пр|просп|пр-т|проспект\w*|пер|переул\w*|пл|площад\w*|б-р|бул|бульвар\w*|наб|"
    r"набережн\w*|ш|шоссе|проезд\w*|мкр|микрорайон\w*|кв-л|квартал\w*|аллея|геро\w+|маршал\w+|генерал\w*|полковник\w*|"
    r"подполковник\w*|майор\w*|капитан\w*|лейтенант\w*|сержант\w*|рядового|адмирал\w*|акад|академик\w*|проф|профессор\w*|"
    r"космонавт\w*|л[её]тчик\w*|поэт\w*|писател\w+|композитор\w*|художник\w*|лауреат\w*|кавалер\w*|дважды|святител\w+|"
    r"свят\w+|преподобн\w+|князя|народн\w+|заслуженн\w+|братьев|сест[её]р|декабрист\w*|партизан\w*)(?![\w-])",
    re.IGNORECASE,
)
"""Words after which a person's name names a school or a street, not somebody in it."""
POST = re.compile(
    r"\b(?:директор\w*|руководител\w+|зав|заведующ\w+|зам|заместител\w+|учител\w+|преподавател\w+|педагог\w*|завуч\w*|"
    r"методист\w*|тьютор\w*|воспитател\w+|специалист\w*|начальник\w*|исп|исполнител\w+|отв|ответственн\w+|куратор\w*|"
    r"наставник\w*|составил\w*|заполнил\w*|подготовил\w*|подписал\w*|утвердил\w*|проверил\w*|сказал\w*|тел|контакт\w*|"
    r"председател\w+|секретар\w+|ип|инспектор\w*|логопед\w*|психолог\w*|сотрудни\w+|работни\w+|и\. ?о|врио|внес\w*)"
    r"(?![\w-])",
    re.IGNORECASE,
)
"""Words after which a name is that of a living person, whatever honour went before."""
NOT_A_SURNAME = frozenset(
    "школа школы школе лицей лицея гимназия гимназии сош оош нош центр дом музей театр кабинет класс классы "
    "литера литер корпус корп приложение пункт подпункт статья раздел глава форма улица площадь проспект переулок "
    "село поселок город деревня район округ область край республика детский сад филиал приказ распоряжение "
    "постановление письмо протокол том часть группа вариант строка графа столбец лист таблица рисунок блок секция "
    "этаж подъезд дома здание стр средняя основная начальная общая имени памяти институт университет колледж "
    "техникум училище академия фонд премия конкурс чтения итого всего".split()
)
"""Words before initials that are no surname."""
ABBREVIATIONS = frozenset("рф мо оо уо оу го мр со сп гп ип рк рт рб ао ек ту тс ст пу".split())
"""Two capitals after a word that are no initials."""
BEFORE_PLACES = ABBREVIATIONS | {"ао", "ммо"}
"""Capitals before a place that is called like a patronymic: «ГО Богданович», «ММО Ильич»."""
