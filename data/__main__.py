"""The command line: python -m data COMMAND. Exit codes: 0 done, 1 refused because of the data, 2 the call is wrong.

Modules that pull in pandas and SQLAlchemy are imported by the command that needs them, so that help comes at once.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from data.command_line import MISUSED, MisuseError, RussianParser, reason_of
from data.findings import SEVERITY_WORD, Finding

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from data.checking import CheckedWorkbook
    from data.loading import SheetChange

DONE, REFUSED = 0, 1
NBSP = "\u00a0"
MOST_FINDINGS = 200
"""Findings printed; a longer list is not read to its end anyway."""


def parser() -> RussianParser:
    """All commands and their arguments; each names the function that carries it out in ``run``."""
    whole = RussianParser(prog="python -m data", description="Данные «Коллегии»: загрузка, отмена, демонстрация.")
    commands = whole.add_subparsers(title="Команды", metavar="КОМАНДА", dest="command", required=True)

    def add(name: str, run: Callable[[argparse.Namespace], int], words: str) -> argparse._ArgumentGroup:
        command: RussianParser = commands.add_parser(name, help=words, description=words)
        command.set_defaults(run=run)
        return command.options

    def add_file(options: argparse._ArgumentGroup, words: str) -> None:
        options.add_argument("file", metavar="ФАЙЛ", type=Path, help=words)

    add("init", run_init, "создать или обновить обе базы; построить демонстрацию, если её нет")
    demo = add("demo", run_demo, "построить демонстрацию заново")
    demo.add_argument(
        "--size",
        default="district",
        metavar="РАЗМЕР",
        help="размер: district (200 школ, по умолчанию), region (1 500) или country (40 000)",
    )
    demo.add_argument("--seed", default=1, type=int, metavar="ЧИСЛО", help="начало случайных чисел (по умолчанию 1)")
    demo.add_argument(
        "--workbook",
        type=Path,
        metavar="ФАЙЛ",
        help="записать книги (по одной на цикл: ФАЙЛ-2025-26.xlsx), базу не менять",
    )
    demo.add_argument("--yes", action="store_true", help="удалить и чужие загрузки из демонстрационной базы")
    add_file(add("template", run_template, "записать пустой шаблон книги"), "куда записать, например шаблон.xlsx")
    add_file(add("check", run_check, "проверить книгу, ничего не загружая"), "книга: xlsx, xls, ods или csv")
    loading = add("load", run_load, "проверить и загрузить книгу")
    add_file(loading, "книга: xlsx, xls, ods или csv")
    loading.add_argument("--yes", action="store_true", help="не спрашивать подтверждения")
    loading.add_argument("--post", metavar="ДОЛЖНОСТЬ", help="кто загружает: должность, без фамилии")
    release = add(
        "release", run_release, "снять ложное замечание о персональных данных; без --numbers — перечислить их"
    )
    add_file(release, "книга, в которой они найдены")
    release.add_argument("--numbers", metavar="НОМЕРА", help="какие снять, через запятую: 1,3")
    release.add_argument("--column", action="store_true", help="снять и все такие же в столбце")
    release.add_argument("--reason", default="", metavar="ПРИЧИНА", help="почему это не персональные данные")
    release.add_argument("--post", default="", metavar="ДОЛЖНОСТЬ", help="кто снимает: должность, без фамилии")
    withdraw = add("withdraw", run_withdraw, "вернуть снятое замечание: искать такие данные снова")
    withdraw.add_argument("release_id", metavar="НОМЕР", type=int, help="номер снятого замечания из history")
    mapping = add("map", run_map, "загрузить таблицу ведомства не по шаблону, по сохранённому сопоставлению")
    add_file(mapping, "таблица: xlsx, xls, ods или csv")
    mapping.add_argument("--mapping", required=True, metavar="ИМЯ", help="имя сопоставления; новое будет сохранено")
    mapping.add_argument("--sheet", metavar="ЛИСТ", help="имя листа, если таблиц в файле несколько")
    mapping.add_argument("--create", action="store_true", help="создать муниципалитеты и школы, которых нет в базе")
    mapping.add_argument("--accept-guesses", action="store_true", help="принять то, в чём программа не уверена")
    mapping.add_argument("--yes", action="store_true", help="не спрашивать подтверждения")
    mapping.add_argument("--post", metavar="ДОЛЖНОСТЬ", help="кто загружает: должность, без фамилии")
    add("history", run_history, "загрузки, последние сверху")
    export = add("export", run_export, "записать копию того, что загружено: zip с листами в csv")
    export.add_argument("load_id", metavar="НОМЕР", type=int, help="номер загрузки из history")
    export.add_argument("copy", metavar="ФАЙЛ", type=Path, help="куда записать, например копия.zip")
    boundaries = add("boundaries", run_boundaries, "загрузить границы муниципалитетов для карты")
    add_file(boundaries, "границы: GeoJSON, градусы WGS 84, свойства name и, лучше, oktmo")
    boundaries.add_argument("--yes", action="store_true", help="сохранить, даже если ничего не совпало")
    backup = add("backup", run_backup, "записать резервную копию всей базы; программа при этом может работать")
    backup.add_argument("copy", metavar="ФАЙЛ", type=Path, help="куда записать, например копия.zip")
    backup.add_argument("--overwrite", action="store_true", help="заменить файл, если он уже есть")
    restoring = add("restore", run_restore, "вернуть базу из резервной копии: всё или ничего")
    add_file(restoring, "резервная копия, которую записала команда backup")
    restoring.add_argument(
        "--replace", action="store_true", help="заменить то, что есть в базе; прежнее сначала сохраняется копией"
    )
    undo = add("undo", run_undo, "отменить загрузку")
    undo.add_argument("load_id", metavar="НОМЕР", type=int, help="номер загрузки из history")
    undo.add_argument("--post", metavar="ДОЛЖНОСТЬ", help="кто отменяет: должность, без фамилии")
    return whole


def main(arguments: list[str] | None = None) -> int:
    """Carry out one command; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A console of Windows may lack a sign of ours; a question mark is better than a traceback.
            stream.reconfigure(errors="replace")
    asked = parser().parse_args(arguments)
    try:
        code: int = asked.run(asked)
        sys.stdout.flush()
    except MisuseError as error:
        print(error, file=sys.stderr)
        return MISUSED
    except BrokenPipeError:
        # The reader (head, less) has seen enough; without this Python complains once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print("\nПрервано; незаконченная загрузка не записана.", file=sys.stderr)
        return REFUSED
    return code


