"""What both command lines, python -m data and python -m queries, share: a parser and reasons in Russian."""

from __future__ import annotations

import argparse
import errno
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

MISUSED = 2
"""Exit code: the call is wrong."""

RUSSIAN_OF_ARGPARSE = (
    ("the following arguments are required", "не указано"),
    ("unrecognized arguments", "лишнее"),
    ("invalid choice", "нет такого значения"),
    ("choose from", "возможны"),
    ("invalid int value", "нужно целое число"),
    ("expected one argument", "нужно значение"),
    ("ambiguous option", "непонятно, какой из параметров"),
    ("could match", "имеется в виду"),
    ("argument ", ""),
)


class MisuseError(Exception):
    """The command can't be carried out as it was given; the message says why and what to do."""


class RussianFormatter(argparse.HelpFormatter):
    """Help whose own words are Russian."""

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        """As argparse does it, with a Russian prefix."""
        super().add_usage(usage, actions, groups, "Вызов: " if prefix is None else prefix)


class RussianParser(argparse.ArgumentParser):
    """A parser that asks, helps and complains in Russian."""

    def __init__(self, **settings: Any) -> None:
        """As argparse's own, with a help option of ours."""
        super().__init__(**settings, add_help=False, formatter_class=RussianFormatter)
        self.options = self.add_argument_group("Параметры")
        self.options.add_argument("-h", "--help", action="help", help="показать эту справку")
        self.options.add_argument(
            "--database",
            metavar="URL",
            default=argparse.SUPPRESS,
            help="база ведомства; по умолчанию — переменная KOLLEGIA_DATABASE_URL, без неё файл var/kollegia.sqlite3",
        )

    def error(self, message: str) -> NoReturn:
        """Print what is wrong with the call and leave with code 2."""
        for english, russian in RUSSIAN_OF_ARGPARSE:
            message = message.replace(english, russian)
        self.print_usage(sys.stderr)
        self.exit(MISUSED, f"Команда написана с ошибкой: {message}. Справка: {self.prog} --help\n")


_REASONS = {
    errno.ENOENT: "такого файла или папки нет",
    errno.EACCES: "нет прав",
    errno.EPERM: "нет прав",
    errno.EROFS: "сюда нельзя писать",
    errno.EISDIR: "это папка, а не файл",
    errno.ENOTDIR: "часть пути — файл, а не папка",
    errno.EEXIST: "под этим именем уже есть файл",
    errno.ENOSPC: "на диске нет места",
    errno.ENAMETOOLONG: "имя слишком длинное",
    errno.ETXTBSY: "файл занят другой программой",
    errno.EBUSY: "файл занят другой программой",
    errno.EIO: "сбой диска",
}


def reason_of(error: OSError) -> str:
    """Why the system refused, in Russian: «нет прав»; by its number where there are no words of ours."""
    return _REASONS.get(error.errno or 0, f"отказ операционной системы № {error.errno}")
