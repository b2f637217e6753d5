"""What intake lets pass, the label prints whole."""

from hypothesis import given, settings
from hypothesis import strategies as st

from galeon.intake.glyphs import _is_short, _length, unfitting
from galeon.ops.small import order
from galeon.waybills.label.limits import address_refusal
from galeon.waybills.orders import Address
from galeon.waybills.reads import label_address

text = st.builds(lambda letter, n: letter * n, st.sampled_from("W鑫mñЖ"), st.integers(1, 60))
addresses = st.builds(
    Address, name=text, company=text, street=st.tuples(text, text, text), city=text, state=text, country=st.just("US"),
    postcode=st.sampled_from(["90013", "W" * 16]), phone=st.just("+1 213 555 0123 ext 99"), house_number=st.sampled_from(["", "3ºB"]),
)  # fmt: skip


@settings(max_examples=300)
@given(addresses)
def test_a_short_address_always_fits_and_a_longer_one_is_reckoned(a: Address) -> None:
    if _is_short(a):
        assert address_refusal(label_address(a), "consignee") is None
    if _length(a) <= 80:
        assert address_refusal(label_address(a), "shipper", is_sender=True) is None


def test_an_address_too_long_for_the_label_is_refused_when_it_is_ordered() -> None:
    long = Address(
        name="W" * 120, company="W" * 100, street=("W" * 100,) * 3, city="W" * 80, state="W" * 80, country="US"
    )
    (no,) = unfitting(order(consignee=long))
    assert (no.code, no.field) == ("label_too_long", "consignee.street")
    assert list(unfitting(order())) == []
