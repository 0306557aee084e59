"""Addresses that leave the machine, each bound to an entry of the register of processors."""

from pathlib import Path

import pytest

from serment_kernel.database_at import of_dsn
from serment_kernel.processors import RegisterRefused, Words, read_register
from serment_kernel.surroundings import Outward, of_authority, of_url, settings_of, surroundings

HOST = """
[host]
name = "Hébergement Exemple SAS"
role = "processor"
country = "FR"
since = 2026-11-26
hds = true
receives = [{ fr = "des enveloppes chiffrées", en = "sealed envelopes" }]
purpose = { fr = "Garder la base.", en = "To keep the database." }
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "processors.toml"
    path.write_text(HOST)
    return path


def reason(file: Path, text: str) -> str:
    """Why this register is refused."""
    file.write_text(text)
    with pytest.raises(RegisterRefused) as refused:
        read_register(file)
    return str(refused.value)


class TestARegister:
    def test_says_who_gets_what(self, file: Path) -> None:
        found = read_register(file)["host"]
        assert (found.country, found.hds) == ("FR", True)
        assert found.receives == (Words("des enveloppes chiffrées", "sealed envelopes"),)

    def test_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(RegisterRefused, match=r"absent\.toml: No such file"):
            read_register(tmp_path / "absent.toml")

    def test_has_another_key(self, file: Path) -> None:
        assert "unknown field" in reason(file, HOST.replace("hds", "iso"))

    def test_has_one_language_alone(self, file: Path) -> None:
        assert "missing required field `fr`" in reason(file, HOST.replace('fr = "Garder la base.", ', ""))

    @pytest.mark.parametrize("line", ['country = "FR"', 'name = "Hébergement Exemple SAS"'])
    def test_has_a_processor_that_is_nobody(self, file: Path, line: str) -> None:
        assert "[host] needs a name and a country" in reason(file, HOST.replace(line, ""))

    def test_of_an_installation_that_nobody_has_put_a_name_to(self, file: Path) -> None:
        unnamed = HOST.replace('country = "FR"', "").replace('name = "Hébergement Exemple SAS"', "")
        file.write_text(unnamed.replace('"processor"', '"own"'))
        assert read_register(file)["host"].name == ""

    def test_names_a_country_without_a_basis(self, file: Path) -> None:
        abroad = HOST.replace('"FR"', '"US"')
        assert "outside the European Economic Area" in reason(file, abroad)
        file.write_text(abroad + 'transfers = { fr = "clauses types", en = "standard clauses" }\n')
        assert read_register(file)["host"].transfers == Words("clauses types", "standard clauses")

    def test_says_in_no_word_what_is_received(self, file: Path) -> None:
        assert "in no word" in reason(
            file, HOST.replace('{ fr = "des enveloppes chiffrées", en = "sealed envelopes" }', "")
        )

    def test_has_a_supplier_that_receives_something(self, file: Path) -> None:
        assert "receives something about people" in reason(file, HOST.replace('"processor"', '"supplier"'))


class TestSurroundings:
    def test_bind_each_address_to_its_entry(self, file: Path) -> None:
        addresses = of_dsn("databases.keys", "host", "postgresql://keys@db.example/serment")
        found = surroundings(str(file), addresses)
        assert found.addresses == (Outward("databases.keys", "host", "db.example", 5432),)
        assert settings_of("host", found.addresses) == ["databases.keys"]

    def test_without_a_register(self) -> None:
        with pytest.raises(RegisterRefused, match=r'name it at the top, as in: processors = "processors\.toml"'):
            surroundings("", [])

    def test_with_an_address_that_is_nobody_s(self, file: Path) -> None:
        with pytest.raises(
            RegisterRefused, match=r"custodian\.url does not say who is behind c\.example:443: add the id"
        ):
            surroundings(str(file), [of_url("custodian.url", "", "https://c.example")])

    def test_with_an_entry_that_does_not_exist(self, file: Path) -> None:
        with pytest.raises(RegisterRefused, match=r"does not know \(host\): add \[mailer\] there, or name another"):
            surroundings(str(file), [Outward("smtp.host", "mailer", "smtp.example", 587)])


class TestConnectionStrings:
    def test_with_several_hosts(self) -> None:
        found = of_dsn("d", "own", "host=a.example,2001:db8::1 port=5433,5434 user=keys")
        assert [each.told for each in found] == ["a.example:5433", "[2001:db8::1]:5434"]

    def test_with_an_address_beside_the_name(self) -> None:
        assert [each.told for each in of_dsn("d", "own", "host=a.example hostaddr=192.0.2.1")] == ["192.0.2.1:5432"]

    def test_with_a_folder(self) -> None:
        assert [each.told for each in of_dsn("d", "own", "host=/run/postgresql/ port=5433")] == [
            "/run/postgresql/.s.PGSQL.5433"
        ]

    @pytest.mark.parametrize("dsn", ["user=keys", "host=a,b,c port=1,2", "host=a port=x", "=", "postgresql://keys@/d"])
    def test_that_lead_nowhere(self, dsn: str) -> None:
        with pytest.raises(RegisterRefused, match=r"^d(:| )"):
            of_dsn("d", "own", dsn)


class TestAuthorities:
    def test_are_a_host_and_a_port(self) -> None:
        assert of_authority("hsm.addresses", "own", "[2001:db8::1]:1792").told == "[2001:db8::1]:1792"

    @pytest.mark.parametrize("text", ["hsm.example", "hsm.example:", "hsm.example:99999", ":1792", "[::1:1792"])
    def test_or_are_refused(self, text: str) -> None:
        with pytest.raises(RegisterRefused):
            of_authority("hsm.addresses", "own", text)
