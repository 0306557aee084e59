"""The register as everybody is told it."""

from datetime import date

import msgspec

from serment_kernel.processors import Processor, Words
from serment_kernel.surroundings import Outward, Surroundings
from serment_kernel.told_processors import told

MAIL = Processor(
    role="processor",
    receives=(Words("l'adresse e-mail", "the e-mail address"),),
    purpose=Words("Acheminer les messages.", "To carry mail."),
    since=date(2026, 11, 26),
    hds=False,
    name="Courrier Exemple SAS",
    country="FR",
)


def test_it_names_settings_and_no_address() -> None:
    found = told(Surroundings((Outward("smtp.host", "mail", "smtp.secret.example", 465),), {"mail": MAIL}))
    assert [(each.id, each.name, each.settings) for each in found.processors] == [
        ("mail", "Courrier Exemple SAS", ["smtp.host"])
    ]
    assert b"secret" not in msgspec.json.encode(found)
    # This process serves nobody, and is held to nothing.
    assert (found.guarded, found.refused) == (False, 0)
