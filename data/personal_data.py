"""What looks like personal data in one text or number, and what doesn't: pure functions that know the column.

A trace never repeats the data: it says which rule found it and shows what is left of it after masking.
"""

# ruff: noqa: SIM905  # words read better as words than as a list of them

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from data.personal_names import (
    ABBREVIATIONS,
    BEFORE_PLACES,
    FAMOUS,
    GIVEN,
    GIVEN_LATIN,
    HONOUR,
    LATIN_SURNAME,
    LONE_SURNAME,
    NOT_A_SURNAME,
    ORGANISATION,
    PATRONYMIC_PLACES,
    PATRONYMIC_SHAPE,
    PATRONYMICS,
    PATRONYMICS_LATIN,
    POST,
    SURNAME_SHAPE,
    TOWNS,
)
from data.spelling import LATIN_LOOKALIKES, fold

Rule = Literal["name", "email", "snils", "phone", "birth", "passport", "inn", "home"]

RULES: dict[str, str] = {
    "name": "фамилия, имя, отчество или инициалы",
    "email": "адрес электронной почты",
    "snils": "СНИЛС",
    "phone": "номер телефона",
    "birth": "дата или год рождения",
    "passport": "паспорт или свидетельство о рождении",
    "inn": "ИНН физического лица",
    "home": "домашний адрес",
    "heading": "столбец для персональных данных",
}
"""Rule → what it finds, in words."""


class Trace(NamedTuple):
    """What was found: by which rule, and how it may be shown."""

    rule: Rule
    shown: str


@dataclass(frozen=True)
class Expected:
    """What a column may hold: whose names («title», «address»: of schools and streets), and whether bare digits speak.

    ``names`` «person»: a place where a person is expected, so that a surname alone is enough. ``inn``: the heading says
    that the digits are an ИНН.
    """

    names: Literal["words", "title", "address", "person"] = "words"
    digits: bool = True
    inn: bool = False


WORDS = Expected()
PERSON = Expected("person")

_PERSON_HEADING = re.compile(
    r"директор|руководител|исполнител|ответственн|куратор|учител|педагог|наставник|методист|заполнил|составил|"
    r"подготовил|утвердил|автор|сотрудник|работник|заведующ|завуч|председател|эксперт|контакт"
)
_ADDRESS_HEADING = re.compile(r"адрес|улиц|мест\w+ ?нахожд")
_TITLE_HEADING = re.compile(
    r"наименован|назван|организац|школ|учрежд|муниципал|территор|населенн|\bо[оу]\b|\bмо\b|район|город|округ|училищ|област|"
    r"регион|субъект|орган\b|площадк|сел[оа]\b|служб|программ|предмет|тема\b"
)
_CODE_HEADING = re.compile(
    r"\b(?:код\w*|инн|кпп|огрн\w*|октмо|окато|окпо|оквэд|кбк|цср|id|uid|идентификатор\w*|номер\w*|счет\w*)\b|№"
)

_HEADING = re.compile(
    r"\b(?:фио|ф\. ?и\. ?о|фамили[яи]|отчеств[оа]|снилс|телефон(?:ы|а|ов)?|тел|моб\w*\.? (?:номер|тел)\w*|сотов\w+|"
    r"емейл|паспорт\w* (?:данные|серия|номер|директора|учителя|педагога|сотрудника|работника)|"
    r"(?:серия|номер|данные) паспорта|"
    r"(?:дат[аы]|год|день|место) рождения|инн (?:физ\w*|сотрудника|работника|педагога|учителя|директора)|"
    r"адрес (?:проживания|жительства|регистрации по месту жительства|прописки|учителя|педагога|сотрудника|ученика)|"
    r"домашн\w+ адрес|дом\.? адрес|мест[оа] (?:жительства|проживания)|прописк[аи]|"
    r"эл(?:ектронн\w+|\.)? ?(?:почт\w+|адрес(?! сайт)))\b|^(?:имя|паспорт|почта|контакты|д\. ?р\.|др|имя и отчество)$"
)
_LATIN_HEADING = re.compile(
    r"\b(?:e-?mail|phone|mobile|snils|(?:sur|last|first|full|middle) ?name|fio|patronymic|passport|birth ?(?:date|day)|"
    r"date of birth|dob)\b"
)
_HARMLESS_HEADING = re.compile(
    r"телефон\w* (?:довери|горяч|лини)|тел[а-я]* (?:довери|горяч)|доля|количеств|колво|числ|наличи"
)

