"""The labels carriers sold us: one waybill's to look at, many to print."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET

from galeon.kernel.documents.joining import joined
from galeon.kernel.refusal import Refusal
from galeon.waybills.documents import CARRIER_LABEL, Paper, newest
from galeon.web.views.waybill import found_or_404
from galeon.web.visitors import CUSTOMER, STAFF, Visitor, page_for

PDF, ZPL = "application/pdf", "application/zpl"
ENDINGS = {PDF: "pdf", ZPL: "zpl", "image/gif": "gif", "image/png": "png"}


@require_GET
@page_for(CUSTOMER | STAFF)
def carrier_label(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponseBase:
    """The newest label a carrier sold us for the waybill, as it came."""
    head = found_or_404(number, visitor).head
    paper = newest([(head.account_id, head.id)], CARRIER_LABEL).get((head.account_id, head.id))
    if paper is None:
        raise Http404
    return sent(paper.content, paper.media_type, paper.source.partition(":")[2] or head.number)


def together(waybills: Sequence[tuple[int, int]]) -> HttpResponse | Refusal:
    """The labels of all that have one, in order, for one printing."""
    found = newest(waybills, CARRIER_LABEL)
    papers = [found[key] for key in waybills if key in found]
    kinds = {paper.media_type for paper in papers}
    if not papers:
        return Refusal(code="carrier_label_missing", message="No carrier’s label has been bought for these yet.")
    if len(kinds) > 1 or not kinds <= {PDF, ZPL}:
        return Refusal(
            code="carrier_labels_differ", message="These labels are of different kinds; print them one by one."
        )
    content = _joined(papers) if PDF in kinds else b"\n".join(paper.content for paper in papers)
    if isinstance(content, Refusal):
        return content
    return sent(content, kinds.pop(), "carrier-labels")


def _joined(papers: Sequence[Paper]) -> bytes | Refusal:
    try:
        return joined([paper.content for paper in papers])
    except ValueError:
        return Refusal(
            code="carrier_label_unreadable", message="One of these labels cannot be read; print them one by one."
        )


def sent(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file as a browser shows it, or keeps it where it cannot."""
    response = HttpResponse(content, content_type=media_type)
    way = "attachment" if media_type == ZPL else "inline"
    response.headers["Content-Disposition"] = f'{way}; filename="{name}.{ENDINGS.get(media_type, "bin")}"'
    return response
