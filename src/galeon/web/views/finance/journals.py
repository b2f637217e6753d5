"""The journals behind a figure, and one journal whole."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from galeon.billing.company import figures, reads
from galeon.web.bookwords import BOOKS, book_name, kind_name, segment_name
from galeon.web.companyasked import asked, day_of
from galeon.web.visitors import FINANCE, Visitor, page_for

PAGE = 50


@require_GET
@page_for(FINANCE)
def journals(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Journals on an account of the book, the last booked first."""
    get, want = request.GET, asked(request)
    book = get.get("book", "") if get.get("book", "") in BOOKS else "bank"
    currency = get.get("currency", "")[:3].upper()
    segment = get.get("segment", "")[:14].replace("\0", "")
    wanted = reads.Wanted(
        want.entity_id, book, currency if currency.isascii() and currency.isalpha() else None, want.first,
        figures.month_end(want.last), {"": None, "-": ""}.get(segment, segment),
    )  # fmt: skip
    day, _, journal_id = get.get("before", "").partition(".")
    before = None
    if day and journal_id.isascii() and journal_id.isdigit() and len(journal_id) < 19:
        seen = day_of(day)
        before = (seen, int(journal_id)) if seen else None
    rows = reads.journals(wanted, before, PAGE + 1)
    older = ""
    if len(rows) > PAGE:
        last = rows[PAGE - 1]
        older = urlencode({**get.dict(), "before": f"{last.booked_on.isoformat()}.{last.id}"})
    names = {entity.pk: entity.code for entity in want.entities}
    context = {
        "rows": [(row, kind_name(row.kind), names.get(row.entity_id, ""), list(row.amounts.items())) for row in rows[:PAGE]],
        "asked": want, "book": book, "book_name": book_name(book), "books": BOOKS.items(), "older": older,
        "currency": wanted.currency or "", "segment": segment, "mode": segment_name(wanted.segment or "") if segment else "",
    }  # fmt: skip
    return render(request, "finance/journals.html", context)


@require_GET
@page_for(FINANCE)
def journal(request: HttpRequest, visitor: Visitor, journal_id: int) -> HttpResponseBase:
    """One journal with its lines."""
    found = reads.journal(journal_id) if journal_id < 2**63 else None
    if found is None:
        raise Http404
    entity = next(entity for entity in reads.entities() if entity.pk == found.entity_id)
    lines = [(book_name(x.book), segment_name(x.segment) if x.segment else "", x) for x in found.lines]
    context = {"journal": found, "kind": kind_name(found.kind), "entity": entity, "lines": lines}
    return render(request, "finance/journal.html", context)