_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_CYRILLIC = re.compile("[А-Яа-яЁё]")
_LATIN = re.compile("[A-Za-z]")
_LOOKALIKE = re.compile("[ABCEHKMOPTXYaceopxy]")
_PART = re.compile(r"[^,;|]+?(?:(?<=[а-яё]{6})\. |(?<=\d)\. |[,;|]|$)")
"""What one «им.» or «ул.» speaks for: «ул. Ленина, директор Иванов И.И.»"""

_WORD = re.compile(r"[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")
_W = r"[А-ЯЁ](?:[а-яё]+|[А-ЯЁ]+)(?:-[А-ЯЁ](?:[а-яё]+|[А-ЯЁ]+))?"
_SURNAME_FIRST = re.compile(rf"\b({_W})\s*(?<![А-ЯЁ])[А-ЯЁ]\.\s?[А-ЯЁ](?:\.|(?![\w-]))(?!\s?[А-ЯЁ][а-яё])")
_INITIALS_FIRST = re.compile(rf"(?<![\w-])[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?({_W})")
_ONE_INITIAL = re.compile(rf"\b({_W})\s[А-ЯЁ]\.(?!\s?[А-ЯЁ])|(?<![\w.-])[АЕЖЗИЛТФЭЮЯ]\.\s?({_W})")
_NO_DOTS = re.compile(rf"\b({_W})\s([А-ЯЁ]{{2}})\b")
_KIN = re.compile(rf"\b{_W}\s{_W}\s(?:оглы|кызы)\b|\b{_W}\s(?:Оглы|Кызы)\b")
_MAYBE = re.compile(
    r"[А-ЯЁ]\.|(?<![А-ЯЁ])[А-ЯЁ]{2}(?![А-ЯЁ])|(?:ич|ИЧ)(?:[аеуАЕУ]|ем|ЕМ)?\b|"
    r"(?:[вч]н|[ВЧ]Н)(?:[аыуеАЫУЕ]|о[йю]|О[ЙЮ])\b|[Оо]глы|[Кк]ызы"
)
_MASCULINE = re.compile(r"(?:[ое]в|[иы]н|[сц]кий|енко|ян)$")
_ADJECTIVE = re.compile(r"(?:ая|ый|ое|ые|ой|ий|ого|ом)$")
_ADJECTIVE_SURNAME = re.compile(r"[сц]к(?:ий|ого|ому|им|ая|ой|ую)$")
_NOMINATIVE_PATRONYMIC = re.compile(r"(?:ич|[вч]на)$")
_PLAIN_GAP = re.compile(r"[\s№N\d«»\"'“”.-]*")
_AT_SCHOOL = re.compile(r" (?:№ ?\d+ )?")
_AFTER_POST = re.compile(rf"(?:\s+по\s+[А-Яа-я]{{2,}})?\s*[:—–-]?\s*({_W})")
_NO_NAMES = frozenset(
    "админ магазин один карантин пользователь остров основ админов актив перерыв мотив новин раздел отзыв".split()
)
_LATIN_PATRONYMIC = re.compile(r"\b(?:[a-z]+\s+)?[a-z]{2,}\s+([a-z]+(?:ich|vna|chna))\b", re.IGNORECASE)
_LATIN_INITIALS = re.compile(
    r"\b[A-Z][a-z]+(?:ov|ova|ev|eva|enko|skiy|skaya|sky|in|ina)\s[A-Z]\.\s?[A-Z]\b|"
    r"\b[A-Z]\.\s?[A-Z]\.\s?[A-Z][a-z]+(?:ov|ova|ev|eva|enko|skiy|skaya)\b"
)
_LATIN_WORD = re.compile(r"[A-Za-z]+")

_EMAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\]|\(собака\))\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_SNILS = re.compile(r"(?<!\d)\d{3}-\d{3}-\d{3}[ -]\d{2}(?!\d)")
_SNILS_SPACED = re.compile(r"(?<!\d)\d{3} \d{3} \d{3} \d{2}(?!\d)")
_PHONE = re.compile(
    r"(?<![\d.№/-])(?:\+7|8|7)[\s-]*(?:\(\d{3,5}\)|\d{3,5})[\s-]*\d{1,3}[\s-]\d{2}[\s-]?\d{2}(?!\d)"
    r"|(?<!\d)\+7\d{10}(?!\d)|(?<![\d№-])(?<!№ )[78]9\d{9}(?!\d)"
    r"|(?<!\d)(?:\+7|8)\s?\(\d{3,5}\)\s?\d[\d\s-]{4,8}"
    r"|(?<![\d.№/-])\(\d{3,5}\)\s?\d{1,3}-\d{2}-\d{2}(?!\d)|(?<![\d.№/-])9\d{2}[\s-]\d{3}[\s-]\d{2}[\s-]\d{2}(?!\d)"
    r"|\b(?:тел(?:ефон)?|моб|сот)\b[.:\s]*\d[\d\s()-]{4,}",
    re.IGNORECASE,
)
_SURE_PHONE = re.compile(r"(?<!\d)\+7[\s-]*\(?\d{3}\)?[\s-]*\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)")
_PASSPORT = re.compile(
    r"\bпаспорт\w*\D{0,20}\d{2}\s?\d{2}\D{0,5}\d{6}|\bсери[яи]:?\s*\d{2}\s?\d{2}\D{0,8}\d{6}(?!\d)|"
    r"\b[IVXLC]{1,5}-[А-ЯЁ]{2}\s?№?\s?\d{6}(?!\d)",
    re.IGNORECASE,
)
_PASSPORT_ALONE = re.compile(r"\d{2}\s?\d{2}\s(?:№\s?)?\d{6}")
_BIRTH = re.compile(
    r"\d{1,2}\.\d{2}\.(?:19|20)?\d\d\s*(?:г\.?\s?р\b|г(?:ода|\.)?\s?рожд)|(?:19|20)\d\d\s*(?:г\.?\s?р\.|гг?\.?\s?рожд|года\sрожд)|"
    r"(?:родил(?:ся|ась)|дата\sрождения|\bд\.\s?р\.|\bг\.\s?р\.)\D{0,6}(?:\d{1,2}\.\d{2}\.)?\d{2,4}",
    re.IGNORECASE,
)
_OLD_DAY = re.compile(r"(?<!\d)\d{2}\.\d{2}\.(?:19[3-9]\d|2000)(?!\d)")
_HOME = re.compile(
    r"\bдом(?:ашн\w+|\.) ?адрес\w*\s*[:—-]|\b(?:прожива\w+|зарегистрирован\w*) по адресу|"
    r"\bпрожива\w+[^.;]{0,40}\b(?:ул|кв|д)\b[\w., ]{0,30}\d|"
    r"\bместо жительства:",
    re.IGNORECASE,
)
_INN_ALONE = re.compile(r"(?<!\d)\d{12}(?!\d)")
_DIGITS = re.compile(r"\d{4}|\d\D{1,3}\d{2}")


_MOST = 0.6
"""Share of a column's different texts from which on it is a column of names; its heading is left out."""


