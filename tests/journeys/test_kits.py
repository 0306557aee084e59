"""The paper kit in the app: one printed page, an address that opens the account, and a file that needs no server."""

import re
import subprocess
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page, expect

from serment.clients import new_client, prove_address
from serment.configuration import Settings
from serment.prove import stage
from serment_client.booking import Wish
from serment_protocol.kit import propose_words, read_kit
from serment_protocol.kitfile import kit_identity, open_kit_file, prove_kit_file, write_kit_address
from serment_protocol.vault import Identity

from .conftest import House
from .people import begin_account, enter_new, new_patient, take_kit

A4 = re.compile(rb"/MediaBox \[0 0 59[45](?:\.\d+)? 84[12](?:\.\d+)?\]")
PAGE = re.compile(rb"/Type /Page\b")


def test_the_kit_goes_on_one_page(house: House) -> None:
    page = house.profile().new_page()
    page.goto(f"{house.app}/#/sign-up")
    begin_account(house, page, new_patient().email)
    expect(page.get_by_role("heading", name="Votre kit de papier")).to_be_visible()
    # On the screen stand the words alone; on paper, everything.
    code = page.get_by_role("img", name="Code qui ouvre votre compte")
    expect(code).to_be_hidden()
    printed = page.pdf(prefer_css_page_size=True)
    assert len(PAGE.findall(printed)) == 1
    assert A4.search(printed)
    page.emulate_media(media="print")
    expect(code).to_be_visible()
    expect(page.get_by_text("Créer un compte")).to_be_hidden()
    expect(page.get_by_text("AGE-SECRET-KEY-1")).to_be_visible()
    page.emulate_media(media="screen")
    words = take_kit(page, lambda _step: None)
    shown = page.locator("body").inner_text()
    assert kit_identity(read_kit(words)) not in shown


def test_its_code_opens_the_account_and_leaves_the_address_bar(house: House, axe: Path) -> None:
    kit = read_kit(enter_new(house).kit)
    address = write_kit_address("patient", kit)
    context = house.profile((360, 760))
    context.add_init_script(path=axe)
    phone = context.new_page()
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    phone.goto(f"{house.app}/#/{address}")
    expect(phone.get_by_role("heading", name="Entrer avec un kit de papier")).to_be_visible()
    assert phone.url == f"{house.app}/#/sign-in"
    phone.get_by_role("button", name="Entrer", exact=True).click()
    expect(phone.get_by_text("Vous êtes entré avec le code de votre kit.")).to_be_visible()
    assert not [each for each in asked if address.rpartition("/")[2] in each]

    # Another kit takes its place.
    phone.get_by_role("button", name="Faire un autre kit").click()
    take_kit(phone, lambda _step: None)
    expect(phone.get_by_text("Vous êtes entré avec le code de votre kit.")).to_be_hidden()


def test_a_code_that_was_cut_says_so(house: House) -> None:
    page = house.profile().new_page()
    page.goto(f"{house.app}/#/kit/patient/AAAA")
    page.get_by_role("button", name="Entrer", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("kit")


def test_its_file_is_read_and_proved_without_any_server(
    house: House, installation: Settings, tmp_path: Path, age: str
) -> None:
    page, email, _, words = enter_new(house)
    assert "Aucun." in open_kit_file(save_file(page, tmp_path).read_bytes(), read_kit(words))[0]
    visit = book(installation, email, words)

    page.reload()
    page.get_by_role("button", name="Entrer avec mon kit de papier").click()
    page.get_by_label("Les douze mots").fill(words)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    file = save_file(page, tmp_path)
    expect(page.get_by_text("Dernier fichier :")).to_be_visible()
    _, content = open_kit_file(file.read_bytes(), read_kit(words))
    [chain] = prove_kit_file(content)
    assert [(each.appointment, each.state, each.by) for each in chain] == [
        (visit, "booked", "manage"),
        (visit, "arrived", "desk:1"),
    ]
    identity = tmp_path / "cle.txt"
    identity.write_text(kit_identity(read_kit(words)))
    opened = subprocess.run([age, "-d", "-i", identity, file], capture_output=True, check=True, text=True).stdout
    assert "COPIE DE MON COMPTE SERMENT" in opened
    assert "Message au cabinet : Je viens avec ma sœur." in opened


def book(installation: Settings, email: str, words: str) -> str:
    """A visit at a practice of its own, which has marked the patient as arrived."""
    with closing(new_client(installation)) as officer, closing(new_client(installation)) as client:
        prove_address(officer, installation, new_patient().email)
        officer.sign_up(propose_words("fr"), "staff")
        practice = officer.team.open(stage.draft(), "Dr Essai")
        prove_address(client, installation, email)
        client.sign_in_with_kit(words)
        schedule, start = stage.schedule_of(client, practice), stage.free_times(client, practice)[0]
        who, note = Identity(given="Ondine", family="Essai", birth_date="1950-03-01"), "Je viens avec ma sœur."
        visit = client.visits.book(Wish(practice, schedule, start, stage.MOTIVES[0], who, note))
        officer.agendas.read(practice, start[:10], start[:10])
        officer.desk.set_state(practice, visit.appointment, "arrived")
        return visit.appointment


def save_file(page: Page, folder: Path) -> Path:
    """What the browser keeps."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger le fichier du kit").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    assert re.fullmatch(r"serment-kit-\d{4}-\d\d-\d\d\.age", path.name)
    return path
