"""What stands around every page: the menu of the visitor's role, their credit, languages and theme."""

import msgspec
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from galeon.web.credit import Credit, credit_of
from galeon.web.visitors import CUSTOMER, FINANCE, HUB, PRICES, STAFF, visitor_of

Text = str | Promise
LANGUAGE_NAMES = (("en", "English"), ("es", "Español"), ("zh-hans", "简体中文"))
THEMES = frozenset({"light", "dark"})


class Item(msgspec.Struct, frozen=True):
    """A line of the menu. `key`: the letter after G."""

    label: Text
    name: str
    icon: str
    roles: frozenset[str]
    key: str = ""
    group: Text = ""


MENU = (
    Item(_("Overview"), "overview", icon="layout-dashboard", roles=CUSTOMER | STAFF, key="o"),
    Item(_("Waybills"), "waybills", icon="package", roles=CUSTOMER | STAFF, key="w"),
    Item(_("New waybill"), "order", icon="square-pen", roles=CUSTOMER, key="n"),
    Item(_("Import a sheet"), "import", icon="file-spreadsheet", roles=CUSTOMER, key="i"),
    Item(_("Quote"), "quote", icon="banknote", roles=CUSTOMER | STAFF, key="q"),
    Item(_("Mode planner"), "plan", icon="scale", roles=CUSTOMER | PRICES, key="l"),
    Item(_("Statements"), "statements", icon="receipt-text", roles=CUSTOMER, key="a"),
    Item(_("Open items"), "open-items", icon="hourglass", roles=CUSTOMER, key="e"),
    Item(_("Wallet"), "wallet", icon="wallet", roles=CUSTOMER, key="b"),
    Item(_("Disputes and claims"), "cases-mine", icon="message-square-warning", roles=CUSTOMER, key="d"),
    Item(_("Cash on delivery"), "cod", icon="banknote", roles=CUSTOMER),
    Item(_("Invoices"), "invoices", icon="file-text", roles=CUSTOMER),
    Item(_("Scan station"), "station", icon="scan-barcode", roles=HUB, key="s", group=_("Hub")),
    Item(_("Bags"), "bags", icon="package-open", roles=HUB, key="b", group=_("Hub")),
    Item(_("Masters"), "masters", icon="plane", roles=HUB, key="m", group=_("Hub")),
    Item(_("Customs"), "customs", icon="stamp", roles=HUB, key="c", group=_("Hub")),
    Item(_("Hand-over"), "handover", icon="truck", roles=HUB, key="h", group=_("Hub")),
    Item(_("Statements"), "ledger", icon="receipt-text", roles=FINANCE, key="a", group=_("Receivables")),
    Item(_("Invoices"), "staff-invoices", icon="file-text", roles=FINANCE, group=_("Receivables")),
    Item(_("Close statements"), "closings", icon="check-check", roles=FINANCE, group=_("Receivables")),
    Item(_("Bank"), "bank", icon="landmark", roles=FINANCE, key="y", group=_("Receivables")),
    Item(_("Debtors"), "debtors", icon="hourglass", roles=FINANCE, key="v", group=_("Receivables")),
    Item(_("Credit"), "credit", icon="wallet", roles=FINANCE, group=_("Receivables")),
    Item(_("Disputes and claims"), "cases", icon="message-square-warning", roles=FINANCE, group=_("Receivables")),
    Item(_("Cash on delivery"), "cod-desk", icon="banknote", roles=FINANCE, group=_("Receivables")),
    Item(_("Suppliers’ bills"), "bills", icon="receipt-text", roles=FINANCE, key="k", group=_("Payables and profit")),
    Item(_("Suppliers"), "supplier-list", icon="truck", roles=PRICES, group=_("Payables and profit")),
    Item(_("Costs"), "costs", icon="calculator", roles=PRICES, group=_("Payables and profit")),
    Item(_("Profit"), "profit", icon="chart-column", roles=PRICES, group=_("Payables and profit")),
    Item(_("Profit and loss"), "company-profit", icon="chart-column", roles=FINANCE, group=_("Company")),
    Item(_("Trial balance"), "company-balance", icon="scale", roles=FINANCE, group=_("Company")),
    Item(_("Cash"), "company-cash", icon="wallet", roles=FINANCE, group=_("Company")),
    Item(_("Tax rules"), "tax-rules", icon="percent", roles=FINANCE, group=_("Company")),
    Item(_("Our companies"), "entities", icon="stamp", roles=FINANCE, group=_("Company")),
    Item(_("Move in"), "move-in", icon="file-up", roles=FINANCE, group=_("Company")),
    Item(_("Price lists"), "tariffs", icon="tags", roles=PRICES, key="p", group=_("Prices")),
    Item(_("Price runs"), "price-runs", icon="file-spreadsheet", roles=PRICES, key="u", group=_("Prices")),
    Item(_("Fuel tables"), "tariff-fuel", icon="fuel", roles=PRICES, key="f", group=_("Prices")),
    Item(_("Area tables"), "tariff-areas", icon="map-pin", roles=PRICES, key="d", group=_("Prices")),
    Item(_("Exchange rates"), "tariff-rates", icon="banknote", roles=PRICES, key="r", group=_("Prices")),
    Item(_("What-if prices"), "scenarios", icon="chart-column", roles=PRICES, key="e", group=_("Prices")),
    Item(_("Failed jobs"), "jobs", icon="triangle-alert", roles=STAFF, key="j", group=_("System")),
    Item(_("Public tracking"), "track", icon="map-pin", roles=CUSTOMER | STAFF, key="t", group=_("System")),
)


class Link(msgspec.Struct, frozen=True):
    """A menu line as drawn."""

    label: Text
    url: str
    icon: str
    key: str
    is_current: bool


class Group(msgspec.Struct, frozen=True):
    """Menu lines under one heading."""

    label: Text
    items: list[Link]


class Shell(msgspec.Struct, frozen=True):
    """All that base, shell and visitor templates ask for."""

    languages: tuple[tuple[str, str], ...]
    navigation: list[Group] = []
    name: str = ""
    role: str = ""
    credit: Credit | None = None


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor. Never fails a page: an error page is drawn with it too."""
    theme = request.COOKIES.get("galeon_theme", "")
    found: dict[str, object] = {
        "theme": theme if theme in THEMES else "",
        "LANGUAGES": settings.LANGUAGES,
        "sends_mail": settings.SENDS_MAIL,
    }
    visitor = visitor_of(request) if hasattr(request, "user") else None
    if visitor is None:
        return {**found, "shell": Shell(LANGUAGE_NAMES)}
    return {
        **found,
        "visitor": visitor,
        "shell": Shell(
            languages=LANGUAGE_NAMES,
            navigation=navigation(visitor.role, request.path),
            name=visitor.name if visitor.is_house else visitor.account_name,
            role=visitor.role,
            credit=None if visitor.is_house else credit_of(visitor),
        ),
    }


def navigation(role: str, path: str) -> list[Group]:
    """The role's menu; the longest address that begins the path is the current one."""
    mine = [(item, reverse(item.name)) for item in MENU if role in item.roles]
    current = max(
        (url for _item, url in mine if path == url or path.startswith(url.rstrip("/") + "/")), key=len, default=""
    )
    groups: list[Group] = []
    for item, url in mine:
        label = "" if role in CUSTOMER else item.group
        if not groups or groups[-1].label != label:
            groups.append(Group(label, []))
        groups[-1].items.append(Link(item.label, url, item.icon, item.key, url == current))
    return groups