def run_init(asked: argparse.Namespace) -> int:
    """Create or migrate both databases; the demonstration is built if it is absent."""
    from data.database import initialise
    from data.demonstration_load import ensure_demonstration

    own, demonstration = _own_url(asked), _demonstration_url(asked)
    with _engine(own) as engine:
        initialise(engine)
    print(f"База данных готова: {_shown(own)}")
    with _engine(demonstration) as engine:
        built = ensure_demonstration(engine, show_progress)
    print(f"Демонстрация {'построена' if built else 'готова'}: {_shown(demonstration)}")
    return DONE


def run_demo(asked: argparse.Namespace) -> int:
    """Build the demonstration anew, in its database or as files."""
    from data.demonstration import build_demonstration
    from data.demonstration_load import ForeignLoadsError, replace_demonstration
    from data.demonstration_sizes import EXTENTS
    from data.workbook_file import write_workbook

    if asked.size not in EXTENTS:
        raise MisuseError(f"Нет размера «{asked.size}». Возможны: {', '.join(EXTENTS)}.")
    if asked.workbook is not None:
        for workbook in build_demonstration(asked.size, asked.seed):
            cycle = workbook.instruction.cycle.replace("/", "-")
            path = asked.workbook.with_name(f"{asked.workbook.stem}-{cycle}.xlsx")
            with _writing_file(path):
                write_workbook(workbook, path)
            print(f"Записана книга: {path}")
        return DONE
    url = _demonstration_url(asked)
    with _engine(url) as engine:
        try:
            replace_demonstration(engine, asked.size, asked.seed, show_progress, discard_foreign=asked.yes)
        except ForeignLoadsError as error:
            _complain(
                f"В демонстрационной базе {_shown(url)} есть загрузки не из демонстрации: {error}. Если это и правда "
                "демонстрационная база и их не жаль, повторите с --yes: они будут удалены."
            )
            return REFUSED
    print(f"Демонстрация построена: {_shown(url)}")
    return DONE


