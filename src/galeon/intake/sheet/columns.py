"""The columns of an order sheet, by any of their names. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

import msgspec


class Column(msgspec.Struct, frozen=True):
    """One column. heads: its names in en, es, zh; `more`: other names merchants use. field: the path a refusal names."""

    key: str
    heads: tuple[str, str, str]
    field: str
    example: str = ""
    is_required: bool = False
    more: tuple[str, ...] = ()

    def head(self, language: str) -> str:
        """The name in the reader's language; required ones carry a star."""
        name = self.heads[tongue(language)]
        return f"{name} *" if self.is_required else name


def tongue(language: str) -> int:
    """Which of the three names of a head a reader wants."""
    return {"es": 1, "zh": 2}.get(language[:2], 0)


COLUMNS: tuple[Column, ...] = (
    Column("reference", ("Order reference", "Referencia", "客户订单号"), "reference", "SO-1001", True, ("order no", "order number", "订单号")),
    Column("service", ("Service", "Servicio", "物流产品"), "service", "", True, ("service code", "渠道", "运输方式")),
    Column("name", ("Recipient", "Destinatario", "收件人"), "consignee.name", "Ana Torres", True, ("name", "consignee", "收件人姓名")),
    Column("company", ("Company", "Empresa", "公司"), "consignee.company"),
    Column("phone", ("Phone", "Teléfono", "电话"), "consignee.phone", "+1 310 555 0199", False, ("telephone", "手机")),
    Column("email", ("Email", "Correo electrónico", "邮箱"), "consignee.email"),
    Column("country", ("Country", "País", "国家"), "consignee.country", "US", True, ("country code", "国家代码", "目的国家")),
    Column("state", ("State or province", "Estado o provincia", "州/省"), "consignee.state", "CA", False, ("state", "province", "省", "州")),
    Column("city", ("City", "Ciudad", "城市"), "consignee.city", "Los Angeles", True),
    Column("postcode", ("Postcode", "Código postal", "邮编"), "consignee.postcode", "90001", False, ("zip", "postal code")),
    Column("street", ("Street", "Calle", "地址"), "consignee.street", "350 S Grand Ave", True, ("address", "address 1", "地址1")),
    Column("street2", ("Address, second line", "Dirección, segunda línea", "地址2"), "consignee.street[1]", "", False, ("address 2",)),
    Column("house_number", ("House number", "Número", "门牌号"), "consignee.house_number"),
    Column("weight_kg", ("Weight kg", "Peso kg", "重量kg"), "parcels[{parcel}].weight_g", "1.24", True, ("weight", "重量")),
    Column("length_cm", ("Length cm", "Largo cm", "长cm"), "parcels[{parcel}].length_mm", "30", False, ("length", "长")),
    Column("width_cm", ("Width cm", "Ancho cm", "宽cm"), "parcels[{parcel}].width_mm", "22", False, ("width", "宽")),
    Column("height_cm", ("Height cm", "Alto cm", "高cm"), "parcels[{parcel}].height_mm", "14", False, ("height", "高")),
    Column("title", ("Goods in English", "Mercancía en inglés", "英文品名"), "items[{item}].title", "LED desk lamp", True, ("goods", "description", "品名")),
    Column("title_local", ("Goods in Chinese", "Mercancía en chino", "中文品名"), "items[{item}].title_local"),
    Column("quantity", ("Pieces", "Unidades", "数量"), "items[{item}].quantity", "2", True, ("quantity", "qty", "件数")),
    Column("unit_value", ("Value of one", "Valor unitario", "申报单价"), "items[{item}].unit_value_minor", "19.00", True, ("unit value", "price", "单价")),
    Column("currency", ("Currency", "Moneda", "币种"), "items[{item}].currency", "USD", True),
    Column("hs_code", ("HS code", "Código SA", "海关编码"), "items[{item}].hs_code", "940521", False, ("hs",)),
    Column("sku", ("SKU", "SKU", "SKU"), "items[{item}].sku"),
    Column("origin_country", ("Country of origin", "País de origen", "原产国"), "items[{item}].origin_country", "CN", False, ("origin",)),
    Column("cargo_class", ("Kind of goods", "Tipo de mercancía", "货物类型"), "cargo_class", "general"),
    Column("incoterm", ("Duties (DAP or DDP)", "Aranceles (DAP o DDP)", "税费 (DAP/DDP)"), "taxes.incoterm", "DAP", False, ("incoterm",)),
    Column("ioss", ("IOSS number", "Número IOSS", "IOSS号"), "taxes.ioss", "", False, ("ioss",)),
    Column("options", ("Options", "Opciones", "附加选项"), "options", "", False, ("option", "附加服务")),
    Column("insured", ("Insured value", "Valor asegurado", "保价金额"), "insured_minor", "", False, ("insurance", "保价")),
    Column("cod", ("Cash on delivery", "Contra reembolso", "代收货款"), "cod_minor", "", False, ("cod", "代收款")),
)  # fmt: skip
# What handing back adds; passed over when the sheet comes again.
FAULT_HEADS = ("What is wrong", "Qué está mal", "错误原因")
BY_KEY = {column.key: column for column in COLUMNS}
HEAD_ROWS_MAX = 10
KNOWN_MIN = 3
STRANGE, HEAD_MAX = "?", 60
# Columns whose cells are numbers: a decimal comma is looked for in these.
NUMBERS = ("weight_kg", "length_cm", "width_cm", "height_cm", "unit_value", "insured", "cod")
# Columns that say something of the whole order: rows of one reference must agree on them.
OF_ORDER = (
    "service", "name", "company", "phone", "email", "country", "state", "city", "postcode", "street", "street2",
    "house_number", "cargo_class", "incoterm", "ioss", "options", "insured", "cod",
)  # fmt: skip


def plain(text: str) -> str:
    """A head without case, accents, stars and signs."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^\w]+", "", "".join(c for c in folded if not unicodedata.combining(c)))


FAULTS = frozenset(map(plain, FAULT_HEADS))


def names_of(columns: Sequence[Column]) -> dict[str, str]:
    """Every name of some columns, plain -> key."""
    return {
        plain(name): column.key
        for column in columns
        for name in (column.key, column.key.replace("_", " "), *column.heads, *column.more)
    }


NAMES = names_of(COLUMNS)


def heads(row: Sequence[str], names: Mapping[str, str] = NAMES) -> dict[int, str]:
    """Position -> key of the cells of a row that name a column; of a column named twice the first counts."""
    found: dict[int, str] = {}
    for position, cell in enumerate(row):
        key = names.get(plain(cell))
        if key and key not in found.values():
            found[position] = key
    return found


def strange(row: Sequence[str], known: Mapping[int, str]) -> dict[int, str]:
    """Position -> key of the merchant's own columns, which we keep and hand back: `?` and the head as written."""
    return {
        position: STRANGE + cell.strip()[:HEAD_MAX]
        for position, cell in enumerate(row)
        if position not in known and cell.strip() and plain(cell) not in FAULTS
    }


def head_row(
    rows: Sequence[Sequence[str]], names: Mapping[str, str] = NAMES, least: int = KNOWN_MIN
) -> tuple[int, dict[int, str]] | None:
    """The first of the first ten rows that names at least three columns, with its columns; None when there is none."""
    for n, row in enumerate(rows[:HEAD_ROWS_MAX]):
        known = heads(row, names)
        if len(known) >= least:
            return n, known
    return None
