"""What a page of the company's books was asked for: whose, which months, in which money."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from msgspec import Struct

from galeon.billing.company import reads
from galeon.parties.models import LegalEntity
from galeon.web.views.waybills import whole_number

MONTHS_SHOWN = 6
YEARS = range(2000, 2999)


class Asked(Struct, frozen=True):
    """entity None: all our companies. currency: what amounts are converted to, None: each in its own."""

    entities: list[LegalEntity]
    entity: LegalEntity | None
    first: date
    last: date
    by_mode: bool
    currency: str | None
    today: date

    @property
    def entity_id(self) -> int | None:
        """The company's id, None: all."""
        return self.entity.pk if self.entity else None

    @property
    def span(self) -> Sequence[date]:
        """The months."""
        return reads.months(self.first, self.last)

    def journals(self, book: str, *, month: str = "", segment: str | None = None, currency: str | None = None) -> str:
        """The address of the journals behind a figure; month "": all the months shown."""
        days = (f"{month}-01", f"{month}-01") if month else (self.first.isoformat(), self.last.isoformat())
        terms = {
            "book": book, "from": days[0], "to": days[1], "entity": str(self.entity_id or ""),
            "currency": currency or "", "segment": "-" if segment == "" else segment or "",
        }  # fmt: skip
        return f"{reverse('company-journals')}?{urlencode({k: v for k, v in terms.items() if v})}"


def asked(request: HttpRequest) -> Asked:
    """Read the query; what is not understood is as if it had not been asked."""
    get = request.GET
    entities = reads.entities()
    today = timezone.localdate()
    last = month_of(get.get("to", "")) or today.replace(day=1)
    spent = last.year * 12 + last.month - MONTHS_SHOWN
    first = month_of(get.get("from", "")) or date(spent // 12, spent % 12 + 1, 1)
    chosen = whole_number(get.get("entity", ""))
    entity = next((e for e in entities if e.pk == chosen), entities[0] if len(entities) == 1 else None)
    return Asked(
        entities, entity, min(first, last), last, get.get("by") == "mode",
        None if get.get("money") == "own" else (entity or entities[0]).currency, today,
    )  # fmt: skip


def month_of(typed: str) -> date | None:
    """The first day of a typed month (or of a day's month)."""
    try:
        found = date.fromisoformat(f"{typed[:7]}-01")
    except ValueError:
        return None
    return found if found.year in YEARS else None


def day_of(typed: str) -> date | None:
    """A typed day."""
    try:
        found = date.fromisoformat(typed[:10])
    except ValueError:
        return None
    return found if found.year in YEARS else None
