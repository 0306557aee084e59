"""The configuration file: what is missing or misspelt is said, and no secret has a default."""

from pathlib import Path

import pytest

from serment_custodian import config
from serment_custodian.errors import ConfigurationUnreadable
from serment_kernel.processors import RegisterRefused

FILE = """
name = "Essai"
public_url = "http://localhost:8001"
app_origin = "http://localhost:8002"
bind_host = "127.0.0.1"
bind_port = 8001
endorsement = "officers"

[databases]
owner = "postgresql://owner@/custodian"
people = "postgresql://people@/custodian"
hardening = "postgresql://hardening@/custodian"
tokens = "postgresql://tokens@/custodian"
tickets = "postgresql://tickets@/custodian"
ledger = "postgresql://ledger@/custodian"
witness = "postgresql://witness@/custodian"
officers = "postgresql://officers@/custodian"
shares = "postgresql://shares@/custodian"
endorsements = "postgresql://endorsements@/custodian"
compliance = "postgresql://compliance@/custodian"

[evidence]
key_file = "evidence.key"

[keys]
sealing_key_file = "sealing.key"
log_key_file = "log.key"
log_origin = "custodian.example"
relay_public_key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

[smtp]
host = "127.0.0.1"
port = 2525
sender = "Serment <nudge@example.org>"
tls = "none"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "custodian.toml"
    path.write_text(FILE)
    return path


class TestLoad:
    def test_reads_the_example(self, file: Path) -> None:
        loaded = config.load(file)
        assert loaded.budgets.opening_tokens_week == 2
        assert loaded.keys.sealing_key_file == str(file.parent / "sealing.key")
        assert loaded.keys.relay() == bytes(32)
        assert loaded.erasures().path == file.parent / "erasures.journal"
        assert loaded.cosigned_file == str(file.parent / "cosigned.json")

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('name = "Essai"', 'nom = "Essai"'),
            ("bind_port = 8001", 'bind_port = "8001"'),
            ("bind_port = 8001", "bind_port = 80010"),
            ('sealing_key_file = "sealing.key"', ""),
            ('tls = "none"', 'tls = "maybe"'),
            ('endorsement = "officers"', ""),
            ('endorsement = "officers"', 'endorsement = "everybody"'),
            ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAA"),
            ("[smtp]", 'release_public_keys = ["AAAA"]\n[smtp]'),
            ('name = "Essai"', "name = "),
            ("[smtp]", "[budgets]\nopening_tokens_week = 0\n[smtp]"),
        ],
    )
    def test_refuses_what_is_misspelt_missing_or_out_of_range(self, file: Path, old: str, new: str) -> None:
        file.write_text(FILE.replace(old, new))
        with pytest.raises(ConfigurationUnreadable):
            config.load(file)

    def test_says_which_file_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationUnreadable, match=r"absent\.toml"):
            config.load(tmp_path / "absent.toml")


GATEWAY = """
[sms]
address = "{number}@sms.example"
prefixes = ["+336xxxxxxxx", "+337xxxxxxxx"]
national = "+33"
processor = "gateway"
"""
OWN_RELAY = """
[sms.relay]
host = "smtp.sms.example"
port = 465
sender = "serment@sms.example"
tls = "implicit"
password_file = "sms.password"
"""
REGISTER = """
[{id}]
name = "Exemple"
role = "processor"
country = "FR"
since = 2026-11-26
hds = false
receives = [{{ fr = "un numéro", en = "a number" }}]
purpose = {{ fr = "Envoyer.", en = "To send." }}
"""


class TestGateway:
    def test_is_none_unless_it_is_described(self, file: Path) -> None:
        assert config.load(file).sms is None

    def test_has_the_password_beside_the_file(self, file: Path) -> None:
        file.write_text(FILE + GATEWAY + OWN_RELAY)
        loaded = config.load(file).sms
        assert loaded is not None
        assert loaded.relay is not None
        assert loaded.relay.password_file == str(file.parent / "sms.password")

    @pytest.mark.parametrize(
        ("left_out", "said"),
        [
            ('address = "{number}@sms.example"\n', "address"),
            ('prefixes = ["+336xxxxxxxx", "+337xxxxxxxx"]\n', "prefixes"),
            ('processor = "gateway"\n', "processor"),
        ],
    )
    def test_is_refused_by_halves_and_says_what_is_missing(self, file: Path, left_out: str, said: str) -> None:
        assert left_out in GATEWAY
        file.write_text(FILE + GATEWAY.replace(left_out, ""))
        with pytest.raises(ConfigurationUnreadable, match=said):
            config.load(file)

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("{number}@sms.example", "33600000000@sms.example", "sms.address must be"),
            ("{number}@sms.example", "{number}", "sms.address must be"),
            ("{number}@sms.example", "{number}{number}@sms.example", "sms.address must be"),
            ('["+336xxxxxxxx", "+337xxxxxxxx"]', "[]", "sms.prefixes must say"),
            ('"+336xxxxxxxx", "+337xxxxxxxx"', '"+336"', "sms.prefixes must say"),
            ('["+336xxxxxxxx", "+337xxxxxxxx"]', '["06"]', "sms.prefixes must say"),
            ('national = "+33"', 'national = "33"', "sms.national must be"),
        ],
    )
    def test_says_what_is_wrong_with_it(self, file: Path, old: str, new: str, said: str) -> None:
        assert old in GATEWAY
        file.write_text(FILE + GATEWAY.replace(old, new))
        with pytest.raises(ConfigurationUnreadable, match=said):
            config.load(file)

    def test_is_somebody_in_the_register_or_nothing_starts(self, file: Path) -> None:
        bound = FILE.replace('owner = "postgresql', 'processor = "own"\nowner = "postgresql', 1)
        bound = bound.replace("@/custodian", "@127.0.0.1/custodian")
        bound = bound.replace('tls = "none"\n', 'tls = "none"\nprocessor = "own"\n')
        file.write_text('processors = "processors.toml"\n' + bound + GATEWAY + OWN_RELAY)
        register = file.parent / "processors.toml"
        register.write_text(REGISTER.format(id="own"))
        with pytest.raises(RegisterRefused, match=r"sms\.address says that gateway"):
            config.load(file).surroundings()
        register.write_text(REGISTER.format(id="own") + REGISTER.format(id="gateway"))
        told = {each.setting: (each.processor, each.told) for each in config.load(file).surroundings().addresses}
        assert told["sms.address"] == ("gateway", "smtp.sms.example:465")
        assert told["smtp.host"] == ("own", "127.0.0.1:2525")