def run_template(asked: argparse.Namespace) -> int:
    """Write the empty workbook."""
    from data.template import build_template

    with _writing_file(asked.file, new=True):
        asked.file.write_bytes(build_template())
    print(f"Записан шаблон: {asked.file}")
    return DONE


def run_check(asked: argparse.Namespace) -> int:
    """Check a workbook, say what is found and what a load would change."""
    from data.database import reading
    from data.loading import foresee_changes

    with _ready_engine(asked) as engine:
        checked = _checked(engine, asked.file)
        if checked.workbook is None:
            return REFUSED
        with reading(engine) as connection:
            changes = foresee_changes(connection, checked.workbook)
    print("Загрузка изменила бы:")
    print_changes(changes)
    return DONE


def run_load(asked: argparse.Namespace) -> int:
    """Check a workbook and load it; on a terminal, after a question."""
    from data.database import reading
    from data.loading import foresee_changes, load_workbook

    post = _post(asked)
    with _ready_engine(asked) as engine:
        checked = _checked(engine, asked.file)
        if checked.workbook is None:
            _complain("Книга не загружена: исправьте ошибки и повторите.")
            return REFUSED
        if not asked.yes and sys.stdin.isatty():
            with reading(engine) as connection:
                print_changes(foresee_changes(connection, checked.workbook))
            if not _agreed():
                print("Книга не загружена.")
                return DONE
        content = asked.file.read_bytes()
        result = load_workbook(
            engine, checked.workbook, asked.file.name, content, checked.findings, progress=show_progress, post=post
        )
    if result.load_id is None:
        print("Всё, что есть в книге, уже загружено: ничего не изменилось.")
        return DONE
    print(f"Загрузка № {result.load_id}:")
    print_changes(result.changes)
    return DONE


def run_release(asked: argparse.Namespace) -> int:
    """List what was taken for personal data, or release some of it as a false alarm."""
    from data.checks.privacy import releasable
    from data.personal_data import RULES
    from data.releases import WHOLE_COLUMN, ReleaseRefusedError, add_releases

    with _ready_engine(asked) as engine:
        found = releasable(_check(engine, asked.file).findings)
        if asked.numbers is None:
            for number, each in enumerate(found, start=1):
                print(f"{number}. {each.place() or each.column}: {RULES[each.rule]} {each.value or ''}".rstrip())
            print("Замечаний о персональных данных нет." if not found else "Снять: --numbers 1,2 --reason … --post …")
            return DONE
        try:
            chosen = [found[number - 1] for number in map(int, asked.numbers.split(",")) if 0 < number <= len(found)]
        except ValueError as error:
            raise MisuseError("Номера пишутся через запятую: --numbers 1,3") from error
        if not chosen:
            raise MisuseError(f"Замечаний с такими номерами нет: их {len(found)}.")
        places = [
            (each.sheet, each.column, each.rule, WHOLE_COLUMN if asked.column else each.digest) for each in chosen
        ]
        try:
            numbers = add_releases(engine, places, asked.reason, asked.post)
        except ReleaseRefusedError as error:
            _complain(str(error))
            return REFUSED
    print(f"Снято замечаний: {len(numbers)}. Номера в журнале: {', '.join(map(str, numbers)) or 'нет новых'}.")
    return DONE


def run_withdraw(asked: argparse.Namespace) -> int:
    """Take a release back."""
    from data.releases import ReleaseRefusedError, withdraw_release

    with _ready_engine(asked) as engine:
        try:
            withdraw_release(engine, asked.release_id)
        except ReleaseRefusedError as error:
            _complain(str(error))
            return REFUSED
    print(f"Замечание № {asked.release_id} возвращено.")
    return DONE


