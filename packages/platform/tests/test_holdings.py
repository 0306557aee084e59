"""What an account is told about itself: every row that names it, and nobody else's."""

from serment_platform.holdings import OF_ROOMS

from .installation import Installed
from .people import Somebody, code


def rows_of(platform: Installed, somebody: Somebody) -> list[tuple[str, dict[str, str | int]]]:
    answer = platform.ask("GET", "/account", session=somebody.session)
    assert answer.status_code == 200
    return [
        (row["table"], {each["column"]: each["value"] or each["bytes"] for each in row["columns"]})
        for row in answer.json()["rows"]
    ]


def test_a_patient_sees_account_way_and_vault(platform: Installed) -> None:
    zoe = Somebody(platform).open()
    found = dict(rows_of(platform, zoe))
    assert list(found) == ["identity.account", "identity.way", "vault.vault"]
    assert found["identity.account"] == {"account": zoe.account, "audience": "patient"}
    assert found["identity.way"]["sealed_root"] == 1169
    # With the custodian's rows it would be worth a guess at the passphrase.
    assert found["identity.way"]["locator"] == len(zoe.way.locator)
    assert found["vault.vault"]["version"] == "1"
    assert int(found["vault.vault"]["blob"]) > 4096


def test_nobody_else_is_named(platform: Installed) -> None:
    zoe, other = Somebody(platform).open(), Somebody(platform).open()
    assert other.account not in str(rows_of(platform, zoe))


def test_needs_a_session(platform: Installed) -> None:
    assert code(platform.ask("GET", "/account")) == (401, "session_refused")


def test_every_table_that_names_accounts_is_told(platform: Installed) -> None:
    named = platform.sql(
        """
        SELECT table_schema || '.' || table_name FROM information_schema.columns
         WHERE column_name = 'account' AND table_schema NOT IN ('pg_catalog', 'information_schema')
        """
    )
    told = {table for queries in OF_ROOMS.values() for table in queries}
    # A wrap names the member, who names the account.
    assert {str(row[0]) for row in named} == told - {"practice.wrap"}