def expected_of(heading: str, kind: str | None = None, *, person: bool = False) -> Expected:
    """What a column may hold, by its heading and, if it is one of the template's, its kind.

    ``person``: its codes stand for persons, so a name or a number in them is that of somebody.
    """
    if person:
        return PERSON
    words = fold(heading)
    inn = re.search(r"\bинн\b", words) is not None
    digits = kind in (None, "text") and _CODE_HEADING.search(words) is None
    if kind not in (None, "text", "code"):
        return Expected("words", digits=False)
    if _PERSON_HEADING.search(words):
        return Expected("person", digits, inn)
    if _ADDRESS_HEADING.search(words):
        return Expected("address", digits, inn)
    if _TITLE_HEADING.search(words) or kind == "code":
        return Expected("title", digits, inn)
    return Expected("words", digits, inn)


def is_heading_of_persons(heading: str) -> bool:
    """Whether a heading says that the column is for personal data."""
    words = fold(heading)
    if _HARMLESS_HEADING.search(words):
        return False
    return _HEADING.search(words) is not None or _LATIN_HEADING.search(heading.lower()) is not None


def traces(value: object, expected: Expected = WORDS) -> list[Trace]:
    """All that looks like personal data in a cell, at most one trace a rule. Dates alone say nothing here."""
    if isinstance(value, str):
        return _in_text(value, expected) if len(value) > 2 else []
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value and abs(value) < 10**15:
        return _in_digits(str(int(value)), expected) if value == int(value) and value >= 10**9 else []
    return []


def masked(text: str, expected: Expected = WORDS) -> str:
    """The text if there are no personal data in it, else what is left of the first of them."""
    found = traces(text, expected)
    return found[0].shown if found else text


def column_of_names(cells: Iterable[object], expected: Expected) -> list[tuple[object, Trace]]:
    """Cells of a column that hold given names alone or surnames alone: a full name split into columns.

    One such word means nothing, most of a column does.
    """
    if expected.names == "title":
        return []
    texts = [cell.strip() for cell in cells if isinstance(cell, str) and not cell.isspace() and cell]
    words = {text: text.lower().replace("ё", "е") for text in texts if text[0].isupper() and _WORD.fullmatch(text)}
    given = [text for text, low in words.items() if low in GIVEN]
    surnames = [text for text, low in words.items() if LONE_SURNAME.fullmatch(low) and low not in TOWNS]
    for found, enough in ((given, 2), (surnames, 3)):
        if len(found) >= enough and len(found) >= _MOST * len(texts) - 1:
            return [(text, Trace("name", f"{text[0]}…")) for text in found]
    return []


def _in_text(text: str, expected: Expected) -> list[Trace]:
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip() if not text.isascii() else text.strip()
    if text.isdigit():
        return _in_digits(text, expected)
    found: list[Trace] = []
    if _DIGITS.search(text) or "." in text:
        found += _in_numbers(text, expected)
    if ("@" in text or "(" in text or "[" in text) and (mail := _EMAIL.search(text)):
        found.append(Trace("email", f"{mail[0][0]}…@…{mail[0][mail[0].rfind('.') :]}"))
    if (home := _HOME.search(text)) is not None:
        found.append(Trace("home", f"{home[0].split()[0]} …"))
    if (name := _name_in(text, expected)) is not None:
        found.append(Trace("name", name))
        if (day := _OLD_DAY.search(text)) and not any(trace.rule == "birth" for trace in found):
            found.append(Trace("birth", f"….{day[0][-2:]}"))
    return found


def _in_numbers(text: str, expected: Expected) -> list[Trace]:
    found: list[Trace] = []
    snils = _SNILS.search(text) or next((each for each in _SNILS_SPACED.finditer(text) if is_snils(each[0])), None)
    if snils:
        found.append(Trace("snils", f"…{snils[0][-2:]}"))
    elif phone := (_PHONE if expected.digits or "тел" in text.lower() else _SURE_PHONE).search(text):
        found.append(Trace("phone", f"…{_last_digits(phone[0], 2)}"))
    passport = _PASSPORT.search(text) or (_PASSPORT_ALONE.fullmatch(text) if expected.digits else None)
    if passport:
        found.append(Trace("passport", f"…{passport[0][-2:]}"))
    if birth := _BIRTH.search(text):
        found.append(Trace("birth", f"…{_last_digits(birth[0], 2)}"))
    if expected.digits or expected.inn or "инн" in text.lower():
        for inn in _INN_ALONE.finditer(text):
            if is_person_inn(inn[0]):
                found.append(Trace("inn", f"…{inn[0][-2:]}"))
                break
    return found


