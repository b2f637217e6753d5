"""`galeon furnish`: an empty house and one file make a company that takes orders and weighs them in."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from django.test import Client

from galeon.intake.acts import Placed, place
from galeon.kernel import outbox
from galeon.ledger.reads import standing
from galeon.network.models import Service, Site
from galeon.ops.commands import furnish
from galeon.ops.small import order
from galeon.parties.models import Account, LegalEntity, Member, User
from galeon.parties.reads import customer
from galeon.tariffs import reads
from galeon.tariffs.models import PriceVersion
from galeon.tariffs.price import Piece, Price, PriceRequest
from galeon.tariffs.sheet import Side
from galeon.warehouse.acts import receive
from galeon.warehouse.station import StationScan
from galeon.waybills.models import Waybill

EXAMPLE = Path(__file__).parents[4] / "docs" / "company.toml"
pytestmark = pytest.mark.django_db


def run(file: Path) -> int:
    return furnish.run(Namespace(file=file))


def changed(folder: Path, *changes: tuple[str, str], more: str = "") -> Path:
    """The example with some of its lines written otherwise."""
    text = EXAMPLE.read_text()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    (folder / "mine.toml").write_text(text + more)
    return folder / "mine.toml"


def test_an_empty_house_takes_an_order_and_weighs_it_in_after_one_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(EXAMPLE) == 0
    merchant = customer(Account.objects.get(code="FIRST").pk)
    assert merchant is not None
    now = datetime.now(UTC)
    (answer,) = place(merchant, [msgspec.structs.replace(order(weight_g=1_240), service="US-LINE")], source="api")
    waybill = Waybill.objects.get(reference="SO-1001")
    assert isinstance(answer, Placed)
    assert waybill.number == "US00000000017"
    # 300 x 220 x 140 mm by 6000 is 1.54 kg: 1.6 kg at 95.00 is 152.00, fuel 21.5 % 32.68, registration 16.00.
    assert waybill.quoted_minor == 20_068
    scan = StationScan(
        text=waybill.number, site_id=Site.objects.get(code="SZX1").pk, operator_id=0, occurred_at=now, weight_g=1_240,
        length_mm=300, width_mm=220, height_mm=140,
    )  # fmt: skip
    (verdict,) = receive([scan])
    outbox.drain()
    waybill.refresh_from_db()
    assert (verdict.code, waybill.state, waybill.measured_g) == ("received", "received", 1_240)
    (money,) = standing([merchant.account_id])
    assert (money.posted_minor, money.held_minor, money.available_minor) == (-20_068, 0, 979_932)


def test_who_was_added_signs_in_with_the_password_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(EXAMPLE) == 0
    told = capsys.readouterr().out
    password = told.partition("password of boss@company.example: ")[2].splitlines()[0]
    assert Client().login(email="boss@company.example", password=password)
    hub = Member.objects.get(user__email="hub@company.example")
    assert (hub.role, hub.site.code if hub.site else "", hub.account.is_house) == ("station", "SZX1", True)


def test_the_same_file_again_opens_nothing_and_tells_no_password(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(EXAMPLE) == 0
    digests = dict(User.objects.values_list("email", "password"))
    capsys.readouterr()
    assert run(EXAMPLE) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if not line.endswith("there already")] == []
    assert len(told) == 11
    assert PriceVersion.objects.count() == 2
    assert dict(User.objects.values_list("email", "password")) == digests


def test_a_limit_is_moved_and_new_prices_are_a_new_version(tmp_path: Path) -> None:
    assert run(EXAMPLE) == 0
    assert run(changed(tmp_path, ("limit_minor = 1000000", "limit_minor = 5"), ("= 9500", "= 9900"))) == 0
    (money,) = standing([Account.objects.get(code="FIRST").pk])
    assert money.limit_minor == 5
    numbers = PriceVersion.objects.filter(price_list__code="US-LINE-CNY").order_by("no").values_list("no", flat=True)
    assert list(numbers) == [1, 2]
    assert PriceVersion.objects.filter(published_at=None).count() == 0


def test_a_suppliers_costs_fuel_areas_and_an_agent_come_from_the_file_too(tmp_path: Path) -> None:
    more = """
[[agent]]
code = "HEXING"
name = "Hexing Forwarding"
currency = "CNY"

