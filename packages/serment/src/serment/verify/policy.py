"""Trust policies (C2SP tlog-policy): which logs, which witnesses, and which of them together make a checkpoint good.

Such a file can be given to anybody's tools. It is read as octets, of which only ASCII means something. Pure.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from serment.errors import CannotVerify
from serment_client.installation import Party
from serment_protocol.cosignatures import ALGORITHM as COSIGNATURE
from serment_protocol.cosignatures import read_witness_key
from serment_protocol.errors import BadStructure
from serment_protocol.notes import ALGORITHM as SIGNATURE
from serment_protocol.notes import LogKey, read_log_key, write_key

NONE = "none"
QUORUM = "quorum-of-witnesses"
OCTETS = "latin-1"
_ALLOWED = re.compile(rb"[\t\n\x20-\x7e\x80-\xff]*")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True)
class Group:
    """So many of these witnesses or groups."""

    threshold: int
    members: tuple[str, ...]


@dataclass
class Policy:
    """What a file says; the first URL of a log is where it is read."""

    logs: dict[str, LogKey] = field(default_factory=dict[str, LogKey])
    urls: dict[str, str] = field(default_factory=dict[str, str])
    witnesses: dict[str, LogKey] = field(default_factory=dict[str, LogKey])
    groups: dict[str, Group] = field(default_factory=dict[str, Group])
    quorum: str = ""

    def is_satisfied(self, cosigned: Collection[str]) -> bool:
        """Whether these witnesses, by their names in this file, suffice."""
        return self.quorum == NONE or self._holds(self.quorum, cosigned)

    def _holds(self, name: str, cosigned: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in cosigned
        return sum(self._holds(each, cosigned) for each in group.members) >= group.threshold


def policy_of(party: Party) -> Policy:
    """What an installation asks of one of its logs."""
    names = {f"w{number}": key for number, key in enumerate(party.witnesses.keys, 1)}
    group = Group(party.witnesses.quorum, tuple(names))
    origin = party.log_origin
    return Policy({origin: party.log_key}, {origin: f"{party.url}/v1/log"}, names, {QUORUM: group}, QUORUM)


def write_policy(policy: Policy) -> str:
    """The file."""
    lines = [f"log {write_key(key, SIGNATURE)} {policy.urls.get(origin, '')}" for origin, key in policy.logs.items()]
    lines += [f"witness {name} {write_key(key, COSIGNATURE)}" for name, key in policy.witnesses.items()]
    lines += [f"group {name} {each.threshold} {' '.join(each.members)}" for name, each in policy.groups.items()]
    return "".join(f"{line.rstrip()}\n" for line in [*lines, f"quorum {policy.quorum}"])


def read_policy(data: bytes) -> Policy:
    """A file, or the sentence that says which line is wrong."""
    if not _ALLOWED.fullmatch(data):
        raise CannotVerify("The policy holds a control character.")
    reader = _Reader()
    for number, line in enumerate(data.decode(OCTETS).split("\n"), 1):
        words = [word for word in re.split(r"[ \t]+", line) if word]
        if words and not words[0].startswith("#"):
            reader.add(words, f"Line {number} of the policy")
    if not reader.policy.quorum:
        raise CannotVerify("The policy has no quorum line.")
    return reader.policy


class _Reader:
    """One line after another; a name can be used once it was defined."""

    def __init__(self) -> None:
        self.policy = Policy()
        self._listed: set[str] = set()

    def add(self, words: list[str], where: str) -> None:
        kinds: dict[str, Callable[[list[str]], None]] = {
            "log": self._log,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._quorum,
        }
        try:
            kinds[words[0]](words[1:])
        except KeyError as error:
            raise CannotVerify(f"{where} begins with none of {', '.join(kinds)}.") from error
        except (BadStructure, ValueError) as error:
            raise CannotVerify(f"{where} is not as C2SP tlog-policy has it.") from error

    def _log(self, words: list[str]) -> None:
        key = read_log_key(_verifier(words, 0))
        if len(words) not in {1, 2} or key.public in {each.public for each in self.policy.logs.values()}:
            raise BadStructure
        self.policy.logs[key.name] = key
        if words[1:]:
            self.policy.urls[key.name] = words[1]

    def _witness(self, words: list[str]) -> None:
        key = read_witness_key(_verifier(words, 1))
        if len(words) not in {2, 3} or key.public in {each.public for each in self.policy.witnesses.values()}:
            raise BadStructure
        self.policy.witnesses[self._new(words[0])] = key

    def _group(self, words: list[str]) -> None:
        if len(words) < 3:  # noqa: PLR2004 -- name, threshold, a member at least
            raise BadStructure
        name, rule, *members = words
        for each in members:
            if not self._is_known(each) or each in self._listed:
                raise BadStructure
            self._listed.add(each)
        self.policy.groups[self._new(name)] = Group(_threshold(rule, len(members)), tuple(members))

    def _quorum(self, words: list[str]) -> None:
        if len(words) != 1 or self.policy.quorum or not (words[0] == NONE or self._is_known(words[0])):
            raise BadStructure
        self.policy.quorum = words[0]

    def _new(self, name: str) -> str:
        if name == NONE or self._is_known(name):
            raise BadStructure
        return name

    def _is_known(self, name: str) -> bool:
        return name in self.policy.witnesses or name in self.policy.groups


def _threshold(rule: str, members: int) -> int:
    count = {"all": members, "any": 1}.get(rule) or int(rule if _NUMBER.fullmatch(rule) else "0")
    if not 1 <= count <= members:
        raise BadStructure
    return count


def _verifier(words: list[str], place: int) -> str:
    """A verifier key, whose name is text and no longer octets."""
    if len(words) <= place:
        raise BadStructure
    return words[place].encode(OCTETS).decode("utf-8")
