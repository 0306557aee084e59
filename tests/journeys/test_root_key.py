"""An officer asks for another root key, whoever works there sees it, and the practice objects to a mere renewal."""

import re
from pathlib import Path

from playwright.sync_api import expect

from serment.demo.record import Person

from .conftest import House
from .looking import problems
from .people import go_to_work

SECONDS = 30_000


def test_a_root_key_is_to_be_replaced(house: House, cast: dict[str, Person], axe: Path) -> None:
    officer = go_to_work(house, cast["dentiste.nantes"], axe)
    officer.get_by_role("link", name="Équipe").click()
    officer.get_by_text("Remplacer la clé racine", exact=True).click()
    ask = officer.get_by_role("button", name="Demander le remplacement")
    officer.get_by_role("radio", name=re.compile("Simple renouvellement")).check()
    assert problems(officer, "root-ask") == []
    ask.click()
    told = officer.get_by_text("Le remplacement de la clé racine est demandé")
    expect(told).to_be_visible(timeout=SECONDS)
    expect(
        officer.get_by_text(re.compile(r"Marque, à comparer de vive voix avec les officiers\s*:\s*[0-9]{6}"))
    ).to_be_visible()
    assert problems(officer, "root-asked") == []
    officer.get_by_role("link", name="Agenda", exact=True).click()
    officer.get_by_role("link", name="Équipe").click()
    officer.get_by_role("button", name=re.compile("Ce n’est pas nous.*s’opposer")).click()
    expect(officer.get_by_text("Le gardien des clés sait que le cabinet s’y oppose.").first).to_be_visible(
        timeout=SECONDS
    )
