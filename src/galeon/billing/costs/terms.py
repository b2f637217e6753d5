"""What costs are entered with, and what came of it."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

Object = Literal["master", "declaration", "departure", "container", "bag", "waybill"]
Basis = Literal["charge_g", "gross_g", "volume", "pieces", "value", "count"]
Stage = Literal["accrued", "actual"]
Key = tuple[int, int]
"""A waybill: (account_id, id)."""


class NewCost(Struct, frozen=True, kw_only=True):
    """A cost line of something shared, or of one waybill.

    object_ref: a master's, bag's or container's number, any number of a waybill, a declaration's reference or id, a
    departure's id. supplier: its code. amount_minor: above zero a cost, below zero a credit of the supplier's, never 0.
    source: its idempotency key. entity_id None: the company its waybills are invoiced by, the first where they differ.
    """

    object_kind: Object
    object_ref: str
    supplier: str
    code: str
    amount_minor: int
    currency: str
    basis: Basis
    occurred_at: datetime
    source: str
    stage: Stage = "actual"
    entity_id: int | None = None
    by: int | None = None
    memo: str = ""
    bill_line_id: int | None = None


class Entered(Struct, frozen=True):
    """A cost that stands. waybills: how many share it, 0 while there are none. existing: it was entered before."""

    cost_id: int
    source: str
    waybills: int
    existing: bool = False


class ActualCost(Struct, frozen=True, kw_only=True):
    """What a supplier bills for a waybill, or for the cost line `cost_id`; exactly one of the two.

    The expected cost it replaces is reversed: that line, or what was expected of this supplier for the waybill of the kinds
    it bills (`kinds.kind_of_code`; None = all of them). The rest stays expected.
    """

    supplier: str
    amount_minor: int
    currency: str
    source: str
    at: datetime
    waybill: Key | None = None
    cost_id: int | None = None
    code: str = "carriage"
    kinds: frozenset[str] | None = None
    bill_line_id: int | None = None
    by: int | None = None
    memo: str = ""
