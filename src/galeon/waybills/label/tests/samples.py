"""Labels as a forwarder between China and the world prints them."""

import datetime

from msgspec.structs import replace

from galeon.waybills.label import LabelAddress, LabelData, LabelItem

SHENZHEN = LabelAddress(
    name="深圳市远航供应链有限公司",
    lines=("宝安区福永街道怀德翠岗工业园 12 栋",),
    city="深圳市",
    state="广东省",
    postcode="518103",
    country="CN",
    phone="+86 755 8888 6666",
)
MADRID = LabelAddress(
    name="María Fernanda López",
    company="Tienda Ejemplo S.L.",
    lines=("Calle de Alcalá 123, 4.º B",),
    city="Madrid",
    postcode="28009",
    country="ES",
    phone="+34 600 123 456",
)
LABEL = LabelData(
    number="GL2611240000017ES",
    company="Galeón Express",
    service_code="CN-ES-AIR",
    service_name="Air consolidated",
    hub="MAD",
    sender=SHENZHEN,
    recipient=MADRID,
    weight_g=1250,
    date=datetime.date(2026, 11, 24),
    reference="PO-2026-114-77812",
    cargo_class="battery",
    incoterm="DDP",
    items=(
        LabelItem(
            title="Wireless earphones", quantity=2, value_minor=4590, currency="USD", hs_code="851830", origin="CN"
        ),
        LabelItem(
            title="硅胶手机壳 Phone case", quantity=1, value_minor=350, currency="USD", hs_code="392690", origin="CN"
        ),
    ),
)


def address(country: str, name: str, *lines: str, city: str = "", postcode: str = "", state: str = "") -> LabelAddress:
    """An address without company and telephone."""
    return LabelAddress(name=name, lines=lines, city=city, postcode=postcode, state=state, country=country)


RECIPIENTS = {
    "Latin extended": address("HU", "Őri Gergő Ğüneş", "Erzsébet körút 43–49.", city="Budapest", postcode="1073"),
    "Cyrillic": address("RU", "Анна Сергеевна Щукина", "ул. Большая Дмитровка, д. 7", city="Москва", postcode="107031"),
    "Greek": address("GR", "Γεώργιος Παπαδόπουλος", "Λεωφόρος Σοφίας 12", city="Αθήνα", postcode="106 74"),
    "Arabic": address("SA", "محمد بن عبد الله", "شارع الملك فهد، مبنى 23", city="الرياض", postcode="12211"),
    "Hebrew": address("IL", "יוסי כהן-לוי", "רחוב הרצל 12, דירה 4", city="תל אביב", postcode="6688312"),
    "Thai": address(
        "TH", "สมชาย ใจดี", "99/123 ถนนสุขุมวิท ซอย 11", city="เขตวัฒนา", state="กรุงเทพมหานคร", postcode="10110"
    ),
    "Japanese": address("JP", "髙橋 さくら", "丸の内1丁目9番1号", city="千代田区", state="東京都", postcode="100-0005"),
    "Korean": address("KR", "김민준", "테헤란로 152", city="강남구", state="서울특별시", postcode="06236"),
    "Chinese simplified": address(
        "CN", "王小明", "科技园南路 100 号", city="深圳市", state="广东省", postcode="518057"
    ),
    "Chinese traditional": address("TW", "陳怡君", "信義路五段7號", city="信義區", state="臺北市", postcode="11049"),
    "Devanagari": address("IN", "प्रिया शर्मा", "महात्मा गांधी मार्ग", city="नई दिल्ली", postcode="110001"),
    "Georgian": address("GE", "ნინო ბერიძე", "რუსთაველის გამზირი 12", city="თბილისი", postcode="0108"),
}


def to(recipient: LabelAddress, **changes: object) -> LabelData:
    """The sample label with another recipient."""
    return replace(LABEL, recipient=recipient, **changes)
