"""Policy files as C2SP tlog-policy has them: what they allow, what is refused, and that ours can be read again."""

import re
from collections.abc import Collection

import pytest

from serment.errors import CannotVerify
from serment.verify.policy import policy_of, read_policy, write_policy
from serment_client.installation import Party
from serment_protocol.cosignatures import read_witnesses, write_witness_key
from serment_protocol.notes import read_log_key, write_log_key

LOG = write_log_key("log.example", b"l" * 32)
OTHER_LOG = write_log_key("other.example", b"o" * 32)
NAMES = ("X1", "X2", "X3", "Y1", "Y2", "Y3")
KEYS = {name: write_witness_key(f"{name}.example", name.encode() * 16) for name in NAMES}
WITNESSES = "".join(f"witness {name} {key}\n" for name, key in KEYS.items())
# The example of the specification.
EXAMPLE = f"""
log {LOG}

{WITNESSES}
group X-witnesses 2 X1 X2 X3
group Y-witnesses any Y1 Y2 Y3
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


@pytest.mark.parametrize(
    ("cosigned", "enough"),
    [
        ({"X1", "X3", "Y2"}, True),
        (set(NAMES), True),
        ({"X1", "X2", "X3"}, False),
        ({"X1", "Y1", "Y2", "Y3"}, False),
        (set[str](), False),
    ],
)
def test_the_specification_s_example(cosigned: Collection[str], *, enough: bool) -> None:
    policy = read_policy(EXAMPLE.encode())
    assert policy.is_satisfied(cosigned) is enough
    assert list(policy.logs) == ["log.example"]


def test_white_space_comments_and_addresses() -> None:
    text = f"  # Témoins\n\n\tlog\t{LOG}  https://log.example/prefix\n witness \xe9t\xe9 {KEYS['X1']} https://w.example\t\n"
    policy = read_policy(f"{text}quorum \xe9t\xe9\n".encode("latin-1"))
    assert policy.urls == {"log.example": "https://log.example/prefix"}
    assert policy.is_satisfied({"\xe9t\xe9"})


def test_names_are_octets() -> None:
    """A Kelvin sign is no K, whatever Unicode says."""
    lines = f"witness K {KEYS['X1']}\nwitness \u212a {KEYS['X2']}\nquorum \u212a\n"
    assert not read_policy(lines.encode()).is_satisfied({"K"})


def test_none_asks_for_nobody() -> None:
    assert read_policy(b"quorum none\n").is_satisfied(())


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "quorum",
        "quorum nobody",
        "quorum none\nquorum none",
        "quorum X1",
        f"witness X1 {KEYS['X1']}\nquorum X1 X1",
        f"witness none {KEYS['X1']}\nquorum none",
        f"witness X1 {KEYS['X1']}\nwitness X1 {KEYS['X2']}\nquorum X1",
        f"witness X1 {KEYS['X1']}\nwitness X2 {KEYS['X1']}\nquorum X1",
        f"witness X1 {LOG}\nquorum X1",
        "witness X1\nquorum none",
        f"log {KEYS['X1']}\nquorum none",
        f"log {LOG}\nlog {LOG}\nquorum none",
        f"log {LOG} https://a.example https://b.example\nquorum none",
        f"log {LOG[:-4]}AAAA\nquorum none",
        "log\nquorum none",
        "quota none",
        f"{WITNESSES}group G all\nquorum G",
        f"{WITNESSES}group G 0 X1\nquorum G",
        f"{WITNESSES}group G 2 X1\nquorum G",
        f"{WITNESSES}group G 01 X1\nquorum G",
        f"{WITNESSES}group G most X1\nquorum G",
        f"{WITNESSES}group G any X1 X1\nquorum G",
        f"{WITNESSES}group G any none\nquorum G",
        f"{WITNESSES}group G any X1\ngroup H any X1\nquorum G",
        f"{WITNESSES}group G any H\ngroup H any X1\nquorum G",
        f"{WITNESSES}group G any G\nquorum G",
        f"{WITNESSES}group X1 any X2\nquorum X1",
        f"quorum X1\n{WITNESSES}",
        "quorum none\r",
        "quorum none\x00",
        "quorum\u00a0none",
    ],
)
def test_what_the_specification_refuses(lines: str) -> None:
    with pytest.raises(CannotVerify, match=r"olicy"):
        read_policy(f"{lines}\n".encode("latin-1"))


def test_the_line_is_named() -> None:
    with pytest.raises(CannotVerify, match=re.escape("Line 2 of the policy")):
        read_policy(f"# one\nlog {LOG[:-1]}\nquorum none\n".encode())


def test_an_installation_s_policy_is_read_again() -> None:
    witnesses = read_witnesses([KEYS["X1"], KEYS["X2"]], 2, 3)
    party = Party("https://platform.example", "log.example", read_log_key(LOG), witnesses)
    written = write_policy(policy_of(party))
    assert read_policy(written.encode()) == policy_of(party)
    assert f"log {LOG} https://platform.example/v1/log\n" in written
    assert f"witness w1 {KEYS['X1']}\n" in written
    assert OTHER_LOG not in written
