"""The sheet «Инструкция»: cycle, cut date and the other parameters of a workbook."""

from __future__ import annotations

from datetime import date

from data.cells import LENIENCIES, PROBLEMS, shown
from data.checks.listing import quoted
from data.findings import Finding, Severity
from data.parsing import Cells, ParsedInstruction
from data.sheets import INSTRUCTION, PARAMETERS, TEMPLATE_VERSION, Parameter
from data.workbook import cycle_bounds
from methodology.words import day


def check_instruction_required(cells: Cells) -> list[Finding]:
    """Required parameters are filled."""
    found = cells.instruction
    if found is None:
        return []
    return [
        Finding(
            "error",
            "instruction_required",
            f"Не заполнен параметр «{parameter.label}»."
            if parameter.name in found.rows
            else f"Нет параметра «{parameter.label}».",
            f"Впишите значение рядом с ним: {parameter.note}.",
            sheet=INSTRUCTION,
            row=found.rows.get(parameter.name),
            column=parameter.label,
        )
        for parameter in PARAMETERS
        if parameter.required and parameter.name not in found.written
    ]


def check_instruction_readable(cells: Cells) -> list[Finding]:
    """Every filled parameter could be read."""
    found = cells.instruction
    if found is None:
        return []
    findings = []
    for parameter in PARAMETERS:
        code = found.problems.get(parameter.name)
        if code is not None:
            value = shown(found.written[parameter.name])
            message, remedy = PROBLEMS.get(
                code, ("«{value}» — не дата.", "Впишите дату в виде ДД.ММ.ГГГГ, например 31.08.2026.")
            )
            findings.append(
                _about(found, parameter, "error", "instruction_readable", message.format(value=value), remedy)
            )
    return findings


def check_instruction_understood(cells: Cells) -> list[Finding]:
    """Parameters that are read otherwise than they are written, and labels that the template doesn't have."""
    found = cells.instruction
    if found is None:
        return []
    findings = []
    for parameter in PARAMETERS:
        code = found.leniencies.get(parameter.name)
        if code is not None:
            message = f"Прочитано как «{found.parameters[parameter.name]}»: {LENIENCIES[code].message}."
            findings.append(
                _about(found, parameter, "note", "instruction_understood", message, "Ничего делать не нужно.")
            )
    if found.unknown:
        findings.append(
            Finding(
                "note",
                "instruction_understood",
                f"Не читаются параметры, которых нет в шаблоне: {quoted(label for _, label in found.unknown)}.",
                "Ничего делать не нужно.",
                sheet=INSTRUCTION,
                row=found.unknown[0][0],
                rows=len(found.unknown),
            )
        )
    return findings


def check_instruction_repeated(cells: Cells) -> list[Finding]:
    """A parameter stands once."""
    repeated = [] if cells.instruction is None else cells.instruction.repeated
    return [
        Finding(
            "error",
            "instruction_repeated",
            f"Параметр «{label}» указан ещё раз.",
            "Оставьте одну строку с этим параметром.",
            sheet=INSTRUCTION,
            row=row,
            column=label,
        )
        for row, label in repeated
    ]


def check_instruction_template(cells: Cells) -> list[Finding]:
    """The workbook was made from the template of this version."""
    found = cells.instruction
    version = None if found is None else found.parameters.get("template_version")
    if found is None or version is None or version == TEMPLATE_VERSION:
        return []
    message = f"Книга сделана по шаблону версии {version}, а действует версия {TEMPLATE_VERSION}."
    remedy = "Если листы или столбцы названы не так, скачайте новый шаблон и перенесите сведения в него."
    return [_about(found, _PARAMETER["template_version"], "warning", "instruction_template", message, remedy)]


def check_instruction_future(cells: Cells) -> list[Finding]:
    """The cut date has come already."""
    found = cells.instruction
    cut_date = None if found is None else found.parameters.get("cut_date")
    if found is None or not isinstance(cut_date, date) or cut_date <= cells.today:
        return []
    message = f"Дата среза {day(cut_date)} ещё не наступила (сегодня {day(cells.today)})."
    remedy = "Укажите день, на который собраны сведения; если дата верна, загрузите книгу после неё."
    return [_about(found, _PARAMETER["cut_date"], "error", "instruction_future", message, remedy)]


def check_instruction_cut_date(cells: Cells) -> list[Finding]:
    """Check 30 of the model: the cut date lies in its cycle."""
    found = cells.instruction
    if found is None:
        return []
    cut_date, cycle = found.parameters.get("cut_date"), found.parameters.get("cycle")
    if not isinstance(cut_date, date) or not isinstance(cycle, str):
        return []
    first_day, last_day = cycle_bounds(cycle)
    if first_day <= cut_date <= last_day:
        return []
    message = f"Дата среза {day(cut_date)} вне цикла {cycle} ({day(first_day)} – {day(last_day)})."
    remedy = "Проверьте дату среза и отчётный цикл: одно из двух, скорее всего, осталось от прошлого года."
    return [_about(found, _PARAMETER["cut_date"], "warning", "instruction_cut_date", message, remedy)]


_PARAMETER = {parameter.name: parameter for parameter in PARAMETERS}


def _about(
    found: ParsedInstruction, parameter: Parameter, severity: Severity, check: str, message: str, remedy: str
) -> Finding:
    return Finding(
        severity,
        check,
        message,
        remedy,
        sheet=INSTRUCTION,
        row=found.rows[parameter.name],
        column=parameter.label,
        value=shown(found.written[parameter.name]),
    )
