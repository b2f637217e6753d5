"""Where three carriers ask more for: the sample company's tables of remote areas, by the beginnings of postcodes or by city.

The places are what everybody knows to be far: islands, the far north, deserts. Carriers' own tables have 500,000 rows.
"""

from galeon.tariffs.engine.areas import AreaRow
from galeon.tariffs.engine.postcodes import city_key, span

FAR = {
    "US": "006 007 008 009 967 968 969 995 996 997 998 999",
    "CA": "X0A X0B X0C X0E X0G X1A Y0A Y0B Y1A V0T V0V V0W A0K A0L A0M A0N A0P A0R G0G R0B S0J T0V",
    "ES": "07 35 38 51 52",
    "PT": "90 91 92 93 94 95 96 97 98 99",
    "FR": "20 971 972 973 974 976 986 987 988",
    "IT": "07 08 09 90 91 92 93 94 95 96 97 98",
    "GR": "291 310 370 811 812 813 814 815 816 817 818 821 822 831 832 833 840 841 842 843 844 845 846 847 848 849 851 852 853",
    "GB": "HS IV KW ZE PH PA20 PA30 PA41 PA60 PA70 KA27 KA28 IM GY JE TR21 TR22 TR23 TR24 TR25 BT",
    "NO": "83 84 85 86 87 88 89 90 91 92 93 94 95 96 97 98 99",
    "SE": "91 92 93 94 95 96 97 98",
    "FI": "93 94 95 96 97 98 99",
    "JP": "100-1 100-2 684 811-5 817 891-3 891-4 891-5 891-6 894 900 901 902 903 904 905 906 907 097 098 099",
    "KR": "63 402 406 529 530 536 537 539 546 549 557 559 561",
    "AU": "0822 0852 0854 0862 0870 0872 0880 0885 0886 4470 4480 4702 4730 4825 4871 4875 5680 5690 5710 5722 6430 6701 6725 6743 6765 6798 6799",
    "MX": "231 232 233 234 235 236 237 238 239 297 298 299 822 823",
    "BR": "688 689 690 692 693 694 695 696 697 699 768 769 770 772",
    "CL": "624 625 626 627 628 629 277 278",
    "AR": "9100 9300 9400 9405 9410 9420",
}  # fmt: skip
RURAL = {
    "US": "577 586 587 588 590 592 593 595 597 598 599 678 690 691 692 693 738 739 788 797 798 814 816 820 821 823 824 825 826"
    " 829 830 831 833 834 836 838 845 846 855 859 864 865 875 877 878 879 880 881 883 884 889 893 898 936 960 961 977 978 979",
    "CA": "A0A A0B A0C A0E B0C B0H B0W E0A E0C E0J G0A G0C G0E G0H J0M J0W J0X P0L P0M P0P P0S P0T P0V P0W P0X R0A R0C R0E R0J"
    " R0L R0M S0A S0C S0G S0H S0K S0L S0M S0N T0A T0C T0G T0H T0J T0K T0L T0M T0P V0A V0B V0C V0E V0G V0H V0J V0K V0L V0N V0R",
    "ES": "22 42 44 49 50 52", "FR": "05 09 12 15 19 23 32 43 46 48", "DE": "18565 25849 25859 25938 25946 25980 26465 26474 26548 26571",
    "AU": "2390 2395 2825 2830 2835 2840 2877 2880 3490 3496 5267 5582 5600 5640 6330 6450",
    "TR": "04 12 13 30 36 47 49 56 62 65 73 75 76", "UA": "07 11 30 34 44", "PL": "16 17 22 37 38", "RO": "82 83 32 33",
}  # fmt: skip
CITIES = {
    "AE": "Al Ruwais, Ghayathi, Liwa", "SA": "Najran, Arar, Turaif, Sharurah", "TH": "Mae Hong Son, Koh Tao, Betong",
    "PH": "Puerto Princesa, Basco, Jolo", "VN": "Con Dao, Phu Quoc", "MY": "Pulau Tioman, Bario", "ZA": "Upington, Springbok, Musina",
    "CO": "Leticia, San Andres, Inirida", "PE": "Iquitos, Puerto Maldonado", "IL": "Eilat, Mitzpe Ramon", "NZ": "Waitangi, Oban",
}  # fmt: skip


def ups() -> list[AreaRow]:
    """UPS: far and rural places alike, in one tier."""
    return [*_postcodes(FAR, "A"), *_postcodes(RURAL, "A"), *_cities("A")]


def dhl() -> list[AreaRow]:
    """DHL: far places only."""
    return [*_postcodes(FAR, "A"), *_cities("A")]


def fedex() -> list[AreaRow]:
    """FedEx: rural places in tier A, cities in B, far places in C."""
    return [*_postcodes(RURAL, "A"), *_cities("B"), *_postcodes(FAR, "C")]


def _postcodes(places: dict[str, str], tier: str) -> list[AreaRow]:
    return [(country, *span(prefix), "", tier) for country, prefixes in places.items() for prefix in prefixes.split()]


def _cities(tier: str) -> list[AreaRow]:
    return [(country, 0, 0, city_key(name), tier) for country, names in CITIES.items() for name in names.split(", ")]
