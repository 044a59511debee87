"""Which functions are queries: what the command line lists and what the cached door of the pages lets through."""

from __future__ import annotations

import inspect
import pkgutil
import sys
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import get_type_hints

import pandas as pd

import queries

Query = Callable[..., pd.DataFrame]
COMMON = ("connection", "scope")
"""The first two parameters of every query."""


def all_queries() -> dict[str, Query]:
    """Name → query, by module and name. Raises RuntimeError if two modules name a query alike."""
    found: dict[str, Query] = {}
    for entry in pkgutil.iter_modules(queries.__path__):
        if entry.name.startswith("_"):
            continue
        module = import_module(f"{queries.__name__}.{entry.name}")
        for name, function in sorted(vars(module).items()):
            if getattr(function, "__module__", None) != module.__name__ or not _is_query(function):
                continue
            if name in found:
                raise RuntimeError(f"two queries are named {name}")
            found[name] = function
    return found


def query_name(function: Callable[..., object]) -> str:
    """The name of a query, unique among queries.

    Raises TypeError for anything but a query: a public function at module level of the package ``queries`` whose first
    two parameters are connection and scope and which returns a frame.
    """
    if not _is_query(function):
        raise TypeError(f"not a query: {function!r}")
    return function.__name__


def reads_decisions(query: Query) -> bool:
    """Whether what people decided is part of its answer: its module says so (``READS_DECISIONS``)."""
    return bool(getattr(sys.modules[query.__module__], "READS_DECISIONS", False))


def own_parameters(query: Query) -> dict[str, inspect.Parameter]:
    """What a query takes beyond connection and scope, by name; annotations are types, not text."""
    parameters = inspect.signature(query, eval_str=True).parameters
    return {name: parameter for name, parameter in parameters.items() if name not in COMMON}


@lru_cache(maxsize=1_000)
def _is_query(function: object) -> bool:
    if not inspect.isfunction(function) or function.__name__.startswith("_"):
        return False
    module = function.__module__
    at_module_level = getattr(sys.modules.get(module), function.__name__, None) is function
    if not at_module_level or not module.startswith(f"{queries.__name__}."):
        return False
    if tuple(inspect.signature(function).parameters)[: len(COMMON)] != COMMON:
        return False
    return get_type_hints(function).get("return") is pd.DataFrame
