"""Rules of the machine against whoever bypasses Python, in a network of its own: what the service needs passes, and
nothing else, native code included. What is committed in deploy/egress is what the commands print.
"""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from serment_custodian import cli as custodian
from serment_kernel.egress_rules import FORMATS, Place, RulesRefused, Service
from serment_kernel.surroundings import Outward
from serment_platform import cli as platform

EXAMPLES = Path(__file__).resolve().parents[2] / "deploy/egress"
ALONE = {
    "publisher": Service("serment-publisher", "127.0.0.1", 8002, ()),
    "witness": Service("serment-witness", "127.0.0.1", 8010, ()),
}
FILES = {"nftables": "egress.nft", "systemd": "egress.conf"}

# In a network of its own: connect natively before the rules and under them, and say what came of it.
IN_A_NETWORK = """
import ctypes, json, socket, subprocess, sys, threading
import psycopg

nft, rules = sys.argv[1], sys.argv[2]
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
libc = ctypes.CDLL(None, use_errno=True)

def raw(port):
    # struct sockaddr_in, without Python's socket.
    address = socket.AF_INET.to_bytes(2, sys.byteorder) + port.to_bytes(2, "big") + bytes([127, 0, 0, 1]) + bytes(8)
    descriptor = libc.socket(int(socket.AF_INET), int(socket.SOCK_STREAM), 0)
    failed = libc.connect(descriptor, address, len(address))
    libc.close(descriptor)
    return not failed

def by_libpq(port):
    # Nobody answers there in PostgreSQL's tongue; whether the connection came is what counts.
    came = calls[port]
    try:
        psycopg.connect(f"host=127.0.0.1 port={port} connect_timeout=2")
    except psycopg.OperationalError:
        return calls[port] > came

def take(listening, port):
    while True:
        calling, _ = listening.accept()
        calls[port] += 1
        calling.close()

def tried():
    found = {"raw allowed": raw(7001), "raw stranger": raw(7002)}
    return found | {"libpq allowed": by_libpq(7001), "libpq stranger": by_libpq(7002)}

calls = {7001: 0, 7002: 0}
for port in calls:
    listening = socket.create_server(("127.0.0.1", port))
    threading.Thread(target=take, args=(listening, port), daemon=True).start()
before = tried()
subprocess.run([nft, "--file", rules], check=True)
under = tried()
counted = json.loads(subprocess.run([nft, "--json", "list", "counters"], check=True, capture_output=True).stdout)
packets = next(each["counter"]["packets"] for each in counted["nftables"] if "counter" in each)
# Putting them in force again leaves one table.
subprocess.run([nft, "--file", rules], check=True)
again = subprocess.run([nft, "list", "ruleset"], check=True, capture_output=True, text=True).stdout
print(json.dumps({"before": before, "under": under, "tables": again.count("table inet"), "packets": packets}))
"""


def printed(hand: str, form: str) -> str:
    """What the hand's command prints for its example."""
    if hand in ALONE:
        return FORMATS[form](ALONE[hand], Place())
    command = {"platform": platform.main, "custodian": custodian.main}[hand]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert command(["egress", "--format", form, "--config", str(EXAMPLES / hand / f"{hand}.toml")]) == 0
    return out.getvalue()


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("hand", ["platform", "custodian", *ALONE])
class TestTheExamples:
    def test_are_what_the_commands_print(self, hand: str, form: str) -> None:
        assert (EXAMPLES / hand / FILES[form]).read_text() == printed(hand, form)


@pytest.fixture(scope="module")
def nft() -> str:
    """The program; `make test` brings it."""
    found = os.environ.get("SERMENT_NFT") or shutil.which("nft") or shutil.which("nft", path="/usr/sbin:/sbin")
    assert found, "nft is missing: install the package nftables (`make tools` does)"
    return found


@pytest.fixture(scope="module")
def apart(nft: str) -> tuple[str, ...]:
    """What to write before a command so that it runs in a network of its own."""
    unshare = ("unshare", "--user", "--map-root-user", "--net")
    probe = subprocess.run(
        [*unshare, nft, "add", "table", "inet", "probe"], capture_output=True, text=True, check=False
    )
    if probe.returncode:
        pytest.skip(f"no network of its own with nf_tables here: {probe.stderr.strip()}")
    return unshare


@pytest.mark.parametrize("hand", ["platform", "custodian", *ALONE])
def test_the_examples_are_taken_by_nftables(hand: str, nft: str, apart: tuple[str, ...], tmp_path: Path) -> None:
    # No user of an example exists here, and nftables wants one that does.
    rules = tmp_path / "rules.nft"
    rules.write_text((EXAMPLES / hand / FILES["nftables"]).read_text().replace(f'"serment-{hand}"', '"root"'))
    done = subprocess.run([*apart, nft, "--file", str(rules)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def seen(nft: str, apart: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    rules = tmp_path_factory.mktemp("rules") / "rules.nft"
    service = Service("serment-trial", "127.0.0.1", 7000, (Outward("custodian.url", "own", "127.0.0.1", 7001),))
    rules.write_text(FORMATS["nftables"](service, Place(user="root", resolvers=("127.0.0.53", "::1"))))
    command = [*apart, sys.executable, "-c", IN_A_NETWORK, nft, str(rules)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class TestUnderTheRules:
    def test_native_code_reaches_its_address_and_no_other(self, seen: dict[str, object]) -> None:
        assert seen["under"] == {
            "raw allowed": True,
            "raw stranger": False,
            "libpq allowed": True,
            "libpq stranger": False,
        }

    def test_and_reached_both_without_them(self, seen: dict[str, object]) -> None:
        names = ("raw allowed", "raw stranger", "libpq allowed", "libpq stranger")
        assert seen["before"] == dict.fromkeys(names, True)

    def test_what_was_refused_is_counted(self, seen: dict[str, object]) -> None:
        assert seen["tables"] == 1
        assert isinstance(seen["packets"], int)
        assert seen["packets"] >= 2


class TestRulesOfSystemd:
    def test_cut_off_no_client_unseen(self) -> None:
        open_to_all = Service("serment-platform", "0.0.0.0", 8000, ())  # noqa: S104 -- nothing is bound
        with pytest.raises(
            RulesRefused, match=r"listens on 0\.0\.0\.0, and rules of systemd cut off whoever is not named"
        ):
            FORMATS["systemd"](open_to_all, Place())
        assert "IPAddressAllow=192.0.2.3\n" in FORMATS["systemd"](open_to_all, Place(proxies=("192.0.2.3",)))


class TestNames:
    def test_are_resolved_and_named(self) -> None:
        service = Service("serment-platform", "127.0.0.1", 8000, (Outward("smtp.host", "own", "localhost", 25),))
        rules = FORMATS["nftables"](service, Place())
        assert "127.0.0.1 . 25,  # smtp.host" in rules
        assert "stand in /etc/hosts, for no resolver may be asked; make this anew when one moves: localhost" in rules

    def test_that_are_nowhere(self) -> None:
        service = Service("serment-platform", "127.0.0.1", 8000, (Outward("smtp.host", "own", "smtp.invalid", 25),))
        with pytest.raises(RulesRefused, match=r"smtp\.host: smtp\.invalid cannot be resolved here"):
            FORMATS["nftables"](service, Place())
