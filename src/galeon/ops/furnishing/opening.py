"""Open what the file describes, through the acts; what is there already stays as it is. All of it or nothing."""

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec
from django.db import transaction
from django.db.models import Model

from galeon.kernel.refusal import Refusal
from galeon.ledger.acts import set_limit
from galeon.ledger.reads import standing
from galeon.network import acts as network
from galeon.network.models import Country, NumberRange, Port, Service, Site
from galeon.ops.furnishing import wanting
from galeon.ops.furnishing.checking import Known, check
from galeon.ops.furnishing.pricing import publish, tables
from galeon.ops.furnishing.terms import AccountTable, Company, Fault, PersonTable, StaffTable
from galeon.parties import acts as parties
from galeon.parties.entities import NewEntity
from galeon.parties.models import Account, Agent, LegalEntity, Level, Member
from galeon.warehouse.acts import set_rules
from galeon.warehouse.station import Rules


class Furnished(msgspec.Struct, frozen=True):
    """What was done, a line each, in order; and the passwords of people who are new, by e-mail."""

    done: tuple[str, ...]
    passwords: dict[str, str]


def furnish(company: Company, at: datetime, new_password: Callable[[], str]) -> Furnished | list[Fault]:
    """Open a company, or add to one. Nothing is written when anything is at fault. The same file again changes nothing."""
    if faults := check(company, _known()):
        return faults
    with transaction.atomic():
        opening = Opening(company, at, new_password)
        opening.everything()
        if opening.faults:
            transaction.set_rollback(True)
            return opening.faults
    return Furnished(tuple(opening.done), opening.passwords)