def run_map(asked: argparse.Namespace) -> int:
    """Load a department's own table by a kept mapping; on a terminal, after a question."""
    from data.database import reading
    from data.loading import foresee_changes
    from data.mapping.command import UndecidedError, map_table
    from data.mapping.loading import load_by_mapping

    post = _post(asked)
    with _ready_engine(asked) as engine:
        with reading(engine) as connection:
            try:
                mapped = map_table(
                    connection,
                    asked.file,
                    asked.mapping,
                    asked.sheet,
                    create=asked.create,
                    today=date.today(),
                    accept=asked.accept_guesses,
                )
            except UndecidedError as error:
                _complain(str(error))
                return REFUSED
            for line in mapped.words:
                print(line)
            print_findings(mapped.checked.findings)
            workbook = mapped.checked.workbook
            if workbook is None or mapped.settled is None:
                _complain("Таблица не загружена: исправьте ошибки и повторите.")
                return REFUSED
            if not asked.yes and sys.stdin.isatty():
                print_changes(foresee_changes(connection, workbook))
        if not asked.yes and sys.stdin.isatty() and not _agreed():
            print("Таблица не загружена.")
            return DONE
        content = asked.file.read_bytes()
        result, version = load_by_mapping(
            engine,
            workbook,
            mapped.settled,
            asked.mapping,
            file_name=asked.file.name,
            sheet=mapped.sheet,
            content=content,
            findings=mapped.checked.findings,
            progress=show_progress,
            post=post,
        )
    if result.load_id is None:
        print("Всё, что есть в таблице, уже загружено: ничего не изменилось.")
        return DONE
    print(f"Загрузка № {result.load_id}; сопоставление «{asked.mapping}», версия {version}:")
    print_changes(result.changes)
    return DONE


def _post(asked: argparse.Namespace) -> str | None:
    from data.acting import ActRefusedError, checked_post

    try:
        return checked_post(asked.post) if asked.post else None
    except ActRefusedError as refusal:
        raise MisuseError(str(refusal)) from refusal


def _agreed() -> bool:
    return input("Загрузить? да/нет: ").strip().lower() in ("да", "д", "yes", "y")


def run_history(asked: argparse.Namespace) -> int:
    """List the loads, the latest first."""
    from sqlalchemy import func, select

    from data.database import reading
    from data.personal_data import RULES
    from data.releases import read_releases
    from data.tables import load, load_partition
    from methodology.words import day

    with _ready_engine(asked) as engine, reading(engine) as connection:
        rows = connection.execute(
            select(
                load,
                func.count(load_partition.c.municipality_id.distinct()).label("municipalities"),
                func.sum(load_partition.c.rows).label("rows"),
            )
            .join(load_partition, load_partition.c.load_id == load.c.load_id)
            .group_by(*load.c)
            .order_by(load.c.load_id.desc())
        ).all()
        releases = read_releases(connection)
    if not rows:
        print("Загрузок ещё не было.")
    for row in rows:
        state = "в силе" if row.undone_at is None else f"отменена {row.undone_at:%d.%m.%Y %H:%M}"
        by, undone_by = (f", {post}" if post else "" for post in (row.post, row.undone_post))
        state += undone_by
        print(
            f"№ {row.load_id}  {row.loaded_at:%d.%m.%Y %H:%M}{by}  {row.file_name}  цикл {row.cycle}, "
            f"срез {day(row.cut_date)}, муниципалитетов: {row.municipalities}, строк: {row.rows}  — {state}"
        )
    for each in releases:
        state = "снято" if each.withdrawn_at is None else f"возвращено {each.withdrawn_at:%d.%m.%Y %H:%M}"
        print(
            f"Снятое замечание № {each.release_id}  {each.released_at:%d.%m.%Y %H:%M}  "
            f"{each.sheet or 'книга в целом'}, {each.column}: {RULES[each.rule]}. "
            f"{each.author_post}: {each.reason}  — {state}"
        )
    return DONE


def run_export(asked: argparse.Namespace) -> int:
    """Write the kept copy of a load."""
    from sqlalchemy import select

    from data.database import reading
    from data.kept_copy import harmless_copy
    from data.tables import load_file

    with _ready_engine(asked) as engine, reading(engine) as connection:
        content = connection.scalar(select(load_file.c.content).where(load_file.c.load_id == asked.load_id))
    if content is None:
        _complain(f"Загрузки № {asked.load_id} нет.")
        return REFUSED
    with _writing_file(asked.copy, new=True):
        asked.copy.write_bytes(harmless_copy(content))
    print(f"Записана копия загрузки № {asked.load_id}: {asked.copy}")
    return DONE


