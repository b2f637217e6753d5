"""Several PDFs as one."""

import io
from collections.abc import Sequence

import pikepdf


def joined(parts: Sequence[bytes]) -> bytes:
    """One document with the pages of all; a single one as it is. Raises ValueError for what is no PDF."""
    if len(parts) == 1:
        return parts[0]
    whole = pikepdf.new()
    try:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as pdf:
                whole.pages.extend(pdf.pages)
    except pikepdf.PdfError as error:
        raise ValueError(str(error)) from error
    out = io.BytesIO()
    whole.save(out, deterministic_id=True)
    return out.getvalue()
