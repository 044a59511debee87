"""The same bytes for the same content: office files without the moment at which they were packed."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_PACKAGES = (".xlsx", ".docx", ".pptx")


def steady(content: bytes, made_on: date | None) -> bytes:
    """The office file with its parts in order, without times but the day named; workbooks within it too."""
    moment = f"{(made_on or date(1980, 1, 1)).isoformat()}T00:00:00Z".encode()
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        # The list of types comes first: some readers look for it there.
        for name in sorted(given.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = given.read(name)
            if name.endswith(_PACKAGES):
                part = steady(part, made_on)
            elif name == "docProps/core.xml":
                part = _MOMENT.sub(lambda found: found[1] + moment + found[2], part)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            written.writestr(entry, part)
    return packed.getvalue()
