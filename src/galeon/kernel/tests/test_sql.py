"""`ask`: one statement, one value, on the thread's own connection; whatever goes wrong is Django's error."""

import os
import socket

import pytest
from django.db import DataError, IntegrityError, OperationalError, connection, connections, transaction

from galeon.kernel.sql import ask, call

PID = "SELECT pg_backend_pid()"


@pytest.mark.django_db
def test_texts_numbers_bytes_and_nothing_arrive_as_they_were() -> None:
    query = "SELECT concat_ws('|', $1::text, $2::int, encode($3::bytea, 'hex'), coalesce($4::text, 'none'))"
    assert ask("four", query, ["ñ 台\\'", 5, b"\x00\xff", None]) == "ñ 台\\'|5|00ff|none".encode()
    assert ask("nothing", "SELECT $1::text", [None]) is None


@pytest.mark.django_db
def test_it_is_part_of_the_transaction_it_is_asked_in() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask("write", "SELECT set_config('galeon.account', $1, true)", ["7"])
        assert ask("read", "SELECT current_setting('galeon.account')", []) == b"7"
        raise ZeroDivisionError
    assert ask("read", "SELECT current_setting('galeon.account')", []) != b"7"


@pytest.mark.django_db
def test_what_the_server_refuses_is_the_error_the_rest_of_the_house_knows() -> None:
    with pytest.raises(DataError), transaction.atomic():
        ask("divide", "SELECT 1 / $1::int", [0])
    keep = "INSERT INTO once_key (account_id, key, body_hash, created_at) VALUES (1, $1, '', now()) RETURNING key"
    assert ask("keep", keep, ["k"]) == b"k"
    with pytest.raises(IntegrityError), transaction.atomic():
        ask("keep", keep, ["k"])


def test_a_connection_cut_off_is_an_operational_error_and_the_next_call_has_another(fresh_db: str) -> None:
    first = ask("pid", PID, [])
    with socket.socket(fileno=os.dup(connection.connection.pgconn.socket)) as line:
        line.shutdown(socket.SHUT_RDWR)
    with pytest.raises(OperationalError):
        ask("pid", PID, [])
    connections["default"].close_if_unusable_or_obsolete()
    assert ask("pid", PID, []) not in (None, first)


def test_after_a_rollback_the_statement_is_still_known(fresh_db: str) -> None:
    for _ in range(6):
        call("SELECT count(*) FROM country WHERE alpha2 = %s", ["ES"])
        ask("pid", PID, [])
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask("pid", PID, [])
        raise ZeroDivisionError
    assert ask("pid", PID, []) == ask("pid", PID, [])


@pytest.mark.django_db
def test_a_text_is_never_cut_at_a_nul() -> None:
    with pytest.raises(ValueError, match="NUL"):
        ask("text", "SELECT $1::text", ["k\0one"])