def run_boundaries(asked: argparse.Namespace) -> int:
    """Store a GeoJSON of boundaries for the map, and say what of it matches the municipalities of the data."""
    from data.boundary_file import MOST_BYTES, read_boundaries
    from data.boundary_matching import match
    from data.boundary_sets import add_boundaries, every_synonym, named
    from data.database import reading
    from data.known import described_municipalities

    with _ready_engine(asked) as engine:
        try:
            with asked.file.open("rb") as file:
                content = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise MisuseError(f"Файл «{asked.file}» не читается: {reason_of(error)}.") from error
        read = read_boundaries(content)
        if read.findings:
            print_findings(read.findings)
        if not read.shapes:
            _complain("Границы не загружены: исправьте ошибки и повторите.")
            return REFUSED
        with reading(engine) as connection:
            places = described_municipalities(connection)
        found = match(places, named(read.shapes), every_synonym())
        print(f"Территорий в файле: {len(read.shapes)}. Совпало муниципалитетов: {len(found.places)} из {len(places)}.")
        for place in places:
            if place.code in found.reasons:
                print(f"    {place.code} {place.name}: {found.reasons[place.code]}")
        if places and not found.places and not asked.yes:
            _complain("Границы не загружены: ничего не совпало. Если файл тот, повторите с --yes.")
            return REFUSED
        set_id = add_boundaries(engine, asked.file.name, content, read.shapes)
    print("Такие границы уже загружены: ничего не изменилось." if set_id is None else f"Границы № {set_id} сохранены.")
    return DONE


def run_backup(asked: argparse.Namespace) -> int:
    """Write a backup of the department's own database."""
    from data.backup import save_backup
    from data.database import reading
    from methodology.words import counted, number

    with (
        _ready_engine(asked) as engine,
        _writing_file(asked.copy, new=not asked.overwrite),
        reading(engine) as connection,
    ):
        manifest = save_backup(connection, asked.copy, overwrite=asked.overwrite, progress=show_progress)
        size = asked.copy.stat().st_size / 1_000_000
    rows = counted(manifest.rows, "строка", "строки", "строк")
    print(f"Записана копия базы: {asked.copy} ({rows}, {number(size, 1)}{NBSP}МБ)")
    return DONE


def run_restore(asked: argparse.Namespace) -> int:
    """Put a backup in the place of what the department's own database holds."""
    from data.restoring import RestoreRefusedError, restore_backup
    from methodology.words import counted

    with _ready_engine(asked) as engine:
        try:
            restored = restore_backup(engine, asked.file, replace=asked.replace, progress=show_progress)
        except RestoreRefusedError as error:
            _complain(str(error))
            return REFUSED
        except OSError as error:
            raise MisuseError(f"Файл «{asked.file}» не читается: {reason_of(error)}.") from error
    if restored.previous is not None:
        print(f"Прежние данные сохранены: {restored.previous}")
    made_at = datetime.fromisoformat(restored.manifest.made_at)
    rows = counted(restored.manifest.rows, "строка", "строки", "строк")
    print(f"База возвращена из копии от {made_at:%d.%m.%Y %H:%M}: {rows}.")
    return DONE


def run_undo(asked: argparse.Namespace) -> int:
    """Take a load back."""
    from data.loading import UndoRefusedError, undo_load

    post = _post(asked)
    with _ready_engine(asked) as engine:
        try:
            undo_load(engine, asked.load_id, post)
        except UndoRefusedError as error:
            _complain(str(error))
            return REFUSED
    print(f"Загрузка № {asked.load_id} отменена.")
    return DONE


def print_findings(findings: Iterable[Finding]) -> None:
    """Print what was found, errors first, and how many of each kind."""
    ordered = sorted(findings, key=lambda finding: list(SEVERITY_WORD).index(finding.severity))
    for finding in ordered[:MOST_FINDINGS]:
        place = finding.place()
        print(f"{SEVERITY_WORD[finding.severity].upper()}{': ' if place else ''}{place}")
        print(f"    {finding.message}")
        print(f"    Что сделать: {finding.remedy}")
    if len(ordered) > MOST_FINDINGS:
        print(f"… и ещё {len(ordered) - MOST_FINDINGS}.")
    counts = {word: sum(finding.severity == severity for finding in ordered) for severity, word in _PLURAL.items()}
    print("; ".join(f"{word}: {count}" for word, count in counts.items()) + ".")


_PLURAL = {"error": "Ошибок", "warning": "предупреждений", "note": "примечаний"}


