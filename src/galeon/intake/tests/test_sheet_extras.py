"""A sheet may ask for more than carriage: options by their codes, insurance and cash to collect."""

from galeon.intake.tests.sheets import HEADS, row, xlsx
from galeon.intake.tests.test_sheet import imported, told
from galeon.ops.tests.company import Company
from galeon.waybills.models import Waybill

MORE = (*HEADS, "Opciones", "保价金额", "COD")


def test_options_and_amounts_of_a_sheet_are_those_of_the_order(company: Company, no_bank: None) -> None:
    batch = imported(company, xlsx([row(Opciones="Residential; ddp")], MORE))
    assert (batch.placed, batch.faulty) == (1, ())
    assert Waybill.objects.get().extras == {"options": ["ddp", "residential"]}


def test_what_the_price_list_does_not_know_comes_back_with_its_row(company: Company) -> None:
    rows = [
        {**row(Order_reference="A"), "保价金额": 5000.5}, row(Order_reference="B", COD="much"),
        row(Order_reference="C", Opciones="no!"), row(Order_reference="D", COD=12.345),
    ]  # fmt: skip
    batch = imported(company, xlsx(rows, MORE))
    assert told(batch) == [
        (2, "option_not_offered", "insured_minor"), (3, "not_a_number", "cod_minor"), (4, "option", "options[0]"),
        (5, "too_fine", "cod_minor"),
    ]  # fmt: skip
    assert Waybill.objects.count() == 0
