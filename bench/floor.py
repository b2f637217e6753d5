"""The floor of intake: one function that inserts the same rows, called by pgbench with 8 clients. Nothing is checked."""

import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg

from bench.server import Place

CLIENTS = 8
FUNCTION = """
CREATE OR REPLACE FUNCTION bench_floor(p_account bigint, p_seed bigint, p_orders jsonb) RETURNS int LANGUAGE plpgsql AS $$
DECLARE v_now timestamptz := clock_timestamp();
BEGIN
  WITH o AS MATERIALIZED (
    SELECT galeon_id() AS id, 'F' || p_seed || '-' || e.at AS ref, r.* FROM jsonb_array_elements(p_orders)
      WITH ORDINALITY AS e(v, at), LATERAL jsonb_to_record(e.v) AS r(
      service_id bigint, mode text, origin_site_id bigint, to_country text, to_postcode text,
      to_city text, to_name text, consignee jsonb, shipper jsonb, cargo_class text, pieces smallint, weight_g int,
      declared_minor bigint, declared_currency text, quoted_minor bigint, currency text, quote jsonb, taxes jsonb,
      hash text, parcels jsonb, items jsonb)
  ), w AS (
    INSERT INTO waybill (account_id, id, number, displayed_number, reference, service_id, mode, state, state_at,
      state_rank, booked_at, source, origin_site_id, to_country, to_postcode, to_city, to_name, consignee, shipper,
      cargo_class, pieces, weight_g, declared_minor, declared_currency, quoted_minor, currency, quote, taxes,
      content_hash)
    SELECT p_account, id, ref, ref, ref, service_id, mode, 'booked', v_now, 0, v_now, 'floor', origin_site_id,
      to_country, to_postcode, to_city, to_name, consignee, shipper, cargo_class, pieces, weight_g, declared_minor,
      declared_currency, quoted_minor, currency, quote, taxes, decode(hash, 'hex') FROM o
  ), p AS (
    INSERT INTO parcel (account_id, waybill_id, no, weight_g, length_mm, width_mm, height_mm)
    SELECT p_account, o.id, x.no, (x.v ->> 0)::int, (x.v ->> 1)::int, (x.v ->> 2)::int, (x.v ->> 3)::int
      FROM o, jsonb_array_elements(o.parcels) WITH ORDINALITY AS x(v, no)
  ), t AS (
    INSERT INTO item (account_id, waybill_id, line, parcel_no, sku, title, title_local, hs_code, quantity,
      unit_value_minor, currency, unit_weight_g, origin_country, url)
    SELECT p_account, o.id, x.line, (x.v ->> 0)::smallint, x.v ->> 1, x.v ->> 2, x.v ->> 3, x.v ->> 4,
      (x.v ->> 5)::int, (x.v ->> 6)::bigint, x.v ->> 7, (x.v ->> 8)::int, x.v ->> 9, x.v ->> 10
      FROM o, jsonb_array_elements(o.items) WITH ORDINALITY AS x(v, line)
  ), d AS (
    INSERT INTO waybill_number (number, exact, account_id, waybill_id, kind, carrier, leg, since)
    SELECT 'O' || ref, NULL, p_account, id, 'ours', '', '', v_now FROM o
    UNION ALL SELECT ref, ref, p_account, id, 'reference', '', '', v_now FROM o
  ), h AS (
    INSERT INTO hold (account_id, id, source_id, amount_minor, currency, state, held_at)
    SELECT p_account, galeon_id(), id, quoted_minor, currency, 'held', v_now FROM o
  )
  INSERT INTO waybill_event (account_id, waybill_id, id, code, source, occurred_at, recorded_at, target, rank)
  SELECT p_account, id, galeon_id(), 'book', 'floor', v_now, v_now, 'booked', 0 FROM o;
  RETURN jsonb_array_length(p_orders);
END $$;
"""


def prepare(place: Place) -> None:
    """Create the floor's function."""
    with psycopg.connect(place.owner_url, autocommit=True) as db:
        db.execute(FUNCTION)


def measure(place: Place, accounts: list[int], orders_json: str, seconds: float) -> float:
    """Calls a second of the floor function with these orders (one JSON array, as intake sends it)."""
    quoted = orders_json
    low, high = min(accounts), max(accounts)
    script = (
        f"\\set account random({low}, {high})\n\\set seed random(1, 9000000000000000000)\n"
        f"SELECT bench_floor(:account, :seed, $body${_no_variables(quoted)}$body$::jsonb);\n"
    )
    with TemporaryDirectory() as folder:
        file = Path(folder) / "floor.sql"
        file.write_text(script)
        told = subprocess.run(
            [place.binaries / "pgbench", "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "1",
             "-T", str(max(1, round(seconds))), "-f", file, *_where(place.owner_url)],
            env=_password(place.owner_url), capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    found = re.search(r"tps = ([0-9.]+)", told)
    if not found or "number of failed transactions: 0" not in told:
        raise RuntimeError(told)
    return float(found[1])


def _no_variables(text: str) -> str:
    """pgbench replaces :name; a space after each colon keeps it from seeing one."""
    return re.sub(r":(?=[A-Za-z_0-9])", ": ", text)


def _where(url: str) -> list[str]:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    host = query.get("host", [parts.hostname or ""])[0]
    port = query.get("port", [str(parts.port or 5432)])[0]
    return ["-h", unquote(host), "-p", port, "-U", parts.username or "", parts.path.lstrip("/")]


def _password(url: str) -> dict[str, str]:
    return {"PGPASSWORD": unquote(urlsplit(url).password or ""), "PATH": "/usr/bin:/bin"}