def print_changes(changes: Iterable[SheetChange]) -> None:
    """Print what a load does, a line a sheet and cycle."""
    from methodology.words import municipalities, number

    for change in changes:
        counts = (
            ("добавлено", change.added),
            ("изменено", change.changed),
            ("без изменений", change.unchanged),
            ("удалено", change.removed),
            ("остаётся из прежних загрузок", change.kept),
        )
        words = ", ".join(f"{word} {number(count)}" for word, count in counts if count)
        print(f"    «{change.sheet}», {change.cycle} ({municipalities(change.municipalities)}): строк {words}")


def show_progress(share: float, words: str) -> None:
    """One line on the terminal that is written over and over; nothing where stderr is a file."""
    if sys.stderr.isatty():
        line = "" if share >= 1 else f"{words} … {100 * share:.0f}{NBSP}%"
        sys.stderr.write(f"\r{line:<70}" + ("\r" if share >= 1 else ""))
        sys.stderr.flush()


def _checked(engine: Engine, path: Path) -> CheckedWorkbook:
    """The file checked against what the database knows; what is found is printed."""
    checked = _check(engine, path)
    print_findings(checked.findings)
    return checked


def _check(engine: Engine, path: Path) -> CheckedWorkbook:
    from data.checking import check_file
    from data.database import reading
    from data.known import read_known

    with reading(engine) as connection:
        known = read_known(connection)
    try:
        checked = check_file(path, path.name, known, date.today(), progress=show_progress)
    except OSError as error:
        raise MisuseError(f"Файл «{path}» не читается: {reason_of(error)}.") from error
    finally:
        show_progress(1.0, "")
    return checked


def _own_url(asked: argparse.Namespace) -> str:
    from data.database import own_database_url

    return getattr(asked, "database", None) or own_database_url()


def _demonstration_url(asked: argparse.Namespace) -> str:
    """The demonstration's database; raises MisuseError if it is the department's own."""
    from data.database import SameDatabaseError, separate_demo_url

    try:
        return separate_demo_url(_own_url(asked))
    except SameDatabaseError as error:
        raise MisuseError(f"{error} Базу ведомства можно задать и параметром --database.") from error


def _shown(url: str) -> str:
    from sqlalchemy.engine import make_url

    return make_url(url).render_as_string(hide_password=True)


@contextmanager
def _ready_engine(asked: argparse.Namespace) -> Iterator[Engine]:
    """An engine on the department's own database, brought up to date. A missing file is complained of before."""
    from data.database import initialise

    if (path := getattr(asked, "file", None)) is not None and not path.is_file():
        raise MisuseError(f"Нет такого файла: «{path}».")
    with _engine(_own_url(asked)) as engine:
        initialise(engine)
        yield engine


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    """An engine, given back at the end; a database that doesn't answer is the caller's mistake, not a traceback."""
    from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

    from data.backup import BackupFailedError
    from data.database import make_engine

    try:
        engine = make_engine(url)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise MisuseError("Адрес базы написан неверно. Нужен sqlite:///путь или postgresql+psycopg://…") from error
    except OSError as error:
        raise MisuseError(f"Папку базы не удалось создать: {reason_of(error)} («{error.filename}»).") from error
    try:
        yield engine
    except BackupFailedError as error:
        raise MisuseError(str(error)) from error
    except DatabaseError as error:
        if type(error) not in (OperationalError, DatabaseError):
            raise  # a broken constraint or a wrong statement is a bug of ours
        reason = str(error.orig).strip().splitlines()[0]
        raise MisuseError(f"База {_shown(url)} не отвечает или повреждена: {reason}") from error
    finally:
        engine.dispose()


@contextmanager
def _writing_file(path: Path, *, new: bool = False) -> Iterator[None]:
    """What refuses the writing is the caller's mistake; ``new``: a file that is there already is not overwritten."""
    if not path.parent.is_dir():
        raise MisuseError(f"Файл «{path}» не удалось записать: нет папки «{path.parent}».")
    try:
        if new and path.exists():
            raise MisuseError(f"Файл «{path}» уже есть. Укажите другое имя или удалите его.")
        yield
    except OSError as error:
        raise MisuseError(f"Файл «{path}» не удалось записать: {reason_of(error)}.") from error


def _complain(words: str) -> None:
    print(words, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
