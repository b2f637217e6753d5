"""Our accounts with carriers, as the worker logs in with them."""

from collections.abc import Iterable

import msgspec

from galeon.carriers.models import CarrierAccount
from galeon.carriers.terms import Address, Login


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A carrier account ready for use."""

    id: int
    code: str
    carrier: str
    service: str
    label_format: str
    ship_from: Address
    login: Login


def accounts(ids: Iterable[int]) -> dict[int, Account]:
    """The accounts by id."""
    return {row.pk: _account(row) for row in CarrierAccount.objects.filter(pk__in=set(ids))}


def by_code(code: str) -> Account | None:
    """The account of this code, None when there is none or it is closed."""
    row = CarrierAccount.objects.filter(code=code, is_active=True).first()
    return _account(row) if row else None


def _account(row: CarrierAccount) -> Account:
    return Account(
        id=row.pk,
        code=row.code,
        carrier=row.carrier,
        service=row.service,
        label_format=row.label_format,
        ship_from=msgspec.convert(row.ship_from, Address),
        login=Login(
            carrier=row.carrier,
            client_id=row.client_id,
            client_secret=row.client_secret,
            account_number=row.account_number,
            account_country=row.country,
            test_mode=row.test_mode,
            base_url=row.base_url,
        ),
    )
