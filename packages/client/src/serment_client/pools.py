"""Pools of manage seeds, written into the vault before any is used (SPEC 3). Pure but for fresh randomness."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import TypeVar

import msgspec
from msgspec import UNSET

from serment_protocol.encoding import b64, read_day, write_day
from serment_protocol.primitives import hash_bytes, random_bytes
from serment_protocol.terms import KeptAgreement, scope_of_terms
from serment_protocol.vault import POOL_SIZE, REFILL_BELOW, Pool, PoolSeed, Vault

T = TypeVar("T")
ID_BYTES = 16
SEED_BYTES = 32
# No practice lets a visit go before three months are over, of which February makes the shortest.
LEAST_KEPT = timedelta(days=89)


def new_pool(name: str, today: str) -> Pool:
    """A pool of its own for one device."""
    return Pool(random_bytes(ID_BYTES).hex(), name, tuple(_new_seeds(POOL_SIZE, today)))


def live_seeds(vault: Vault) -> list[str]:
    """Every seed that may hold a visit."""
    return [kept.seed for pool in vault.pools for kept in pool.seeds if kept.state == "live"]


def all_seeds(vault: Vault) -> list[str]:
    """Every seed there is, also of what is long over."""
    return [kept.seed for pool in vault.pools for kept in pool.seeds]


def may_be_gone(vault: Vault, today: str) -> frozenset[str]:
    """Seeds whose visit is so long over that a practice may have let it go (SPEC 14)."""
    since = write_day(read_day(today) - LEAST_KEPT)
    return frozenset(
        kept.seed for pool in vault.pools for kept in pool.seeds if kept.state == "spent" and kept.day <= since
    )


def pool_for(vault: Vault, own: str) -> Pool | None:
    """This device's own pool, or the first: the one the account was opened with."""
    first = vault.pools[0] if vault.pools else None
    return next((pool for pool in vault.pools if pool.id == own), first)


def unused_seeds(pool: Pool, used: Collection[str]) -> list[str]:
    """Live seeds that hold no visit; `used` are marks."""
    return [kept.seed for kept in pool.seeds if kept.state == "live" and mark(kept.seed) not in used]


def mark(seed: str) -> str:
    """By which this device remembers a seed without keeping it."""
    return hash_bytes("seed-mark", seed.encode()).hex()


def maintained(vault: Vault, own: str, used: Collection[str], over: Collection[str], today: str) -> Vault:
    """Mark what is over and refill what runs low; the same vault when there is nothing to do."""
    mine = pool_for(vault, own)
    if mine is None:
        return msgspec.structs.replace(vault, pools=(new_pool("", today),))
    left = len(unused_seeds(mine, used))
    refill = POOL_SIZE - left if left < REFILL_BELOW else 0
    if not refill and not any(mark(seed) in over for seed in live_seeds(vault)):
        return vault
    pools = tuple(_tended(pool, over, refill if pool is mine else 0, today) for pool in vault.pools)
    return msgspec.structs.replace(vault, pools=pools)


def at_least(vault: Vault, own: str, used: Collection[str], count: int, today: str) -> Vault:
    """So many unused seeds in this device's pool, or more; the same vault where they are there."""
    mine = pool_for(vault, own)
    missing = count - len(unused_seeds(mine, used)) if mine else 0
    if mine is None or missing <= 0:
        return vault
    pools = tuple(_tended(pool, (), missing if pool is mine else 0, today) for pool in vault.pools)
    return msgspec.structs.replace(vault, pools=pools)


def shuffled(values: Sequence[T]) -> list[T]:
    """Every order equally likely, so that probing tells nothing of pools."""
    mixed = list(values)
    secrets.SystemRandom().shuffle(mixed)
    return mixed


def _tended(pool: Pool, over: Collection[str], refill: int, today: str) -> Pool:
    marked = [
        PoolSeed(kept.seed, "spent", today) if kept.state == "live" and mark(kept.seed) in over else kept
        for kept in pool.seeds
    ]
    return Pool(pool.id, pool.name, (*marked, *_new_seeds(refill, today)))


def _new_seeds(count: int, today: str) -> list[PoolSeed]:
    return [PoolSeed(b64(random_bytes(SEED_BYTES)), "live", today) for _ in range(count)]


def merged(one: Iterable[KeptAgreement], other: Iterable[KeptAgreement]) -> tuple[KeptAgreement, ...]:
    """Each question once, with the longer row of decisions."""
    found: dict[str, KeptAgreement] = {}
    for each in (*one, *other):
        before = found.get(scope_of_terms(each.terms))
        if before is None or len(each.records) > len(before.records):
            found[scope_of_terms(each.terms)] = each
    return tuple(found.values())


def agreed(vault: Vault, known: Iterable[KeptAgreement]) -> Vault:
    """With what was decided on this device about visits of this account; the same vault where that is known."""
    before = () if vault.agreements is UNSET else vault.agreements
    own = set(all_seeds(vault))
    after = merged(before, (each for each in known if each.seed in own))
    return vault if after == before else msgspec.structs.replace(vault, agreements=after)
