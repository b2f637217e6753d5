"""In which language a program's caller wants to read: en, es or zh, by Accept-Language."""

from functools import lru_cache

from django.http import HttpRequest

LANGUAGES = {"en": "en", "es": "es", "zh": "zh-hans"}


def language(request: HttpRequest) -> str:
    """One of Django's language codes: en, es, zh-hans."""
    return _chosen(request.META.get("HTTP_ACCEPT_LANGUAGE", "")[:200])


@lru_cache(maxsize=512)
def _chosen(header: str) -> str:
    best, chosen = 0.0, "en"
    for part in header.split(","):
        tag, _, weight = part.partition(";")
        known = LANGUAGES.get(tag.strip()[:2].lower())
        if known is None:
            continue
        quality = _quality(weight)
        if quality > best:
            best, chosen = quality, known
    return chosen


def _quality(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
