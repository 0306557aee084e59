"""Ways in and back: a passkey, another passphrase, and what is removed opens nothing any more."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, Route, expect

from serment.configuration import Settings
from serment.demo.record import Person

from ..ways.conftest import Terminal
from .conftest import House
from .people import (
    KEYS,
    begin_account,
    enter_new,
    new_patient,
    pick_motive,
    propose,
    receive_code,
    sign_in,
    take_passphrase,
    take_time,
)

REMEMBERED = re.compile("Continuer comme|Ouvrir avec ce navigateur")


def test_a_passkey_opens_the_account_alone(house: House) -> None:
    page = enter_new(house).page
    with authenticator(page, prf=True):
        add_passkey(page, "Mon téléphone")
        expect(page.get_by_role("listitem").filter(has_text="Mon téléphone")).to_be_visible()
        leave(page)

        # The custodian is away: neither code nor hardening is to be had.
        page.context.route(f"{house.custodian}/**", lambda route: away(route, house))
        page.goto(f"{house.app}/{KEYS}")
        page.get_by_role("button", name="Entrer avec une clé d’accès").click()
        expect(page.get_by_role("heading", name="Mes clés")).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="Mon téléphone")).to_contain_text("dernier usage")

        # With the way that opened the account, the keys leave this browser too.
        remove(page, "Mon téléphone")
        expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()
        page.get_by_role("button", name="Entrer avec une clé d’accès").click()
        expect(page.get_by_role("alert")).to_contain_text(re.compile("n’a été présentée|n’ouvre aucun compte"))


def test_a_passkey_that_can_open_no_keys_says_so(house: House) -> None:
    page = enter_new(house).page
    with authenticator(page, prf=False):
        page.get_by_role("button", name="Ajouter une clé d’accès").click()
        page.get_by_role("button", name="Créer la clé d’accès").click()
        expect(page.get_by_text("un kit de papier rend le même service")).to_be_visible()
        expect(page.get_by_role("button", name="Retirer : Clé d’accès")).to_be_hidden()


def test_another_passphrase_takes_the_place_of_the_first(house: House) -> None:
    page, email, old, _ = enter_new(house)
    leave(page)
    page.goto(f"{house.app}/{KEYS}")
    sign_in(house, page, email, old)
    page.get_by_role("button", name="Changer de phrase de passe").click()
    new = propose(page)
    take_passphrase(page, new)
    expect(page.get_by_text("L’ancienne n’ouvre plus rien")).to_be_visible()
    # The account stays open, and the kit was not touched.
    expect(page.get_by_text("Un kit de papier vous ramène")).to_be_visible()

    elsewhere = house.profile().new_page()
    elsewhere.goto(f"{house.app}/{KEYS}")
    sign_in(house, elsewhere, email, old)
    expect(elsewhere.get_by_text("Cette phrase de passe n’est pas la bonne")).to_be_visible()
    elsewhere.get_by_label("Phrase de passe").fill(new)
    elsewhere.get_by_role("button", name="Se connecter", exact=True).click()
    expect(elsewhere.get_by_role("heading", name="Mes clés")).to_be_visible()


def test_keys_that_nobody_touches_are_locked_away(house: House) -> None:
    page = enter_new(house).page
    page.get_by_label("Refermer mes clés").select_option(label="Après 5 minutes")
    page.clock.install()
    for minutes, locked in ((4, False), (2, True)):
        page.clock.fast_forward(minutes * 60_000)
        # As when the page is looked at again; its timer would say the same half a minute later.
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.get_by_role("heading", name="Se connecter" if locked else "Mes clés")).to_be_visible()
    expect(page.get_by_text("Vos clés ont été refermées.")).to_be_visible()


def test_nothing_is_booked_before_a_way_back_was_tried(house: House, cast: dict[str, Person]) -> None:
    name = cast["medecin.lyon"].name.removeprefix("Dr ")
    page, patient = house.profile().new_page(), new_patient()
    page.goto(house.app)
    page.get_by_role("combobox", name="Qui, ou quoi ?").press_sequentially(name)
    page.get_by_role("option", name=name).click()
    page.get_by_role("link", name="Prendre rendez-vous").click()
    pick_motive(page, re.compile("."))
    take_time(page)
    page.get_by_role("link", name="Créer un compte").click()
    begin_account(house, page, patient.email)
    page.get_by_role("button", name="Plus tard").click()
    expect(page.get_by_text("Votre compte est ouvert, mais il n’est pas terminé.")).to_be_visible()
    page.get_by_role("button", name="Terminer plus tard").click()

    # Where a person's name would be asked for, the way back is.
    expect(page.get_by_text("Un second moyen vous ramène")).to_be_visible()
    expect(page.get_by_label("Prénom")).to_be_hidden()
    with authenticator(page, prf=True):
        page.get_by_role("tab", name="Clé d’accès").click()
        page.get_by_role("button", name="Créer la clé d’accès").click()
        expect(page.get_by_label("Prénom")).to_be_visible()


def test_a_device_taken_away_is_shut_out(house: House, http: httpx.Client) -> None:
    page, email, passphrase, _ = enter_new(house)
    lost = remember_elsewhere(house, email, passphrase)
    with lost.expect_response(f"{house.custodian}/v1/device-sessions") as answered:
        lost.reload()
        lost.get_by_role("button", name=REMEMBERED).click()
    # As a thief would read it out of the browser's memory.
    bearer = answered.value.json()["session"]
    expect(lost.get_by_role("heading", name="Mes clés")).to_be_visible()
    assert ask_custodian(house, http, bearer) == 200

    page.reload()
    sign_in(house, page, email, passphrase)
    remove(page, "Ce navigateur")
    expect(page.get_by_role("listitem").filter(has_text="Ce navigateur")).to_be_hidden()

    # What its key had opened at the custodian has ended too.
    assert ask_custodian(house, http, bearer) == 401
    lost.reload()
    lost.get_by_role("button", name=REMEMBERED).click()
    expect(lost.get_by_role("alert")).to_contain_text("ne sont pas reconnus")


def test_a_device_is_withdrawn_later_when_the_custodian_is_away(house: House) -> None:
    page, email, passphrase, _ = enter_new(house)
    lost = remember_elsewhere(house, email, passphrase)
    page.reload()
    sign_in(house, page, email, passphrase)
    expect(page.get_by_role("heading", name="Mes clés")).to_be_visible()
    page.context.route(f"{house.custodian}/**", lambda route: away(route, house))
    remove(page, "Ce navigateur")
    expect(page.get_by_text("Le gardien connaît encore un appareil retiré.")).to_be_visible()
    page.get_by_role("button", name="Le faire oublier maintenant").click()
    expect(page.get_by_text("Le gardien ne répond pas.")).to_be_visible()

    # Its way in is closed all the same.
    lost.reload()
    lost.get_by_role("button", name=REMEMBERED).click()
    expect(lost.get_by_role("alert")).to_contain_text("ne sont pas reconnus")

    page.context.unroute(f"{house.custodian}/**")
    page.get_by_role("button", name="Le faire oublier maintenant").click()
    expect(page.get_by_text("Le gardien a oublié l’appareil.")).to_be_visible()
    expect(page.get_by_text("Le gardien connaît encore")).to_be_hidden()


def remember_elsewhere(house: House, email: str, passphrase: str) -> Page:
    """Another browser that the account remembers, with its page open."""
    page = house.profile().new_page()
    page.goto(f"{house.app}/{KEYS}")
    code = receive_code(house, page, email)
    page.get_by_label("Code reçu par e-mail").fill(code)
    page.get_by_label("Phrase de passe").fill(passphrase)
    page.get_by_label("Mémoriser ce navigateur").check()
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.get_by_text("Ce navigateur est mémorisé.")).to_be_visible()
    return page


def ask_custodian(house: House, http: httpx.Client, bearer: str) -> int:
    """Ask for a ticket, as only a proven person may."""
    headers = {"Authorization": f"Bearer {bearer}"}
    return http.post(f"{house.custodian}/v1/tickets", json={"count": 1}, headers=headers).status_code


def add_passkey(page: Page, name: str) -> None:
    page.get_by_role("button", name="Ajouter une clé d’accès").click()
    page.get_by_label("Son nom").fill(name)
    page.get_by_role("button", name="Créer la clé d’accès").click()
    expect(page.get_by_text("Votre clé d’accès est en service.")).to_be_visible()


def remove(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Retirer : {name}").click()
    page.get_by_role("dialog").get_by_role("button", name="Retirer", exact=True).click()
    expect(page.get_by_text("Ce moyen d’accès est retiré.")).to_be_visible()


def leave(page: Page) -> None:
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_text("Vous êtes déconnecté")).to_be_visible()


def away(route: Route, house: House) -> None:
    """An outage, as the proxy before the custodian answers it."""
    allowed = {"origin": house.app, "headers": "authorization, content-type", "methods": "GET, POST"}
    route.fulfill(status=503, headers={f"access-control-allow-{name}": value for name, value in allowed.items()})


class Device:
    """What makes passkeys on a page, and recognises its owner."""

    def __init__(self, session: Any, *, prf: bool, transport: str = "internal") -> None:
        self.session = session
        options = {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": transport,
            "hasResidentKey": True,
            "hasUserVerification": True,
            "hasPrf": prf,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self._ident = {
            "authenticatorId": session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
        }

    def touched(self, *, always: bool) -> None:
        """Whether its owner has their finger on it."""
        self.session.send("WebAuthn.setAutomaticPresenceSimulation", {**self._ident, "enabled": always})


@contextmanager
def authenticator(page: Page, *, prf: bool) -> Generator[Device]:
    """A device that belongs to this page."""
    session: Any = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    try:
        yield Device(session, prf=prf)
    finally:
        session.detach()


def test_a_second_device_comes_in_by_a_code_on_the_first(house: House) -> None:
    page = enter_new(house).page
    page.get_by_role("button", name="Ajouter un appareil").click()
    expect(page.get_by_role("img", name="Code à viser avec l’autre appareil")).to_be_visible()
    page.get_by_text("Je ne peux pas viser le code").click()
    address = page.get_by_text(f"{house.app}/#/device/patient/").inner_text()

    phone = house.profile((360, 700)).new_page()
    ask_to_come_in(phone, address, "Mon téléphone")
    expect(page.get_by_text("« Mon téléphone » demande à entrer.")).to_be_visible()
    mark = phone.locator(".mark").inner_text()
    assert re.search(r"\d{3} \d{3}$", mark)
    assert page.locator(".mark").inner_text() == mark

    # The code serves once, whoever has seen it.
    other = house.profile().new_page()
    ask_to_come_in(other, address, "Un autre")
    expect(other.get_by_text("Un autre appareil a déjà répondu à ce code.")).to_be_visible()

    page.get_by_role("button", name="Les chiffres sont les mêmes").click()
    expect(page.get_by_role("listitem").filter(has_text="Mon téléphone")).to_be_visible()
    expect(phone.get_by_role("heading", name="Mes rendez-vous")).to_be_visible()

    # From now on it opens by itself.
    phone.reload()
    phone.get_by_role("button", name="Ouvrir avec ce navigateur").click()
    expect(phone.get_by_role("heading", name="Mes rendez-vous")).to_be_visible()


def test_a_device_that_is_refused_stays_outside(house: House) -> None:
    page = enter_new(house).page
    page.get_by_role("button", name="Ajouter un appareil").click()
    page.get_by_text("Je ne peux pas viser le code").click()
    stranger = house.profile().new_page()
    ask_to_come_in(stranger, page.get_by_text(f"{house.app}/#/device/patient/").inner_text(), "Un appareil")
    page.get_by_role("button", name="Ce ne sont pas les mêmes").click()
    expect(stranger.get_by_text("Le premier appareil ne l’a pas confirmé.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Un appareil")).to_be_hidden()


def test_a_command_line_comes_in_by_a_browser_and_lets_another_one_in(
    house: House, installation: Settings, tmp_path: Path
) -> None:
    page = enter_new(house).page
    page.get_by_role("button", name="Ajouter un appareil").click()
    page.get_by_text("Je ne peux pas viser le code").click()
    address = page.get_by_text(f"{house.app}/#/device/patient/").inner_text()
    terminal = Terminal(installation, tmp_path / "terminal.json", house.app)
    arriving = terminal.start("arrive", "--name=Un terminal")
    assert arriving.stdin is not None
    assert arriving.stdout is not None
    print(address, file=arriving.stdin, flush=True)
    told = arriving.stdout.readline()
    expect(page.get_by_text("« Un terminal » demande à entrer.")).to_be_visible()
    assert digits(page) in told
    page.get_by_role("button", name="Les chiffres sont les mêmes").click()
    expect(page.get_by_role("listitem").filter(has_text="Un terminal")).to_be_visible()
    said, complained = arriving.communicate(timeout=60)
    assert arriving.returncode == 0, complained
    assert "remembered on this device" in said

    adding = terminal.start("add-device")
    assert adding.stdout is not None
    phone = house.profile((360, 700)).new_page()
    ask_to_come_in(phone, adding.stdout.readline().strip(), "Mon téléphone")
    seen = digits(phone)
    said, complained = adding.communicate("yes\n", timeout=60)
    assert adding.returncode == 0, complained
    assert f"Mon téléphone asks to come in. Its screen must show {seen}." in said
    expect(phone.get_by_role("heading", name="Mes rendez-vous")).to_be_visible()


def digits(page: Page) -> str:
    """The six that the page shows."""
    return "".join(re.findall(r"\d", page.locator(".mark").inner_text()))


def ask_to_come_in(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.get_by_label("Nom de cet appareil").fill(name)
    page.get_by_role("button", name="Demander à entrer").click()
