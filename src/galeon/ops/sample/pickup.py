"""The sample company's UPS at work: the stub answers, and its driver comes for what was handed over. Knows no Django."""

import sys
import time

import psycopg

from galeon.carriers.stub.ups import UpsStub
from galeon.kernel.environment import Environment
from galeon.ops.sample.stub import CODE, MEMORY, PACE

ROUND_SECONDS = 3.0
HANDED_OVER = """
SELECT b.number FROM carrier_booking b
  JOIN carrier_account a ON a.id = b.carrier_account_id
  JOIN waybill w ON w.account_id = b.account_id AND w.id = b.waybill_id
 WHERE a.code = %s AND b.state = 'booked' AND w.state = 'handed_over'"""


def serve(port: int, env: Environment) -> None:
    """Serve until stopped; prints the address."""
    with UpsStub(port, pace=PACE, waits=True, memory=env.data / MEMORY) as ups:
        sys.stdout.write(f"{ups.url}\n")
        sys.stdout.flush()
        while True:
            try:
                with psycopg.connect(env.app_url, autocommit=True) as staff:
                    _drive(staff, ups)
            except psycopg.Error as error:  # the database is started again by itself; so do we go on
                sys.stdout.write(f"The driver waits: {error}\n")
                sys.stdout.flush()
            time.sleep(ROUND_SECONDS)


def _drive(staff: "psycopg.Connection[tuple[str]]", ups: UpsStub) -> None:
    while True:
        collect(staff, ups)
        time.sleep(ROUND_SECONDS)


def collect(staff: "psycopg.Connection[tuple[str]]", ups: UpsStub) -> int:
    """One round of the driver; how many parcels he took."""
    return ups.world.collect(number for (number,) in staff.execute(HANDED_OVER, [CODE]).fetchall())
