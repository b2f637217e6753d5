"""A remembered sentence is still the reader's own, whoever asked before."""

from django.utils import translation

from galeon.kernel.tongue import gettext, speaking


def test_each_reader_hears_their_own_language_whoever_asked_first() -> None:
    heard = {}
    for language in ("es", "en", "zh-hans", "es"):
        with translation.override(language):
            assert gettext("Freight") == translation.gettext("Freight")
            heard[language] = gettext("Freight")
    assert len(set(heard.values())) == 3


def test_speaking_gives_the_former_language_back_after_a_fault_too() -> None:
    with translation.override("es"):
        try:
            with speaking("zh-hans"):
                assert translation.get_language() == "zh-hans"
                raise ValueError
        except ValueError:
            assert translation.get_language() == "es"
        with speaking("es"):
            assert translation.get_language() == "es"
        assert translation.get_language() == "es"
