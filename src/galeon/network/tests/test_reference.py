from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connections

from galeon.network import acts, reference
from galeon.network.models import Country, Port


def test_all_249_countries_have_names_in_three_languages() -> None:
    rows = reference.countries()
    assert len({row.alpha2 for row in rows}) == len({row.alpha3 for row in rows}) == len(rows) == 249
    assert all(row.name_en and row.name_es and row.name_zh and len(row.numeric) == 3 for row in rows)
    names = {row.alpha2: (row.name_en, row.name_es, row.name_zh) for row in rows}
    assert names["US"] == ("United States", "Estados Unidos", "美国")
    assert names["DE"] == ("Germany", "Alemania", "德国")


def test_the_union_has_27_members_and_some_posts_need_no_postcode() -> None:
    rows = {row.alpha2: row for row in reference.countries()}
    assert sum(row.is_eu for row in rows.values()) == 27
    assert (rows["ES"].is_eu, rows["GB"].is_eu, rows["CH"].is_eu) == (True, False, False)
    assert [rows[code].postcode_required for code in ("US", "ES", "HK", "AE")] == [True, True, False, False]


def test_the_main_ports_and_airports_are_there() -> None:
    rows = {row.locode: row for row in reference.ports()}
    assert sum(row.functions[0] == "1" for row in rows.values()) >= 160
    assert sum(row.functions[3] == "4" for row in rows.values()) >= 140
    iata = {row.iata for row in rows.values()}
    assert {"PVG", "CAN", "SZX", "HKG", "SIN", "LEJ", "LGG", "CGN", "AMS", "MAD", "BCN", "VLC", "LAX", "ORD"} <= iata
    assert {"JFK", "MIA", "CVG", "SDF", "ANC", "OAK", "SEA", "MEX", "GRU", "SCL", "BOG", "DXB", "RUH", "JNB"} <= iata
    assert {"CNSHA", "CNNGB", "CNYTN", "NLRTM", "DEHAM", "ESVLC", "USLGB", "MXZLO", "BRSSZ", "AEJEA"} <= rows.keys()


def test_every_port_is_sound() -> None:
    known = {row.alpha2 for row in reference.countries()}
    rows = reference.ports()
    assert len({row.locode for row in rows}) == len(rows)
    for row in rows:
        assert len(row.locode) == 5, row
        assert row.locode[:2] == row.country, row
        assert row.country in known, row
        assert abs(row.latitude_udeg) < 66_000_000, row
        assert abs(row.longitude_udeg) < 180_000_000, row
        assert bool(row.iata) == (row.functions[3] == "4"), row
        assert row.functions in ("1-------", "---4----", "1--4----"), row
        ZoneInfo(row.timezone)


def test_a_ports_clock_is_near_its_sun() -> None:
    """Catches swapped signs and slipped lines: no place keeps a clock more than four hours off its meridian."""
    for row in reference.ports():
        offset = datetime(2026, 1, 15, tzinfo=ZoneInfo(row.timezone)).utcoffset()
        assert offset is not None
        hours_off = abs(offset.total_seconds() / 3600 - row.longitude_udeg / 15_000_000)
        assert min(hours_off, 24 - hours_off) < 4, row


@pytest.mark.django_db(databases=["default", "owner"])
def test_loading_again_changes_nothing_and_keeps_what_an_import_completed() -> None:
    assert (Country.objects.count(), Port.objects.count()) == (249, len(reference.ports()))
    owner = Port.objects.using("owner")
    owner.filter(locode="CNSHA").update(functions="12345---", latitude_udeg=0)
    acts.load_reference("owner")
    assert owner.get(locode="CNSHA").latitude_udeg == 0
    with connections["owner"].cursor() as cursor:
        cursor.execute("COMMENT ON TABLE port IS 'reference of an older release'")
    acts.load_reference("owner")
    shanghai = owner.get(locode="CNSHA")
    assert (shanghai.functions, shanghai.latitude_udeg) == ("12345---", 31_240_000)
