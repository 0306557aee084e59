"""The configuration file: what is missing or misspelt is said, and no secret has a default."""

from pathlib import Path

import pytest

from serment_custodian import config
from serment_custodian.errors import ConfigurationUnreadable

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
