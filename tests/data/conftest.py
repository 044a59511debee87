"""What tests of migrations and of backups share."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from data import database

REVISION = """
import sqlalchemy as sa
from alembic import op

revision = "later"
down_revision = "{head}"


def upgrade():
    {body}
"""

LaterMigration = Callable[..., None]


@pytest.fixture
def later_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LaterMigration:
    """``later_migration(body)``: the program's migrations and one more after them; until ``patch`` is undone."""

    def add(body: str, patch: pytest.MonkeyPatch = monkeypatch) -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(Path(database.__file__).parent / "migrations", folder)
        written = REVISION.format(head=database.revisions()[-1], body=body)
        (folder / "versions" / "later.py").write_text(written, encoding="utf-8")
        patch.setattr(database, "__file__", str(tmp_path / "database.py"))

    return add
