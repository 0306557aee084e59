"""What a person is told about themselves: every row that names them, with the address opened, and nobody else's."""

import psycopg

from serment_custodian.persons import of_rooms
from serment_protocol.encoding import b64
from serment_protocol.hardening import blind
from serment_protocol.primitives import random_bytes, sign_public

from .house import OWNER, PATIENT, House, refused


async def rows_of(house: House, session: str) -> list[tuple[str, dict[str, str | int]]]:
    answer = await house.http.get("/v1/person", headers={"authorization": f"Bearer {session}"})
    assert answer.status_code == 200
    return [
        (row["table"], {each["column"]: each["value"] or each["bytes"] for each in row["columns"]})
        for row in answer.json()["rows"]
    ]


async def test_a_person_sees_address_days_and_counts(house: House) -> None:
    session = (await house.enter()).session
    device = b64(sign_public(random_bytes(32)))
    assert (await house.post("/v1/devices", {"device": device}, session)).status_code == 201
    assert (await house.post("/v1/oprf", {"blinded": b64(blind(bytes(32))[1])}, session)).status_code == 200
    found = dict(await rows_of(house, session))
    assert list(found) == ["people.person", "people.device", "hardening.person", "hardening.evaluation"]
    assert (found["people.person"]["address"], found["people.person"]["language"]) == (PATIENT, "fr")
    assert found["people.device"]["used"] == "2026-03-04"
    assert (found["hardening.evaluation"]["day"], found["hardening.evaluation"]["count"]) == ("2026-03-04", "1")
    assert found["hardening.person"]["salt"] == 16


async def test_needs_a_session(house: House) -> None:
    assert refused(await house.http.get("/v1/person")) == (401, "session_refused")


async def test_every_table_that_names_persons_is_told(house: House) -> None:
    site = house.site
    with psycopg.connect(site.cluster.dsn(*OWNER, site.database)) as connection:
        query = """
            SELECT table_schema || '.' || table_name FROM information_schema.columns
             WHERE column_name = 'person' AND table_schema NOT IN ('pg_catalog', 'information_schema')
        """
        named = {str(row[0]) for row in connection.execute(query).fetchall()}
    told = {table for queries in of_rooms(house.running.rooms).values() for table in queries}
    assert named == told
