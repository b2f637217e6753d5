"""Who is looking: read once a request, and the gates that decide which pages are theirs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from galeon.kernel import tenancy
from galeon.parties.reads import Person, person

P = ParamSpec("P")
CUSTOMER = frozenset({"owner", "clerk"})
HUB = frozenset({"admin", "operations", "station"})
FINANCE = frozenset({"admin", "finance"})
PRICING = frozenset({"admin", "pricing"})
PRICES = PRICING | FINANCE
STAFF = HUB | FINANCE | PRICING


Visitor = Person


def scope(visitor: Visitor) -> int | None:
    """The account whose rows they may see; None: every account."""
    return None if visitor.is_house else visitor.account_id


def visitor_of(request: HttpRequest) -> Visitor | None:
    """The person behind the request, read once; None when signed out or without a place."""
    if not hasattr(request, "galeon_visitor"):
        found = person(request.user) if request.user.is_authenticated else None
        request.galeon_visitor = found  # type: ignore[attr-defined]
    visitor: Visitor | None = request.galeon_visitor  # type: ignore[attr-defined]
    return visitor


Page = Callable[Concatenate[HttpRequest, Visitor, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def page_for(roles: frozenset[str]) -> Callable[[Page[P]], View[P]]:
    """Gate a page: signed out -> sign-in, another role -> 403; a customer's page runs as the customer."""

    def gate(page: Page[P]) -> View[P]:
        @wraps(page)
        def view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            visitor = visitor_of(request)
            if visitor is None or visitor.role not in roles:
                raise PermissionDenied
            with sight(visitor):
                return page(request, visitor, *args, **kwargs)

        return view

    return gate


@contextmanager
def sight(visitor: Visitor) -> Iterator[None]:
    """The visitor's zone, and for a customer row-level security around everything read or written."""
    with timezone.override(ZoneInfo(visitor.timezone)):
        if not visitor.is_house:
            with tenancy.customer(visitor.account_id):
                yield
        else:
            yield
