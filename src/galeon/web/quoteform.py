"""The quote form: the order form's fields, as far as a price depends on them."""

from galeon.intake.quotes import Enquiry
from galeon.waybills.orders import Order
from galeon.web.orderform import OrderForm

FIELDS = {
    "country": "consignee.country", "postcode": "consignee.postcode", "region": "consignee.state", "city": "consignee.city",
    "cargo_class": "cargo_class", "declared_minor": "declared_minor", "insured_minor": "insured_minor",
    "cod_minor": "cod_minor",
}  # fmt: skip
PARTS = ("weight_g", "length_mm", "width_mm", "height_mm")


class QuoteForm(OrderForm):
    """What was typed, as an `Enquiry`, and what is wrong with it by field. A row without a figure is no parcel yet."""

    @property
    def parcel_rows(self) -> list[int]:
        """Positions of the parcels that have a figure, at least one."""
        rows = self._rows("parcels")
        return [n for n in rows if any(self.text(f"parcels[{n}].{part}") for part in PARTS)] or rows[:1]

    @property
    def is_asked(self) -> bool:
        """True once there is enough for a price: a country, and a parcel with a weight."""
        return bool(self.order.consignee.country and any(p.weight_g for p in self.order.parcels))

    @property
    def enquiry(self) -> Enquiry:
        """As the services are asked."""
        to, extras = self.order.consignee, self.order.extras
        ddp = ("ddp",) if self.order.taxes.incoterm == "DDP" else ()
        return Enquiry(
            country=to.country, postcode=to.postcode, region=to.state, city=to.city, parcels=self.order.parcels,
            cargo_class=self.order.cargo_class, options=(*extras.options, *ddp), insured_minor=extras.insured_minor,
            cod_minor=extras.cod_minor, declared_minor=self.declared_minor,
        )  # fmt: skip

    def _order(self) -> Order:
        self.declared_minor = self._money("declared_minor", self.currency)
        return super()._order()

    def _field(self, path: str) -> str:
        return FIELDS.get(path) or super()._field(path)
