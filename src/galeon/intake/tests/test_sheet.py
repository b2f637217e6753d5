"""A sheet of orders: good rows are booked, faulty ones come back with their reasons, nothing is lost or booked twice."""

import resource
from time import monotonic

import pytest

from galeon.intake import acts_sheet
from galeon.intake.acts_sheet import Batch
from galeon.intake.sheet import reading, writing
from galeon.intake.sheet.columns import COLUMNS, FAULT_HEADS
from galeon.intake.tests.sheets import HEADS, Cell, cells_of, csv, hostile, row, xlsx
from galeon.kernel import outbox
from galeon.kernel.refusal import Refusal
from galeon.kernel.tenancy import customer
from galeon.ops.tests.company import Company
from galeon.waybills.models import Item, Parcel, Waybill


def imported(company: Company, content: bytes, name: str = "orders.xlsx") -> Batch:
    with customer(company.merchant.account_id):
        batch_id = acts_sheet.import_sheet(company.merchant, name, content, None)
    assert isinstance(batch_id, int), batch_id
    outbox.drain()
    with customer(company.merchant.account_id):
        (batch,) = acts_sheet.batches(company.merchant.account_id, batch_id=batch_id)
    return batch


def told(batch: Batch) -> list[tuple[int, str, str | None]]:
    return [(wrong.row, wrong.refusal.code, wrong.refusal.field) for faulty in batch.faulty for wrong in faulty.wrong]


def handed_back(batch: Batch, language: str = "en") -> bytes:
    rows = [
        (line.cells, "; ".join(wrong.refusal.text() for wrong in faulty.wrong if wrong.row == line.no))
        for faulty in batch.faulty
        for line in faulty.lines
    ]
    return writing.handed_back(language, rows)


def test_a_row_becomes_a_waybill_exact_to_the_gram_and_the_cent(company: Company) -> None:
    batch = imported(company, xlsx([row(Weight_kg=1.245, Value_of_one=19.9, Length_cm=30.5)]))
    assert (batch.placed, batch.existing, batch.faulty, batch.done) == (1, 0, (), 1)
    waybill, parcel, item = Waybill.objects.get(), Parcel.objects.get(), Item.objects.get()
    assert (waybill.reference, waybill.source, waybill.declared_minor) == ("S-1", "sheet", 3_980)
    assert (parcel.weight_g, parcel.length_mm, parcel.width_mm, parcel.height_mm) == (1_245, 305, 220, 140)
    assert (item.quantity, item.unit_value_minor, item.currency) == (2, 1_990, "USD")


@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
def test_our_template_can_be_sent_as_it_is(company: Company, language: str) -> None:
    content = writing.template(language, [("USLINE", "US line")], [("US", "United States")], [("general", "General")])
    batch = imported(company, content)
    assert (batch.placed, told(batch)) == (1, [])


def test_columns_are_found_by_their_names_in_three_languages_in_any_order(company: Company) -> None:
    chinese = {
        "客户订单号": "S-1", "物流产品": "USLINE", "收件人": "Ana Torres", "国家": "美国", "城市": "Los Angeles", "邮编": "90013",
        "地址": "500 S Hill St", "重量kg": "1.24", "英文品名": "LED desk lamp", "数量": "2", "申报单价": "19", "币种": "USD",
    }  # fmt: skip
    spanish = {
        "Moneda": "USD", "Valor unitario": "19", "Unidades": "2", "Mercancía en inglés": "LED desk lamp", "Peso kg": "1,24",
        "Calle": "500 S Hill St", "Código postal": "90013", "Ciudad": "Los Angeles", "País": "Estados Unidos",
        "Destinatario": "Ana Torres", "Servicio": "usline", "Referencia": "S-2",
    }  # fmt: skip
    for words in (chinese, spanish):
        batch = imported(company, xlsx([words], tuple(words), above=2))
        assert (batch.placed, told(batch)) == (1, [])


def test_a_faulty_row_names_its_row_and_every_column_at_fault(company: Company) -> None:
    rows: list[dict[str, Cell]] = [
        row(),
        row(Order_reference="S-2", Country="Nowhere", Weight_kg="heavy", City=""),
        row(Order_reference="S-3"),
        row(Order_reference="S-4", Service="MARS"),
        row(Order_reference="", Recipient="Li Wei"),
    ]
    batch = imported(company, xlsx(rows, above=1))
    assert (batch.placed, batch.total, batch.done) == (2, 5, 5)
    assert told(batch) == [
        (4, "not_a_number", "parcels[0].weight_g"), (4, "service_not_there", "service"),
        (4, "unknown_country", "consignee.country"), (4, "required", "consignee.city"),
        (6, "unknown_service", "service"), (7, "required", "reference"),
    ]  # fmt: skip
    assert Waybill.objects.count() == 2


