"""The paper kit's file: readable and proved with the paper and the file alone, by our program and by anybody's."""

import json
import subprocess

import pytest
from msgspec import UNSET

from serment.prove import stage
from serment_client import Client
from serment_client.booking import Wish
from serment_client.errors import KitNeeded, Refused, WayUnlisted
from serment_client.visits import Visit
from serment_protocol.errors import CannotOpen
from serment_protocol.kit import read_kit
from serment_protocol.kitfile import KitFile, kit_identity, open_kit_file, prove_kit_file
from serment_protocol.vault import Identity

from .conftest import Person, Terminal, Town


def book(person: Person, office: tuple[Client, str]) -> Visit:
    """The next free time."""
    client, practice = person.client, office[1]
    schedule, start = stage.schedule_of(client, practice), stage.free_times(client, practice)[0]
    who = Identity(given="Ondine", family="Essai", birth_date="1950-03-01")
    visit = client.visits.book(Wish(practice, schedule, start, stage.MOTIVES[0], who, "Je viens avec ma sœur."))
    officer, day = office[0], start[:10]
    officer.agendas.read(practice, day, day)
    officer.desk.set_state(practice, visit.appointment, "arrived")
    return visit


class TestWithItsPaper:
    def test_the_file_tells_and_proves_the_visits(self, town: Town, office: tuple[Client, str]) -> None:
        person = town.newcomer()
        words, visit = town.give_kit(person), book(person, office)
        text, content = open_kit_file(person.client.make_kit_file(), read_kit(words))
        assert "Je viens avec ma sœur." in text
        assert visit.appointment in text
        assert "Kit de papier" in text
        [chain] = prove_kit_file(content)
        assert [(each.state, each.by) for each in chain] == [("booked", "manage"), ("arrived", "desk:1")]

    def test_any_program_that_speaks_age_opens_it(self, town: Town, office: tuple[Client, str], age: str) -> None:
        person = town.newcomer()
        words, visit = town.give_kit(person), book(person, office)
        file, identity = town.folder / "kit.age", town.folder / "identity.txt"
        file.write_bytes(person.client.make_kit_file("en"))
        identity.write_text(kit_identity(read_kit(words)) + "\n")
        opened = subprocess.run([age, "-d", "-i", identity, file], capture_output=True, check=True, text=True).stdout
        assert visit.appointment in opened
        assert "APPOINTMENTS" in opened
        assert json.loads(opened.rstrip("\n").rpartition("\n")[2])["visits"][0]["self_copy"]["note"]

    def test_another_kit_opens_nothing(self, town: Town) -> None:
        person, other = town.newcomer(), town.newcomer()
        town.give_kit(person)
        data = person.client.make_kit_file()
        with pytest.raises(CannotOpen):
            open_kit_file(data, read_kit(town.give_kit(other)))

    def test_each_kit_of_the_account_opens_it_and_the_day_is_kept(self, town: Town) -> None:
        person = town.newcomer()
        kits = [town.give_kit(person) for _ in range(2)]
        assert [way.file for way in person.account.ways() if way.kind == "kit"] == [UNSET, UNSET]
        data = person.client.make_kit_file()
        for words in kits:
            assert isinstance(open_kit_file(data, read_kit(words))[1], KitFile)
        today = person.client.context.today()
        assert [way.file for way in person.account.ways() if way.kind == "kit"] == [today, today]

    def test_without_a_kit_there_is_no_file(self, town: Town) -> None:
        with pytest.raises(KitNeeded):
            town.newcomer().client.make_kit_file()

    def test_its_size_tells_little(self, town: Town, office: tuple[Client, str]) -> None:
        person = town.newcomer()
        town.give_kit(person)
        before = len(person.client.make_kit_file())
        book(person, office)
        after = len(person.client.make_kit_file())
        # Age itself adds some random bytes to the head of a file.
        assert (after - before + 512) % 16384 < 1024


class TestFoundLater:
    def test_a_kit_taken_off_the_list_opens_nothing_of_later(self, town: Town, office: tuple[Client, str]) -> None:
        person = town.newcomer()
        lost, before = town.give_kit(person), book(person, office)
        old = person.client.make_kit_file()
        [way] = [way for way in person.account.ways() if way.kind == "kit"]
        person.account.remove_way(way.locator)
        town.give_kit(person)
        after = book(person, office)
        with pytest.raises((Refused, WayUnlisted)):
            town.client().sign_in_with_kit(lost)
        with pytest.raises(CannotOpen):
            open_kit_file(person.client.make_kit_file(), read_kit(lost))

        # A file that it could open, it opens for ever, and the keys in it manage the visits of that day.
        _, content = open_kit_file(old, read_kit(lost))
        assert [visit.manage_seed for visit in content.visits] == [before.seed]
        assert before.seed != after.seed

    def test_what_it_had_opened_ends(self, town: Town) -> None:
        person = town.newcomer()
        words, finder = town.give_kit(person), town.client()
        finder.sign_in_with_kit(words)
        [way] = [way for way in person.account.ways() if way.kind == "kit"]
        person.account.remove_way(way.locator)
        with pytest.raises(Refused) as refused:
            finder.account.vault.read()
        assert refused.value.code == "sign_in_refused"


class TestCommandLine:
    def test_makes_and_opens_a_file(self, town: Town, office: tuple[Client, str]) -> None:
        person = town.newcomer(types=True)
        words, visit = town.give_kit(person), book(person, office)
        terminal, file = town.terminal("portable"), town.folder / "kit.age"
        terminal.sign_in(person)
        assert "the kit alone opens it" in terminal.run("kit-file", str(file))
        assert file.stat().st_mode & 0o777 == 0o600

        # Elsewhere, where nobody knows of any server.
        alone = Terminal(town.settings, town.folder / "nobody.json", installation="")
        said = alone.run("open-kit-file", str(file), typed=f"{words}\n")
        assert visit.appointment in said
        assert "1 visit(s), each proved" in said
        assert alone.run("kit-identity", typed=f"{words}\n").strip() == kit_identity(read_kit(words))
        other = town.give_kit(town.newcomer(types=True))
        assert "do not open" in alone.refused("open-kit-file", str(file), typed=f"{other}\n")

    def test_shows_what_goes_on_paper(self, town: Town) -> None:
        person = town.newcomer(types=True)
        terminal = town.terminal("portable")
        terminal.sign_in(person)
        process = terminal.start("kit")
        assert process.stdout is not None
        assert process.stdin is not None
        lines = [process.stdout.readline() for _ in range(16)]
        words = [line.split()[1] for line in lines[1:13]]
        said, complained = process.communicate(" ".join(words) + "\n", timeout=60)
        assert process.returncode == 0, complained
        assert "opens your account" in said
        kit = read_kit(" ".join(words))
        assert lines[14].startswith(f"{town.settings.origins.app}/#/kit/patient/")
        assert lines[15].strip() == kit_identity(kit)

    def test_says_which_file_is_missing(self, town: Town) -> None:
        alone = Terminal(town.settings, town.folder / "nobody.json", installation="")
        assert "none.age" in alone.refused("open-kit-file", str(town.folder / "none.age"))
