"""Messages are kept as they came, with secrets struck out, and forgotten when their days are over."""

from datetime import UTC, datetime, timedelta

import pytest

from galeon.exchange import handlers, messages
from galeon.exchange.keys import struck_out
from galeon.exchange.models import Message

PASSWORDS = frozenset({"password", "secret"})


@pytest.mark.parametrize(
    ("payload", "kept"),
    [
        (b'{"UserName":"a","PassWord":"in\\"v3n"}', b'{"UserName":"a","PassWord":"***"}'),
        (b'{"PASSWORD" : "cut off', b'{"PASSWORD" : "***"'),
        (b"username=a&Password=b+c%26&x=1", b"username=a&Password=***&x=1"),
        (b'{"note":"password"}', b'{"note":"password"}'),
        (b"\xff\xfe", b"\xff\xfe"),
    ],
)
def test_secrets_are_struck_out_of_what_is_kept(payload: bytes, kept: bytes) -> None:
    assert struck_out(payload, PASSWORDS) == kept


@pytest.mark.parametrize(
    "payload",
    [
        b"<ns1:appToken>inv+a/&amp;=</ns1:appToken><x>1</x>",
        b'{"Verify":{"Token":"inv+a\\/&="}}',
        b"param=%7B%22userid%22%3A%22inv%2Ba%2F%26%3D%22%7D",
        b"a=1&key=inv+a/&=",
    ],
)
def test_a_secret_that_was_shown_is_struck_out_wherever_it_stands(payload: bytes) -> None:
    kept = struck_out(payload, frozenset(), ["inv+a/&="])
    assert b"***" in kept
    assert b"inv" not in kept
    assert struck_out(b"<appToken a='1'>inv</appToken>", frozenset({"apptoken"})) == b"<appToken a='1'>***</appToken>"


@pytest.mark.django_db
def test_a_message_is_kept_byte_by_byte(db: None) -> None:
    messages.keep("yunexpress", "POST /api/WayBill/CreateOrder", 200, "1001", b"\x00\xff{", b"{}", 1_234, account_id=7)
    row = Message.objects.get()
    assert (bytes(row.request), bytes(row.reply), row.outcome, row.account_id) == (b"\x00\xff{", b"{}", "1001", 7)


@pytest.mark.django_db
def test_in_a_serving_process_messages_wait_for_the_background_and_the_oldest_are_written_first(db: None) -> None:
    messages.in_background(True)
    try:
        for n in range(messages.BATCH + 3):
            messages.keep("api", f"POST /{n}", 422, "validation", b"", b"", 1)
        assert Message.objects.count() == 0
        assert messages.write_messages() == messages.BATCH
        assert messages.write_messages() == 3
        assert messages.write_messages() == 0
    finally:
        messages.in_background(False)
    assert list(Message.objects.order_by("id").values_list("verb", flat=True)[:2]) == ["POST /0", "POST /1"]


@pytest.mark.django_db
def test_messages_are_forgotten_after_their_days(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GALEON_MESSAGE_DAYS", "7")
    for _ in range(2):
        messages.keep("api", "POST /", 422, "validation", b"", b"", 1)
    now = datetime.now(UTC)
    Message.objects.filter(pk=Message.objects.order_by("id")[0].pk).update(at=now - timedelta(days=8))
    handlers.forget(int(now.timestamp()))
    assert Message.objects.count() == 1