class Opening:
    """One run over a file: what was done, what was at fault, and what there is by code so far."""

    def __init__(self, company: Company, at: datetime, new_password: Callable[[], str]) -> None:
        self.company, self.at, self.new_password = company, at, new_password
        self.done: list[str] = []
        self.faults: list[Fault] = []
        self.passwords: dict[str, str] = {}
        self.sites = {site.code: site for site in Site.objects.all()}
        self.ranges = {one.code: one for one in NumberRange.objects.all()}
        self.services = {service.code: service for service in Service.objects.all()}
        self.agents = {agent.code: agent.pk for agent in Agent.objects.all()}
        self.entities = {entity.code: entity for entity in LegalEntity.objects.all()}
        self.accounts = {account.code: account for account in Account.objects.filter(is_house=False)}

    def everything(self) -> None:
        """In the order in which one needs the other."""
        self._sites()
        self._services()
        self._accounts()
        self._people()
        self._prices()

    def _sites(self) -> None:
        for n, table in enumerate(self.company.site):
            wanted = wanting.site(table)
            if table.code in self.sites:
                self._there(f"site[{n}]", "site", self.sites[table.code], wanted)
                continue
            self.sites[table.code] = network.open_site(Site(**wanting.columns(wanted)))
            self.done.append(f"site {table.code}: opened")
        for station in self.company.station:
            rules = {name: getattr(station, name) for name in Rules.__struct_fields__}
            set_rules(self.sites[station.site].pk, Rules(**rules))
            self.done.append(f"station rules of {station.site}: set")

    def _services(self) -> None:
        for n, table in enumerate(self.company.number_range):
            wanted = wanting.number_range(table)
            if table.code in self.ranges:
                self._there(f"number_range[{n}]", "number range", self.ranges[table.code], wanted)
                continue
            self.ranges[table.code] = network.open_range(
                table.code, table.prefix, table.digits, table.check_digit, suffix=table.suffix, first=table.first
            )
            self.done.append(f"number range {table.code}: opened")
        for n, service in enumerate(self.company.service):
            wanted = wanting.service(service, self.sites[service.site].pk, self.ranges[service.number_range].pk)
            place, row = f"service[{n}]", self.services.get(service.code)
            if row is None:
                row = network.open_service(Service(**wanting.columns(wanted)), service.countries, wanting.legs(service))
                self.services[service.code] = row
                self.done.append(f"service {service.code}: opened")
            elif way := wanting.another_way(service, row.pk):
                self.faults.append(_stays(f"{place}.{way}", service.code))
            else:
                self._there(place, "service", row, wanted)

    def _accounts(self) -> None:
        levels = {level.code: level for level in Level.objects.all()}
        for n, level in enumerate(self.company.level):
            wanted = {name: (name, getattr(level, name)) for name in ("code", "name", "rank")}
            if level.code in levels:
                self._there(f"level[{n}]", "level", levels[level.code], wanted)
                continue
            parties.open_level(level.code, level.name, level.rank)
            self.done.append(f"level {level.code}: opened")
        self._agents()
        self._entities()
        for n, account in enumerate(self.company.account):
            self._account(f"account[{n}]", account)
        self._limits()

    def _agents(self) -> None:
        rows = {agent.code: agent for agent in Agent.objects.all()}
        for n, table in enumerate(self.company.agent):
            wanted = {name: (name, getattr(table, name)) for name in ("code", "name", "currency")}
            if table.code in rows:
                self._there(f"agent[{n}]", "agent", rows[table.code], wanted)
                continue
            opened = parties.open_agent(table.code, table.name, table.currency)
            if isinstance(opened, int):
                self.agents[table.code] = opened
                self.done.append(f"agent {table.code}: opened")

    def _entities(self) -> None:
        for n, table in enumerate(self.company.entity):
            row, wanted = self.entities.get(table.code), wanting.entity(table)
            if row is not None and not _is_as_born(row):
                self._there(f"entity[{n}]", "company", row, wanted)
                continue
            new = NewEntity(**{name: getattr(table, name) for name in wanted})
            told = parties.change_entity(row.pk, new) if row else parties.open_entity(new)
            if isinstance(told, int):
                self.entities[table.code] = LegalEntity.objects.get(pk=told)
                self.done.append(f"company {table.code}: {'described' if row else 'opened'}")
            else:
                self.faults += [Fault(f"entity[{n}].{refusal.field or 'code'}", refusal.text()) for refusal in told]

    def _account(self, place: str, table: AccountTable) -> None:
        agent_id, entity = self._agent(table.agent), self.entities.get(table.entity or "")
        entity_id = entity.pk if entity else None
        if table.code in self.accounts:
            self._there(place, "account", self.accounts[table.code], wanting.account(table, agent_id, entity_id))
            return
        opened = parties.open_account(wanting.new_account(table, agent_id, entity_id), self.at)
        if isinstance(opened, Refusal):
            self.faults.append(Fault(f"{place}.{opened.field}", opened.text()))
            return
        self.accounts[table.code] = opened
        self.done.append(f"account {table.code}: opened")

    def _limits(self) -> None:
        opened = [table for table in self.company.account if table.code in self.accounts]
        held = {(s.account_id, s.currency): s.limit_minor for s in standing([self.accounts[t.code].pk for t in opened])}
        for table in opened:
            account_id = self.accounts[table.code].pk
            if held.get((account_id, table.currency)) != table.limit_minor:
                set_limit(account_id, table.currency, table.limit_minor)
                self.done.append(f"limit of {table.code}: {table.limit_minor} {table.currency} (minor units)")

    def _people(self) -> None:
        members = {m.user.email: m for m in Member.objects.select_related("user")}
        for n, staff in enumerate(self.company.member):
            site_id = self.sites[staff.site].pk if staff.site else None
            self._person(f"member[{n}]", staff, parties.HOUSE_ID, site_id, members)
        for n, account in enumerate(self.company.account):
            if account.code in self.accounts:
                for m, person in enumerate(account.member):
                    place = f"account[{n}].member[{m}]"
                    self._person(place, person, self.accounts[account.code].pk, None, members)

    def _person(
        self,
        place: str,
        table: PersonTable | StaffTable,
        account_id: int,
        site_id: int | None,
        members: Mapping[str, Member],
    ) -> None:
        email = table.email.lower()
        if email in members:
            wanted: wanting.Wanted = {
                "role": ("role", table.role),
                "email": ("account_id", account_id),
                "site": ("site_id", site_id),
            }
            self._there(place, "login", members[email], wanted, email)
            return
        password = self.new_password()
        added = parties.add_member(
            account_id, email, table.name, table.role, password, language=table.language, site_id=site_id
        )
        if isinstance(added, Refusal):
            self.faults.append(Fault(f"{place}.email", added.text()))
            return
        self.passwords[email] = password
        self.done.append(f"login {email}: added")

    def _agent(self, code: str | None) -> int | None:
        return self.agents[code] if code else None

    def _prices(self) -> None:
        for done in tables(self.company, self.at):
            if isinstance(done, Fault):
                self.faults.append(done)
            else:
                self.done.append(done)
        for n, table in enumerate(self.company.price_list):
            account = self.accounts.get(table.account or "")
            told = publish(
                table,
                self.services[table.service].pk,
                account.pk if account else None,
                self._agent(table.agent),
                self.at,
            )
            if isinstance(told, str):
                self.done.append(f"price list {table.code}: {told}")
            else:
                self.faults += [
                    Fault(f"price_list[{n}].{(fault.field or '').replace('rules', 'rule')}", fault.text())
                    for fault in told
                ]

    def _there(self, place: str, kind: str, row: Model, wanted: wanting.Wanted, code: str = "") -> None:
        """It is there: as the file says, or that is a fault, since nobody's running business is changed by a file."""
        code = code or str(getattr(row, "code", ""))
        differing = [key for key, (column, value) in wanted.items() if getattr(row, column) != value]
        self.faults += [_stays(f"{place}.{key}", code) for key in differing]
        if not differing:
            self.done.append(f"{kind} {code}: there already")


def _is_as_born(row: LegalEntity) -> bool:
    """The first company before anybody said who it is."""
    return row.pk == 1 and not (row.address or row.tax_number or row.payment_text)


def _stays(place: str, code: str) -> Fault:
    return Fault(place, f"{code} is there already, with something else here. This command opens; it changes nothing.")


def _known() -> Known:
    return Known(
        countries=frozenset(Country.objects.values_list("alpha2", flat=True)),
        ports=frozenset(Port.objects.values_list("locode", flat=True)),
        sites=frozenset(Site.objects.values_list("code", flat=True)),
        ranges=frozenset(NumberRange.objects.values_list("code", flat=True)),
        services=frozenset(Service.objects.values_list("code", flat=True)),
        levels=frozenset(Level.objects.values_list("code", flat=True)) - {"house"},
        entities=frozenset(LegalEntity.objects.values_list("code", flat=True)),
        agents=frozenset(Agent.objects.values_list("code", flat=True)),
        accounts=frozenset(Account.objects.filter(is_house=False).values_list("code", flat=True)),
    )