[[price_list]]
code = "US-LINE-HEXING"
name = "Hexing's"
side = "agent"
agent = "HEXING"
dated_by = "order"
service = "US-LINE"
currency = "CNY"
valid_from = 2026-01-01
unit = "lb"
zone = [{ code = "1", country = "US", region = "Alaska" }, { code = "1", country = "CA", postcode_prefix = "V", postcode_to = "X" }]
rule = [{ code = "freight", basis = "per_kg", amount_minor = 4000 }]
"""
    file = changed(tmp_path, ('code = "FIRST"', 'code = "FIRST"\nagent = "HEXING"'), more=more)
    assert run(file) == 0
    assert run(file) == 0
    account = Account.objects.get(code="FIRST")
    assert account.agent is not None
    assert (account.agent.code, PriceVersion.objects.count()) == ("HEXING", 3)
    service = Service.objects.get()
    request = PriceRequest(
        service.pk, account.pk, "standard", "CNY", "US", "99701", (Piece(30_000, 1_300, 200, 200),), "general",
        datetime(2026, 11, 5, tzinfo=UTC), region="ALASKA", agent_id=account.agent_id,
    )  # fmt: skip
    (cost,), (agents,) = reads.price([request], Side.COST), reads.price([request], Side.AGENT)
    assert isinstance(cost, Price) and isinstance(agents, Price)
    # 30 kg at 78.00, remote at least 168.00, one piece over 120 cm, fuel 21.5 % of the freight
    assert [(line.code, line.amount_minor) for line in cost.lines] == [
        ("freight", 234_000), ("remote", 16_800), ("oversize", 10_800), ("fuel", 50_310),
    ]  # fmt: skip
    assert agents.total_minor == 264_556  # 66.139 lb at 40.00, rounded up to a thousandth of a pound


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('supplier = "ups"', "", "price_list[1].supplier: A cost list names its supplier, and no other list does."),
        ('side = "cost"  ', 'side = "costs"', "price_list[1].side: Invalid enum value 'costs'."),
        ("over = 1200", "above = 1200", "price_list[1].rule[2].when[0].above: The table contains unknown field `above`."),
        ("over = 900", "over = 900, upto = 3", "price_list[1].divisors[0].when[0].upto: The table contains unknown field"),
        ('fuel_table = "ups"', 'fuel_table = "dhl"', "price_list[1].rule[3].fuel_table: There is no table dhl."),
        ('area = "ups"', 'area = "ups"\ntier = "Z"', "price_list[1].rule[1].tier: Table ups has no tier Z."),
        ('"US 967", "US 99500', '"US", "US 99500', "area_table[0].places.A: US: write US 995, US 99500-99950, or AE: Al Ruwais."),
        ("= 21.5 }", "= 21.50001 }", "fuel_table[0].rates: 2026-11-01: a percentage has at most four decimals."),
        ("rate = 7.1", "rate = 0", "exchange_rate[0].rate: A rate is above zero, with at most eight decimals."),
        ("divisors = [", "divisor = 6000\ndivisors = [", "price_list[1].divisor: Write divisor or divisors, not both."),
    ],
)  # fmt: skip
def test_a_fault_of_a_suppliers_list_or_a_dated_table_is_told_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], before: str, after: str, told: str
) -> None:
    assert run(changed(tmp_path, (before, after))) == 1
    assert told in capsys.readouterr().err
    assert not PriceVersion.objects.exists()
    assert not Site.objects.exists()


def test_what_is_there_is_not_changed_by_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(EXAMPLE) == 0
    file = changed(
        tmp_path, ("weight_g_max = 30000", "weight_g_max = 20000"), ('currency = "CNY"', 'currency = "USD"'),
        ("limit_minor = 1000000", "limit_minor = 7"), ('"owner@first.example"', '"boss@company.example"'),
        ('"boss@company.example"', '"chief@company.example"'),
    )  # fmt: skip
    capsys.readouterr()
    assert run(file) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "service[0].weight_g_max: US-LINE is there already" in told.err
    assert "account[0].currency: FIRST is there already" in told.err
    assert Service.objects.get().weight_g_max == 30_000
    assert [s.limit_minor for s in standing([Account.objects.get(code="FIRST").pk])] == [1_000_000]
    assert not User.objects.filter(email="chief@company.example").exists()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('kind = "hub" ', 'kind = "hut" ', "site[0].kind: Invalid enum value 'hut'."),
        ('city = "Shenzhen"', 'town = "Shenzhen"', "site[0].town: The table contains unknown field `town`."),
        ('[[service.leg]]', '[[service.leg]] # bare\n[[service.leg]]', "service[0].leg[0].kind: The table lacks `kind`."),
        ('port = "CNSZX"', 'port = "CNXXX"', "site[0].port: There is no port CNXXX."),
        ('timezone = "Asia/Shanghai"', 'timezone = "Asia/Nowhere"', "site[0].timezone: The time zone Asia/Nowhere is not known."),
        ('site = "SZX1"    ', 'site = "SZX2"    ', "service[0].site: There is no site SZX2."),
        ('countries = ["US", "CA"]', 'countries = ["US", "ZZ"]', "service[0].countries[1]: There is no country ZZ."),
        ("weight_g_max = 30000", "weight_g_max = 30000.5", "service[0].weight_g_max: Expected `int`, got `decimal`."),
        ("days_min = 7", "days_min = 70", "service[0].days_min: The fewest days are more than the most."),
        ('destination = "USLAX"', 'destination = "USLOS"', "service[0].leg[1].destination: There is no port USLOS."),
        ('level = "standard"', 'level = "house"   ', "account[0].level: There is no level house."),
        ('currency = "CNY"', 'currency = "QQQ"', "account[0].currency: There is no currency QQQ."),
        ('role = "owner"  ', 'role = "admin"  ', "account[0].member[0].role: Invalid enum value 'admin'."),
        ("percent = 21.5", 'of_ = ["x"]', "price_list[0].rule[3].of_: The table contains unknown field `of_`."),
        ('zone = "far"', 'zone = "moon"', "price_list[0].rule[1].zone: Zone moon has no countries."),
        ('["US 967", ', '["UX 967", ', "price_list[0].zones.far: There is no country UX."),
        ('"hub@company.example"', '"boss@company.example"', "member[1].email: boss@company.example stands in the file twice."),
        ("[[number_range]]", "[[numberrange]]", "numberrange[0]: There is no table [[numberrange]]."),
        ("[[site]]", "[site]", "site: Write [[site]], in double brackets: there can be several."),
        ('city = "Shenzhen"', 'city = "\\u0000"', "site[0].city: There is a character U+0000 in it."),
        ("latitude = 22.665", "latitude = inf", "site[0].latitude: Degrees go from -90 to 90."),
        ("weight_g_max = 30000", "weight_g_max = 99999999999999999999999", "service[0].weight_g_max: "),
        ("percent = 21.5", "percent = nan", "price_list[0].rule[3].percent: This is no percentage."),
        ("percent = 21.5", "percent = 1e999999", "price_list[0].rule[3].percent: This is no percentage."),
        ("percent = 21.5", "percent = 0.00001", "price_list[0].rule[3].percent: A percentage is above 0"),
        ("amount_minor = 12800", "amount_minor = -1", "price_list[0].rule[1].amount_minor: An amount must be between 0"),
        ('basis = "per_ticket"', 'first_milli = -1\nbasis = "per_ticket"', "price_list[0].rule[2].first_milli: Expected `int` >= 0."),
        ("days_max = 12", "days_max = ", "This is not TOML: Invalid value (at line"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place_and_line_and_nothing_is_opened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], before: str, after: str, told: str
) -> None:
    file = changed(tmp_path, (before, after))
    line = EXAMPLE.read_text().partition(before)[0].count("\n") + 1
    assert run(file) == 1
    error = capsys.readouterr().err
    assert told in error, error
    assert (f"mine.toml:{line}: " if "TOML" not in told else f"(at line {line}, ") in error, error
    assert not Site.objects.exists()
    assert not User.objects.exists()


COMPANIES = """
[[entity]]
code = "HOUSE"
name = "Galeón Shenzhen"
country = "CN"
currency = "CNY"
prefix = "GX"
tax_number = "91110000600037341L"

[[entity]]
code = "ES"
name = "Galeón España"
country = "ES"
currency = "EUR"
prefix = "GE"
timezone = "Europe/Madrid"

[[account]]
code = "OLA"
name = "Ola Moda"
currency = "EUR"
entity = "ES"
"""


def test_companies_of_ours_and_who_invoices_whom_come_from_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = changed(tmp_path, more=COMPANIES)
    assert run(file) == 0
    assert "company HOUSE: described" in capsys.readouterr().out
    assert LegalEntity.objects.get(pk=1).name == "Galeón Shenzhen"
    spain = LegalEntity.objects.get(code="ES")
    assert {a.code: a.entity_id for a in Account.objects.filter(code__in=("OLA", "FIRST"))} == {
        "OLA": spain.pk,
        "FIRST": 1,
    }
    assert run(file) == 0
    assert "company ES: there already" in capsys.readouterr().out
    file.write_text(
        file.read_text().replace('prefix = "GE"', 'prefix = "GX"').replace('entity = "ES"', 'entity = "FR"')
    )
    assert run(file) == 1
    assert "account[1].entity" in (told := capsys.readouterr().err) or "company FR" in told
    assert LegalEntity.objects.get(code="ES").prefix == "GE"