def _last_digits(text: str, count: int) -> str:
    return re.sub(r"\D", "", text)[-count:]


def _in_digits(digits: str, expected: Expected) -> list[Trace]:
    if len(digits) == 12 and (expected.digits or expected.inn) and is_person_inn(digits):
        return [Trace("inn", f"…{digits[-2:]}")]
    if not expected.digits:
        return []
    if len(digits) == 11 and digits[:2] in ("79", "89"):
        return [Trace("phone", f"…{digits[-2:]}")]
    if len(digits) == 11 and is_snils(digits):
        return [Trace("snils", f"…{digits[-2:]}")]
    return []


def is_snils(text: str) -> bool:
    """Whether the check number at the end of eleven digits is right."""
    digits = [int(sign) for sign in text if sign.isdigit()]
    if len(digits) != 11 or digits[:9] == [0] * 9:
        return False
    total = sum(digit * weight for digit, weight in zip(digits, range(9, 0, -1), strict=False)) % 101
    return total % 100 == 10 * digits[9] + digits[10]


def is_person_inn(text: str) -> bool:
    """Whether both check digits at the end of twelve digits are right."""
    digits = [int(sign) for sign in text]
    first, second = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
    return any(digits) and all(
        sum(digit * weight for digit, weight in zip(digits, weights, strict=False)) % 11 % 10 == digits[len(weights)]
        for weights in (first, second)
    )


class _Candidate(NamedTuple):
    """A place in a text that has a name's form; ``nominative``: surely not in honour of its bearer."""

    start: int
    end: int
    nominative: bool
    sure: bool = False


def _name_in(text: str, expected: Expected) -> str | None:
    """The first person's name that is not one in honour of whom something is called, masked; None if there is none."""
    if _LATIN.search(text):
        if not text.isascii() and _LOOKALIKE.search(text) and _CYRILLIC.search(text):
            text = text.translate(LATIN_LOOKALIKES)
        elif (found := _latin_name(text, expected)) is not None:
            return found
    if text.isascii():
        return None
    low = text.lower().replace("ё", "е")
    words = _WORD.findall(low)
    if not (
        _MAYBE.search(text)
        or not GIVEN.isdisjoint(words)
        or ((expected.names == "person" or len(words) > 1) and any(map(LONE_SURNAME.fullmatch, words)))
    ):
        return None
    for part in _PART.finditer(text):
        if (name := _name_in_part(part[0], text[: part.start()], expected)) is not None:
            return _mask_name(name)
    return None


def _name_in_part(part: str, earlier: str, expected: Expected) -> str | None:
    spoken_for = 0
    for candidate in sorted(_candidates(part, expected), key=lambda each: (each.start, -each.end)):
        if candidate.start < spoken_for:
            continue
        before = part[spoken_for : candidate.start]
        if not candidate.sure and (
            _in_honour(before, earlier, part, candidate, expected) or (spoken_for and before.strip() == "и")
        ):
            spoken_for = candidate.end
        else:
            return part[candidate.start : candidate.end]
    return None