def test_faulty_rows_come_back_as_a_sheet_that_can_be_mended_and_sent_again(company: Company) -> None:
    heads = (*HEADS, "Shop")
    first = imported(company, xlsx([row(Shop="Madrid"), row(Order_reference="S-2", City="", Shop="Lima")], heads))
    assert first.placed == 1
    for language, head in zip(("en", "es", "zh-hans"), FAULT_HEADS, strict=True):
        back = cells_of(handed_back(first, language))
        assert back[0][-1] == head
        assert [cell for cell in back[0] if cell == "Shop"] == ["Shop"]
        assert back[1][-2:] == ["Lima", "This is missing."]
    faulty = first.faulty[0].lines[0].cells
    mended = writing.handed_back("es", [({**faulty, "city": "Los Angeles"}, "whatever was wrong")])
    second = imported(company, mended)
    assert (second.placed, told(second)) == (1, [])
    assert sorted(w.reference for w in Waybill.objects.all()) == ["S-1", "S-2"]


def test_the_same_sheet_again_books_nothing_twice(company: Company) -> None:
    content = xlsx([row(), row(Order_reference="S-2")])
    assert imported(company, content).placed == 2
    again = imported(company, content)
    assert (again.placed, again.existing, again.faulty) == (0, 2, ())
    assert Waybill.objects.count() == 2


def test_a_reference_sent_again_with_another_weight_is_refused_with_the_waybills_number(company: Company) -> None:
    imported(company, xlsx([row()]))
    batch = imported(company, xlsx([row(Weight_kg=5)]))
    assert told(batch) == [(2, "clash", "reference")]
    assert Waybill.objects.get().number in batch.faulty[0].wrong[0].refusal.text()


def test_rows_with_one_reference_are_parcels_and_goods_of_one_order(company: Company) -> None:
    rows: list[dict[str, Cell]] = [
        row(),
        row(Order_reference="S-2"),
        {"Order reference": "S-1", "Weight kg": 2, "Goods in English": "Shade", "Pieces": 1, "Value of one": 5},
        {"Goods in English": "Bulb", "Pieces": 4, "Value of one": 1.5},
    ]
    batch = imported(company, xlsx(rows))
    assert (batch.placed, told(batch)) == (2, [])
    waybill = Waybill.objects.get(reference="S-1")
    parcels = Parcel.objects.filter(waybill_id=waybill.id).order_by("no")
    assert [(p.no, p.weight_g) for p in parcels] == [(1, 1_240), (2, 2_000)]
    items = Item.objects.filter(waybill_id=waybill.id).order_by("line")
    assert [(i.title, i.parcel_no, i.quantity) for i in items] == [
        ("LED desk lamp", 1, 2), ("Shade", 2, 1), ("Bulb", 2, 4)
    ]  # fmt: skip


def test_two_recipients_under_one_reference_are_not_one_order(company: Company) -> None:
    batch = imported(company, xlsx([row(), row(Recipient="Li Wei", City="Boston")]))
    assert told(batch) == [(3, "rows_differ", "consignee.name"), (3, "rows_differ", "consignee.city")]
    assert "Ana Torres" in batch.faulty[0].wrong[0].refusal.text()
    assert Waybill.objects.count() == 0


def test_a_comma_that_may_mean_two_weights_is_asked_about(company: Company) -> None:
    batch = imported(company, csv([row(Weight_kg="1,240")], delimiter=";").encode())
    assert told(batch) == [(2, "unclear_number", "parcels[0].weight_g")]
    batch = imported(company, csv([row(Weight_kg="1,240", Value_of_one="19,50")], delimiter=";").encode())
    assert batch.placed == 1
    assert Parcel.objects.get().weight_g == 1_240


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_of_spain_is_read_whatever_wrote_it(company: Company, encoding: str) -> None:
    cells = {"Country": "ES", "City": "Logroño", "Postcode": "8001.0", "Weight kg": "0,75", "Value of one": "9,5"}
    rows = [row(Recipient="Begoña Núñez", **cells)]
    batch = imported(company, csv(rows, delimiter=";").encode(encoding), "pedidos.csv")
    assert (batch.placed, told(batch)) == (1, [])
    waybill = Waybill.objects.get()
    assert (waybill.to_name, waybill.to_city, waybill.to_postcode) == ("Begoña Núñez", "Logroño", "08001")


def test_a_csv_of_china_in_gbk_is_read(company: Company) -> None:
    heads = (*HEADS, "中文品名")
    batch = imported(company, csv([row(中文品名="台灯")], heads).encode("gbk"), "订单.csv")
    assert batch.placed == 1
    assert Item.objects.get().title_local == "台灯"


def test_a_large_sheet_is_placed_by_the_worker_and_nothing_of_it_is_lost(company: Company) -> None:
    rich = company.open_merchant("RICH", 10**10)
    rows = [row(Order_reference=f"S-{n}", City="" if n % 100 == 7 else "Los Angeles") for n in range(600)]
    with customer(rich.account_id):
        batch_id = acts_sheet.import_sheet(rich, "large.xlsx", xlsx(rows), None)
        assert isinstance(batch_id, int)
        (waiting,) = acts_sheet.batches(rich.account_id, batch_id=batch_id)
    assert (waiting.done, waiting.total, waiting.finished_at) == (0, 600, None)
    outbox.drain()
    (batch,) = acts_sheet.batches(rich.account_id, batch_id=batch_id)
    assert (batch.placed, len(batch.faulty), batch.done) == (594, 6, 600)
    assert batch.finished_at is not None
    assert Waybill.objects.count() == 594


