"""Price lists between rows and sheets."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection

from galeon.tariffs.book import Entry
from galeon.tariffs.compile import midnight
from galeon.tariffs.models import PriceRule, PriceStep, PriceVersion, PriceZone
from galeon.tariffs.sheet import Basis, Rule, Sheet, Step, Zone


def signature() -> str:
    """A text that differs whenever another set of versions is published."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT price_signature()")
        return str(cursor.fetchone()[0])


def entries() -> list[Entry]:
    """Every published version, as the book keeps them."""
    versions = PriceVersion.objects.filter(published_at__isnull=False).select_related("price_list")
    return [
        Entry(
            version.pk,
            version.price_list.service_id,
            version.price_list.currency,
            version.price_list.level_id or "",
            version.price_list.account_id,
            midnight(version.valid_from, version.timezone),
            midnight(version.valid_to, version.timezone) if version.valid_to else None,
            version.published_at,
        )
        for version in versions
        if version.published_at is not None
    ]


def sheets(version_ids: Sequence[int]) -> dict[int, Sheet]:
    """The whole of some versions, drafts too, in four queries."""
    zones: dict[int, list[Zone]] = defaultdict(list)
    for zone in PriceZone.objects.filter(version__in=version_ids).order_by("id"):
        zones[zone.version_id].append(Zone(zone.code, zone.country_id, zone.postcode_prefix))
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in PriceStep.objects.filter(version__in=version_ids).order_by("above_g"):
        steps[step.version_id].append(Step(step_g=step.step_g, above_g=step.above_g))
    rules: dict[int, list[Rule]] = defaultdict(list)
    for rule in PriceRule.objects.filter(version__in=version_ids).order_by("position"):
        rules[rule.version_id].append(_rule(rule))
    versions = PriceVersion.objects.filter(pk__in=version_ids).select_related("price_list")
    return {
        version.pk: Sheet(
            valid_from=version.valid_from,
            valid_to=version.valid_to,
            timezone=version.timezone,
            currency=version.price_list.currency,
            divisor=version.divisor,
            volumetric_by_piece=version.volumetric_by_piece,
            weight_g_min=version.weight_g_min,
            zones=tuple(zones[version.pk]),
            steps=tuple(steps[version.pk]),
            rules=tuple(rules[version.pk]),
            note=version.note,
        )
        for version in versions
    }


def _rule(row: PriceRule) -> Rule:
    return Rule(
        code=row.code,
        basis=Basis(row.basis),
        amount_minor=row.amount_minor,
        first_minor=row.first_minor,
        first_g=row.first_g,
        step_g=row.step_g,
        percent=row.percent,
        of=tuple(row.of),
        zone=row.zone,
        cargo_class=row.cargo_class,
        weight_g_to=row.weight_g_to,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