def _in_honour(before: str, earlier: str, part: str, candidate: _Candidate, expected: Expected) -> bool:
    text = part[candidate.start : candidate.end]
    if HONOUR.match(text):
        return True
    post = max((found.end() for found in POST.finditer(before)), default=-1)
    honour = max((found.end() for found in HONOUR.finditer(before)), default=-1)
    if honour > post and not re.search(r"\d", before[honour:]):
        return True
    organisation = max((found.end() for found in ORGANISATION.finditer(before)), default=-1)
    quoted = post < 0 and _is_quoted(earlier + part[: candidate.start])
    if quoted and (expected.names == "title" or ORGANISATION.search(earlier + before)):
        return True
    if organisation > post:
        if not candidate.nominative and _PLAIN_GAP.fullmatch(before[organisation:]):
            return True
        if expected.names == "title":
            return not candidate.nominative
    if expected.names == "title":
        return bool(before.strip()) and post < 0 and not candidate.nominative
    return expected.names == "address" and post < 0 and not candidate.nominative and not _SURNAME_FIRST.match(text)


def _is_quoted(before: str) -> bool:
    """Whether a quotation that something goes before is still open at the end of the text."""
    marks = re.findall(r"[«»„“”\"]", before)
    opened = bool(marks) and (marks[-1] in "«„“" or (marks[-1] == '"' and marks.count('"') % 2 == 1))
    return opened and re.search(r"\w", before[: before.rfind(marks[-1])]) is not None


def _candidates(part: str, expected: Expected) -> Iterator[_Candidate]:
    tokens = [
        (found.start(), found.end(), found[0], found[0].lower().replace("ё", "е")) for found in _WORD.finditer(part)
    ]
    yield from _full_names(part, tokens)
    yield from (_Candidate(found.start(), found.end(), nominative=True) for found in _KIN.finditer(part))
    for found in _SURNAME_FIRST.finditer(part):
        if _is_surname(found[1]):
            yield _Candidate(found.start(), found.end(), _is_masculine(found[1]))
    for found in _INITIALS_FIRST.finditer(part):
        if _is_surname(found[1]):
            yield _Candidate(found.start(), found.end(), _is_masculine(found[1]))
    for found in POST.finditer(part):
        after = _AFTER_POST.match(part, found.end() + (part[found.end() : found.end() + 1] == "."))
        if after and _is_shape(after[1]) and not _ADJECTIVE_SURNAME.search(after[1].lower()):
            yield _Candidate(after.start(1), after.end(1), nominative=True, sure=True)
    if expected.names in ("words", "person"):
        for found in _ONE_INITIAL.finditer(part):
            if _is_shape(found[1] or found[2]) and (found[1] or found[2]).lower() not in TOWNS:
                yield _Candidate(found.start(), found.end(), _is_masculine(found[1] or found[2]))
        for found in _NO_DOTS.finditer(part):
            if _is_shape(found[1]) and found[2].lower() not in ABBREVIATIONS and not found[1].isupper():
                yield _Candidate(found.start(), found.end(), nominative=True)
    yield from _given_and_surname(part, tokens, whole_only=expected.names in ("title", "address"))
    if expected.names == "person" and tokens and _stands_for_somebody(part, tokens):
        start, end, word, low = tokens[-1]
        if word[0].isupper() and LONE_SURNAME.fullmatch(low) and not _is_town(low) and low not in _NO_NAMES:
            yield _Candidate(start, end, nominative=True)


_Token = tuple[int, int, str, str]


def _full_names(part: str, tokens: list[_Token]) -> Iterator[_Candidate]:
    for place, (start, end, word, low) in enumerate(tokens):
        known = low in PATRONYMICS
        strong = known and low not in PATRONYMIC_PLACES
        if not (known or PATRONYMIC_SHAPE.fullmatch(low)):
            continue
        capital = word[0].isupper()
        nominative = _NOMINATIVE_PATRONYMIC.search(low) is not None
        first = tokens[place - 1] if place and _adjacent(part, tokens[place - 1][1], start) else None
        if first and first[2].isupper() and first[3] in BEFORE_PLACES:
            first = None
        before = tokens[place - 2] if first and place > 1 and _adjacent(part, tokens[place - 2][1], first[0]) else None
        after = tokens[place + 1] if place + 1 < len(tokens) and _adjacent(part, end, tokens[place + 1][0]) else None
        from_ = first[0] if first else start
        if before and before[2][0].isupper() and SURNAME_SHAPE.fullmatch(before[3]):
            from_ = before[0]
        to = after[1] if after and after[2][0].isupper() and SURNAME_SHAPE.fullmatch(after[3]) else end
        if (
            (first and first[3] in GIVEN and (strong or capital))
            or (
                first and strong and capital and first[2][0].isupper()
                and not _ADJECTIVE.search(first[3]) and _is_surname(first[2])
            )
            or (strong and to != end)
            or (known and after and after[3] in GIVEN)
            or (first and capital and from_ < first[0] and first[2][0].isupper() and _is_surname(first[2]))
            or (strong and len(tokens) == 1 and len(part) - (end - start) <= 2)
        ):  # fmt: skip
            yield _Candidate(from_, to, nominative)


