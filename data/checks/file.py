"""The file before it is opened: its name and size."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath

from data.findings import Finding
from data.reading import FILE_TYPES, MAX_FILE_BYTES
from data.releases import Release
from methodology.words import NBSP, number


@dataclass(frozen=True)
class File:
    """A file on the server's disk, the name that the user gave it, and what was released as no personal data."""

    path: Path
    name: str
    releases: tuple[Release, ...] = ()


def check_file_type(file: File) -> list[Finding]:
    """The ending of the name is one of the types that are read."""
    ending = PurePath(file.name).suffix.lower()
    if ending in FILE_TYPES:
        return []
    return [
        Finding(
            "error",
            "file_type",
            f"Файлы вида «{ending}» не загружаются." if ending else "У имени файла нет расширения.",
            f"Сохраните таблицы как книгу .xlsx; читаются также {', '.join(FILE_TYPES[1:])}.",
            value=file.name,
        )
    ]


def check_file_size(file: File) -> list[Finding]:
    """The file is neither empty nor larger than the limit."""
    size = file.path.stat().st_size
    if size == 0:
        return [
            Finding(
                "error",
                "file_size",
                "Файл пуст: в нём 0 байт.",
                "Сохраните книгу ещё раз и загрузите её: при сохранении или копировании файл мог оборваться.",
            )
        ]
    if size > MAX_FILE_BYTES:
        megabytes = number(size / 1024**2)
        return [
            Finding(
                "error",
                "file_size",
                f"Файл занимает {megabytes}{NBSP}МБ, а читаются файлы до {MAX_FILE_BYTES // 1024**2}{NBSP}МБ.",
                "Оставьте в книге только листы шаблона, уберите рисунки и лишнее оформление.",
                value=f"{megabytes}{NBSP}МБ",
            )
        ]
    return []
