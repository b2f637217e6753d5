"""A blouse from Carson to Ontario, California: what the tests of this module ship."""

from galeon.carriers.stub.ups import UpsStub
from galeon.carriers.terms import Address, Goods, LabelWanted, Login, Piece

CARSON = Address(
    name="Galeon Hub", company="Galeon", lines=("1 Dock Street",), city="Carson", state="CA", postcode="90745",
    country="US", phone="3105550100",
)  # fmt: skip
ONTARIO = Address(
    name="Ana Ruiz", lines=("12 Elm Avenue", "Apt 4"), city="Ontario", state="CA", postcode="91761", country="US",
    phone="9095550101",
)  # fmt: skip
BLOUSES = Goods(
    description="Silk blouse", quantity=2, weight_g=150, value_minor=1999, hs_code="620610", origin="CN", sku="B-1"
)
BOX = Piece(parcel_no=1, weight_g=500, length_mm=300, width_mm=200, height_mm=100, goods=(BLOUSES,))


def login(ups: UpsStub, client_id: str = "galeon-test") -> Login:
    """The account at the stub."""
    return Login(
        carrier="ups", client_id=client_id, client_secret="s3cret", account_number="9E14G0", test_mode=True,
        base_url=ups.url,
    )  # fmt: skip


def wanted(key: str = "GAL-77", *, boxes: int = 1, **changes: object) -> LabelWanted:
    """A label for the blouses."""
    pieces = tuple(
        Piece(parcel_no=no, weight_g=500, length_mm=300, width_mm=200, height_mm=100, goods=(BLOUSES,))
        for no in range(1, boxes + 1)
    )
    asked: dict[str, object] = {
        "key": key, "service": "ups_ground", "ship_from": CARSON, "ship_to": ONTARIO, "pieces": pieces,
        "currency": "USD", **changes,
    }  # fmt: skip
    return LabelWanted(**asked)