def test_orders_beyond_the_balance_come_back_and_the_others_stand(company: Company) -> None:
    poor = company.open_merchant("POOR", 60_000)  # two orders at 278.84
    with customer(poor.account_id):
        batch_id = acts_sheet.import_sheet(poor, "x", xlsx([row(Order_reference=f"S-{n}") for n in range(3)]), None)
        assert isinstance(batch_id, int)
        (batch,) = acts_sheet.batches(poor.account_id, batch_id=batch_id)
    assert (batch.placed, told(batch)) == (2, [(4, "no_funds", None)])


def test_what_looks_like_a_formula_stays_text(company: Company) -> None:
    evil = '=HYPERLINK("http://evil.example","x")'
    batch = imported(
        company, xlsx([row(Recipient=evil, City=""), row(Order_reference="@SUM(A1)", City="", Street="+1-2")])
    )
    back = handed_back(batch)
    flat = [str(cell) for cells in cells_of(back) for cell in cells]
    assert {evil, "@SUM(A1)", "+1-2"} <= set(flat)
    assert b"<f>" not in unpacked(back)


def unpacked(workbook: bytes) -> bytes:
    from io import BytesIO
    from zipfile import ZipFile

    with ZipFile(BytesIO(workbook)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist() if "worksheets" in name)


ONE_CELL = '<row><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet_empty"),
        (b"PK\x03\x04broken", "sheet_unreadable"),
        (b"\x00\x01\x02binary", "sheet_unreadable"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "sheet_unreadable"),
        (b"just one line of text", "sheet_no_head"),
        (csv([]).encode(), "sheet_empty"),
        (csv([row(Order_reference=f"S-{n}") for n in range(5_001)]).encode(), "sheet_too_long"),
        (b"x" * (reading.FILE_MAX + 1), "sheet_too_large"),
    ],
    ids=["empty", "broken zip", "binary", "old xls", "no head", "only a head", "too long", "too large"],
)
def test_a_file_that_is_no_sheet_is_refused_whole(company: Company, content: bytes, code: str) -> None:
    with customer(company.merchant.account_id):
        answer = acts_sheet.import_sheet(company.merchant, "x", content, None)
        assert isinstance(answer, Refusal)
        assert answer.code == code
        assert acts_sheet.batches(company.merchant.account_id) == []


def test_a_million_rows_in_a_small_file_are_refused_within_two_seconds() -> None:
    content = hostile(1_000_000, '<row><c t="inlineStr"><is><t>bomb</t></is></c></row>')
    assert len(content) < 1_000_000
    began = monotonic()
    answer = reading.lines(content)
    assert monotonic() - began < 2
    assert isinstance(answer, Refusal)
    assert answer.code == "sheet_too_large"


@pytest.mark.parametrize(
    "content",
    [
        hostile(1, '<row><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'),
        hostile(1, '<row r="5000"><c r="A5000"><v>1</v></c><c r="XFD5000"><v>1</v></c></row>'),
        hostile(200_000, ONE_CELL),
        hostile(1, ONE_CELL, before='<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd"><!ENTITY c "&b;&b;&b;">]>'),
    ],
    ids=["far corner", "wide", "many rows", "entities"],
)
def test_a_hostile_file_ends_no_more_than_its_own_reader(content: bytes) -> None:
    began, before = monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    answer = reading.lines(content)
    assert isinstance(answer, Refusal)
    assert monotonic() - began < 20
    # KiB, the most any child of this process ever took: another test's browser may have been larger than our reader
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < max(450 * 1024, before + 1)


def test_a_directory_that_lies_about_its_size_is_stopped_by_the_readers_own_limits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "UNPACKED_MAX", 10**12)
    answer = reading.lines(hostile(3_000_000, '<row><c t="inlineStr"><is><t>a bomb of some size</t></is></c></row>'))
    assert isinstance(answer, Refusal)


def test_every_column_has_its_name_in_three_languages() -> None:
    assert all(len(set(column.heads)) >= 1 and all(column.heads) for column in COLUMNS)


def test_a_cell_that_spells_a_nul_spoils_no_sheet(company: Company) -> None:
    batch = imported(
        company, xlsx([row(Recipient="Ana \\u0000", Order_reference="S-1"), row(Order_reference="S\\u0000-2")])
    )
    assert (batch.total, batch.done) == (2, 2)
    assert batch.placed == 2
    batch = imported(company, csv([row(Order_reference="S-3", City="L\\u0000A")]).encode(), "orders.csv")
    assert batch.placed == 1
