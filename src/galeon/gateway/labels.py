"""Labels at addresses that need no key, since an ERP hands them to a printer: signed, and good for ninety days."""

import base64
import struct
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from galeon.kernel.refusal import Refusal
from galeon.kernel.tenancy import customer
from galeon.waybills.label import label_pdf
from galeon.waybills.reads import labels

KEPT_S = 90 * 24 * 3600
IDS_MAX = 50
_SIGNER = TimestampSigner(salt="galeon.labels", sep=".")


def label_url(request: HttpRequest, account_id: int, waybill_ids: Sequence[int]) -> str:
    """The address of one PDF with the labels of these waybills: at GALEON_URL, else as seen from where the call came."""
    packed = struct.pack(f">{len(waybill_ids) + 1}q", account_id, *waybill_ids)
    token = _SIGNER.sign(base64.urlsafe_b64encode(packed).decode().rstrip("="))
    path = reverse("signed_label", args=[token])
    if settings.PUBLIC_URL:
        return f"{settings.PUBLIC_URL}{path}"
    try:
        return request.build_absolute_uri(path)
    except DisallowedHost:  # called by a name this installation does not serve under: say one that it does
        return f"{request.scheme}://{settings.ALLOWED_HOSTS[0]}{path}"


def signed_label(request: HttpRequest, token: str) -> HttpResponse:
    """GET /labels/<token>.pdf."""
    try:
        told = _SIGNER.unsign(token, max_age=KEPT_S)
    except BadSignature:
        return HttpResponse("There is no such label.\n", status=404, content_type="text/plain; charset=utf-8")
    packed = base64.urlsafe_b64decode(told + "=" * (-len(told) % 4))
    account_id, *ids = struct.unpack(f">{len(packed) // 8}q", packed)
    with customer(account_id):
        made = label_pdf(labels([(account_id, waybill_id) for waybill_id in ids]))
    if isinstance(made, Refusal):
        return HttpResponse(made.text() + "\n", status=422, content_type="text/plain; charset=utf-8")
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="labels.pdf"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
