"""Synthetic patients for the linkage attacker: each signs up, signs in, has the device remembered, keeps a kit, and
books in one sitting, one after another.

That is the worst order there is: whoever sees in which order rows came could pair everybody.
"""

from secrets import SystemRandom

import psycopg

from serment.clients import new_client, sign_up
from serment.configuration import Settings
from serment.demo.people import visitor
from serment.errors import CannotProve
from serment.hands import Hand
from serment.installation import Say
from serment.prove import linkage, stage
from serment.prove.linkage import Attack, Truth
from serment_client import Client, Wish
from serment_client.account import new_kit
from serment_protocol.accounts import kit_secret, way_in
from serment_protocol.encoding import from_b64
from serment_protocol.hardening import UNSAFE_TEST_COST
from serment_protocol.kit import propose_words
from serment_protocol.primitives import random_bytes, sign_public

EVERY = 50


def gather(settings: Settings, officer: Client, practice: str, custodian: Hand, count: int, say: Say) -> list[Truth]:
    """So many patients; what only they know of themselves."""
    random = SystemRandom()
    times = stage.free_times(officer, practice)
    # People choose times for reasons of their own, not in the order in which they come to choose.
    starts = random.sample(times, count)
    schedule = stage.schedule_of(officer, practice)
    truths: list[Truth] = []
    with psycopg.connect(custodian.cluster.superuser_dsn(custodian.database), autocommit=True) as connection:
        known = _persons(connection)
        for number, start in enumerate(starts):
            if number % EVERY == 0:
                say(f"  synthetic patients: {number} of {count}")
            wish = Wish(practice, schedule, start, random.choice(stage.MOTIVES), visitor(random))
            ids = _sit(settings, wish)
            (person,) = (now := _persons(connection)) - known
            known = now
            truths.append(Truth({**ids, "person": person}))
    return truths


def attack(platform: Hand, custodian: Hand, people: list[Truth]) -> Attack:
    """What logical dumps of both databases give away."""
    dumps: list[linkage.Table] = []
    for hand in (platform, custodian):
        with psycopg.connect(hand.cluster.superuser_dsn(hand.database)) as connection:
            dumps += linkage.dump(connection)
    return linkage.attack(dumps, people)


def share_an_identifier(platform: Hand, custodian: Hand, people: list[Truth]) -> None:
    """Sabotage: give account and person one number in common, as a careless programmer would."""
    for hand, world in ((platform, "account"), (custodian, "person")):
        with psycopg.connect(hand.cluster.superuser_dsn(hand.database)) as connection:
            connection.execute("CREATE TABLE kernel.customer (id bytea, customer text)")
            for number, truth in enumerate(people):
                row = [bytes.fromhex(truth.ids[world]), f"customer-{number}"]
                connection.execute("INSERT INTO kernel.customer VALUES (%s, %s)", row)


def _sit(settings: Settings, wish: Wish) -> dict[str, str]:
    client = new_client(settings, cost=UNSAFE_TEST_COST)
    passphrase = propose_words("fr")
    sign_up(client, settings, f"foule-{random_bytes(8).hex()}@proof.serment.example", passphrase, "patient")
    account = client.sign_in(passphrase)
    account.remember("")
    kit, words = new_kit("fr")
    account.add_kit(kit, " ".join(words))
    visit = client.visits.book(wish)
    remembered = client.context.state.content.remembered
    client.close()
    if remembered is None:
        raise CannotProve("The device was not remembered.")
    return {
        "account": account.session.account,
        "way": remembered.locator,
        "kit": way_in(kit_secret(kit), "patient").locator.hex(),
        "device": sign_public(from_b64(remembered.device)).hex(),
        "appointment": visit.appointment,
    }


def _persons(connection: psycopg.Connection) -> set[str]:
    return {bytes(row[0]).hex() for row in connection.execute("SELECT person FROM people.person").fetchall()}
