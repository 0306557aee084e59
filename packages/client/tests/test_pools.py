"""Pools of manage seeds."""

from serment_client.pools import (
    at_least,
    live_seeds,
    maintained,
    mark,
    may_be_gone,
    new_pool,
    pool_for,
    shuffled,
    unused_seeds,
)
from serment_protocol.vault import POOL_SIZE, Vault

TODAY = "2026-02-02"


def test_a_pool_is_full_and_its_seeds_are_its_own() -> None:
    pool = new_pool("", TODAY)
    assert len({kept.seed for kept in pool.seeds}) == POOL_SIZE


def test_the_own_pool_comes_before_the_first() -> None:
    one, two = new_pool("", TODAY), new_pool("", TODAY)
    vault = Vault(pools=(one, two))
    assert pool_for(vault, two.id) is two
    assert pool_for(vault, "") is one
    assert pool_for(Vault(), "") is None


def test_nothing_to_do_leaves_the_vault_as_it_is() -> None:
    vault = Vault(pools=(new_pool("", TODAY),))
    assert maintained(vault, "", [], [], TODAY) is vault


def test_an_empty_vault_is_given_a_pool() -> None:
    assert len(maintained(Vault(), "", [], [], TODAY).pools) == 1


def test_a_pool_that_runs_low_is_refilled() -> None:
    vault = Vault(pools=(new_pool("", TODAY),))
    seeds = [kept.seed for kept in vault.pools[0].seeds]
    assert maintained(vault, "", [mark(seed) for seed in seeds[:8]], [], TODAY) is vault
    used = [mark(seed) for seed in seeds[:9]]
    after = maintained(vault, "", used, [], TODAY)
    assert len(unused_seeds(after.pools[0], used)) == POOL_SIZE
    assert live_seeds(after)[:POOL_SIZE] == seeds


def test_a_pool_is_laid_in_before_the_counter() -> None:
    vault = Vault(pools=(new_pool("", TODAY), new_pool("other", TODAY)))
    used = [mark(kept.seed) for kept in vault.pools[0].seeds[:7]]
    assert at_least(vault, "", used, 9, TODAY) is vault
    after = at_least(vault, "", used, 12, TODAY)
    assert len(unused_seeds(after.pools[0], used)) == 12
    assert after.pools[1] == vault.pools[1]
    assert at_least(Vault(), "", [], 12, TODAY) == Vault()


def test_what_is_over_is_marked_and_probed_no_more() -> None:
    vault = Vault(pools=(new_pool("", TODAY), new_pool("", TODAY)))
    over = vault.pools[1].seeds[3].seed
    after = maintained(vault, "", [], [mark(over)], "2026-02-03")
    assert after.pools[1].seeds[3].state == "spent"
    assert over not in live_seeds(after)
    assert len(live_seeds(after)) == 2 * POOL_SIZE - 1


def test_a_visit_may_be_gone_three_months_after_it_was_marked_as_over() -> None:
    vault = Vault(pools=(new_pool("", TODAY),))
    first = vault.pools[0].seeds[0].seed
    after = maintained(vault, "", [], {mark(first)}, "2026-12-09")
    assert may_be_gone(after, "2027-03-07") == frozenset()
    assert may_be_gone(after, "2027-03-08") == {first}


def test_shuffling_loses_nothing() -> None:
    assert sorted(shuffled(range(50))) == list(range(50))