def _given_and_surname(part: str, tokens: list[_Token], whole_only: bool) -> Iterator[_Candidate]:
    whole = len(tokens) == 2
    if whole_only and not whole:
        return
    for one, other in pairwise(tokens):
        capitals = one[2][0].isupper() + other[2][0].isupper()
        if not _adjacent(part, one[1], other[0]) or not (capitals == 2 or (whole and capitals == 0)):
            continue
        for name, surname in ((one, other), (other, one)):
            if name[3] in GIVEN and surname[3] not in GIVEN and SURNAME_SHAPE.fullmatch(surname[3]):
                if surname[3].startswith(FAMOUS) or not _is_surname(surname[2]):
                    continue
                yield _Candidate(one[0], other[1], _is_masculine(surname[2]))


def _stands_for_somebody(part: str, tokens: list[_Token]) -> bool:
    """Whether the last word is all there is, or follows a post: «начальник управления Петров»."""
    if len(tokens) == 1:
        return True
    (_, before, *_), (start, *_) = tokens[-2:]
    near = _AT_SCHOOL.fullmatch(part[before:start]) is not None
    return near and POST.search(part[:before]) is not None


def _is_town(low: str) -> bool:
    return low in TOWNS or low[:-1] in TOWNS


def _adjacent(part: str, end: int, start: int) -> bool:
    return part[end:start] == " "


def _is_surname(word: str) -> bool:
    low = word.lower().replace("ё", "е")
    return low not in NOT_A_SURNAME and not ORGANISATION.fullmatch(low) and len(low) > 1


def _is_shape(word: str) -> bool:
    low = word.lower().replace("ё", "е")
    return SURNAME_SHAPE.fullmatch(low) is not None and _is_surname(low) and low not in _NO_NAMES


def _is_masculine(word: str) -> bool:
    return _MASCULINE.search(word.lower().replace("ё", "е")) is not None


def _latin_name(text: str, expected: Expected) -> str | None:
    found = _LATIN_PATRONYMIC.search(text)
    if found is not None and found[1].lower() not in PATRONYMICS_LATIN:
        found = None
    if found is None and expected.names in ("words", "person"):
        found = _LATIN_INITIALS.search(text)
        words = [word.lower() for word in _LATIN_WORD.findall(text)]
        surnames = [word for word in words if LATIN_SURNAME.fullmatch(word)]
        if found is None and 1 < len(words) <= 3 and expected.names == "person" and set(words) & GIVEN_LATIN:
            return _mask_name(text)
        paired = any(
            (one in GIVEN_LATIN) != (other in GIVEN_LATIN) and {one, other} & set(surnames)
            for one, other in pairwise(words)
        )
        if found is None and surnames and len(words) <= 4 and (expected.names == "person" or paired):
            return _mask_name(text)
    return None if found is None else _mask_name(found[0])


def _mask_name(name: str) -> str:
    """«Иванов И. И.» → «И… И. И.», «Иванов Иван» → «И… И…»."""
    return " ".join(
        f"{word}." if len(word) == 1 else f"{word[0].upper()}…" for word in re.findall(r"[А-Яа-яЁёA-Za-z]+", name)
    )
