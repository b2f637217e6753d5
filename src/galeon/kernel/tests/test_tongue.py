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


def test_one_who_speaks_within_another_is_heard_and_the_first_goes_on() -> None:
    heard = []
    with speaking("es"):
        heard.append(gettext("Freight"))
        with speaking("zh-hans"):
            heard.append(gettext("Freight"))
        heard.append(gettext("Freight"))
    with translation.override("en"):
        heard.append(gettext("Freight"))
    assert heard == ["Flete", "运费", "Flete", "Freight"]
