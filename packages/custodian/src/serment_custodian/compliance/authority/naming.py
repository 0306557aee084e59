"""How a letter's address is named in a file: by a keyed hash of its own, which no row of a person has.

Whoever reads the tables joins no request to a person. Whoever carries a decision out has the letter, and so the
address.
"""

from serment_custodian.people import Address
from serment_custodian.sealing_key import SealingKey
from serment_protocol.primitives import hash_bytes

NAMED = "authority/person"


def name_of(sealing: SealingKey, address: Address) -> str:
    """What stands for an address."""
    return _name(sealing.mac(NAMED, address.encode()))


def names_of(sealing: SealingKey, address: Address) -> list[str]:
    """What may stand for it: two, while one sealing key takes over from another."""
    return [_name(each) for each in sealing.macs(NAMED, address.encode())]


def _name(mac: bytes) -> str:
    return hash_bytes("authority-person", mac).hex()
