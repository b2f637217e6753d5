"""What the sample company's merchants sell."""

from msgspec import Struct


class Ware(Struct, frozen=True):
    """One thing for sale: value in US cents, weight and box of a single piece."""

    sku: str
    title: str
    title_local: str
    hs_code: str
    value_minor: int
    weight_g: int
    box_mm: tuple[int, int, int]
    cargo_class: str = "general"


WARES: dict[str, tuple[Ware, ...]] = {
    "home": (
        Ware("LUM-DL01", "LED desk lamp", "LED台灯", "940521", 1_900, 620, (300, 180, 120)),
        Ware("LUM-NL02", "Night light with sensor", "感应小夜灯", "940521", 850, 160, (110, 90, 80)),
        Ware("LUM-CU03", "Ceramic cup set", "陶瓷杯套装", "691200", 2_200, 1_150, (260, 220, 140)),
        Ware("LUM-TH04", "Linen throw blanket", "亚麻盖毯", "630190", 3_400, 980, (340, 280, 90)),
        Ware("LUM-OR05", "Drawer organiser", "抽屉收纳盒", "392410", 1_250, 540, (320, 240, 90)),
    ),
    "tech": (
        Ware("NW-PB20", "Power bank 20,000 mAh", "移动电源", "850760", 2_600, 390, (160, 90, 40), "battery"),
        Ware("NW-EB05", "Wireless earbuds", "无线耳机", "851830", 3_900, 110, (100, 80, 45), "battery"),
        Ware("NW-HU07", "USB-C hub", "USB-C扩展坞", "847330", 2_100, 130, (150, 80, 30)),
        Ware("NW-KB61", "Mechanical keyboard", "机械键盘", "847160", 5_900, 880, (340, 140, 50)),
        Ware("NW-CA02", "Braided cable, 2 m", "编织数据线", "854442", 690, 70, (120, 90, 25)),
    ),
    "toys": (
        Ware("PAN-PZ01", "Wooden puzzle", "木制拼图", "950300", 1_450, 480, (250, 250, 60)),
        Ware("PAN-PL02", "Plush panda", "毛绒熊猫", "950300", 1_800, 350, (320, 240, 200)),
        Ware("PAN-RC03", "Remote-controlled car", "遥控车", "950300", 4_200, 1_240, (360, 220, 160), "battery"),
        Ware("PAN-BL04", "Building blocks, 520 pieces", "积木", "950300", 2_900, 910, (330, 260, 80)),
    ),
    "wear": (
        Ware("SAK-KI01", "Cotton yukata", "棉质浴衣", "620821", 4_800, 640, (320, 260, 60)),
        Ware("SAK-SC02", "Silk scarf", "真丝围巾", "621410", 3_200, 120, (220, 180, 30)),
        Ware("SAK-SO03", "Knitted socks, five pairs", "针织袜", "611595", 1_350, 310, (240, 180, 60)),
        Ware("SAK-BG04", "Canvas tote bag", "帆布手提袋", "420222", 1_600, 290, (300, 260, 40)),
    ),
    "kitchen": (
        Ware("OLI-PA01", "Paella pan, 34 cm", "海鲜饭锅", "732399", 2_700, 1_480, (520, 380, 70)),
        Ware("OLI-KN02", "Kitchen scissors", "厨房剪刀", "821300", 1_100, 190, (250, 100, 25)),
        Ware("OLI-BO03", "Olive wood board", "橄榄木砧板", "441911", 3_300, 1_050, (400, 240, 40)),
    ),
    "garden": (
        Ware(
            "ORI-SL01", "Solar garden lights, six", "太阳能庭院灯", "940542", 2_400, 1_320, (420, 260, 160), "battery"
        ),
        Ware("ORI-GL02", "Garden gloves, three pairs", "园艺手套", "611610", 950, 260, (260, 140, 60)),
        Ware("ORI-HO03", "Expandable hose, 15 m", "伸缩水管", "391739", 2_050, 1_700, (300, 260, 150)),
    ),
}
