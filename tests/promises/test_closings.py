"""A practice that closes is vouched for no more: its own word goes from its officer to the custodian's log."""

import json
import subprocess
import time
from collections.abc import Generator

import httpx
import pytest

from serment.clients import new_client, sign_up
from serment.configuration import Settings
from serment.prove import stage
from serment_client import Client, Refused
from serment_protocol.kit import propose_words
from serment_protocol.practice import RootRecord
from serment_protocol.primitives import random_bytes
from serment_protocol.signing import sign

from ..conftest import serment

PATIENCE = 60.0


@pytest.fixture
def officer(installation: Settings) -> Generator[Client]:
    """Somebody who opens a practice."""
    client = new_client(installation)
    sign_up(client, installation, f"closing.{random_bytes(4).hex()}@exemple.example", propose_words("fr"), "staff")
    yield client
    client.close()


def test_ends_the_custodian_s_word_for_it(installation: Settings, officer: Client, http: httpx.Client) -> None:
    practice = officer.team.open(stage.draft(), "Dr Fermeture")
    assert officer.practices.refresh(practice).root.practice == practice
    access = officer.memberships.access(practice)
    seed, root = access.root_seed(), access.root
    officer.team.close(practice)
    with pytest.raises(Refused) as refused:
        until_closed(officer, seed, root)
    assert (refused.value.status, refused.value.code) == (409, "practice_closed")
    found = report(installation)
    said = [act["says"] for act in found["acts"] if practice in act["says"]]
    assert [text.split(" ", 1)[1] for text in said] == [
        f"practice {practice} closes",
        f"practice {practice} is endorsed no more",
    ]
    assert http.get(f"{installation.origins.platform}/v1/practices/{practice}").status_code == 404


def until_closed(officer: Client, seed: bytes, root: RootRecord) -> None:
    """Ask the custodian to vouch for the practice again and again, until it refuses."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        officer.custodian.ask_endorsement(sign(seed, "practice-root", root))
        time.sleep(0.5)


def report(installation: Settings) -> dict[str, list[dict[str, str]]]:
    """The custodian's log, whole and verified; it is shown once it was cosigned."""
    url, data = f"{installation.origins.custodian}/v1/log", f"--data={installation.home.root}"
    done = subprocess.run(serment("verify", "log", url, data, "--json"), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)
