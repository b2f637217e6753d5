"""A member named twice is found, however it is written, and nothing else is taken for it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galeon.gateway.bodies import BadBody, forbid_duplicates

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('ab:"\\u', max_size=3), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":1}', '{"a" :1, "a" : 2}', '{"a":{"b":1,"b":2}}', '[{"a":1},{"b":[{"c":1,"c":1}]}]', '{"a:":1,"a:":2}',
        '{"a":"x:y:z","a":"\\u003a"}', '{"a":"\\u003A\\u003a","a":"b:"}', '{"\\u0061":1,"a":2}', '{"a":{},"a":{"b":1}}',
    ],
)  # fmt: skip
def test_a_member_named_twice_is_found(text: str) -> None:
    with pytest.raises(BadBody) as bad:
        forbid_duplicates(text.encode())
    assert bad.value.refusal.code == "duplicate_name"


@given(VALUES, st.booleans(), st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "\t:\r\n")]))
def test_what_names_each_member_once_passes(value: object, ascii_only: bool, separators: tuple[str, str]) -> None:
    forbid_duplicates(json.dumps(value, ensure_ascii=ascii_only, separators=separators).encode())
