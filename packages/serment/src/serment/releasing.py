"""The web app of this machine as a release in the custodian's log, before it is published.

On one machine the release key lies beside the publisher. In production it belongs where releases are made
(`serment-client release`), and the publisher has `release.json` alone.
"""

from datetime import UTC, datetime
from importlib.metadata import version

import msgspec

from serment import toml
from serment.configuration import INSTALLATION_FILE, RELEASE_FILE, Settings, near
from serment.errors import CannotStart
from serment.keys import RELEASE_KEY
from serment_client import ClientError
from serment_client.releases import publish
from serment_client.transport import Transport
from serment_kernel.keyfiles import read_key_file
from serment_protocol.encoding import write_day
from serment_protocol.errors import ProtocolRefusal
from serment_web.bundle import load_bundle
from serment_web.manifest import manifest_of


def release(settings: Settings) -> None:
    """Write `release.json`; the same app and installation as before make no second release."""
    home, transport = settings.home.publisher, Transport()
    try:
        made = publish(
            transport,
            near(settings, settings.ports.custodian),
            (home / INSTALLATION_FILE).read_bytes(),
            read_key_file(home / RELEASE_KEY),
            manifest_of(load_bundle()),
            version("serment-web"),
            write_day(datetime.now(UTC).date()),
        )
    except (ClientError, ProtocolRefusal) as error:
        raise CannotStart(f"The web app could not be logged as a release: {error}") from error
    finally:
        transport.close()
    toml.write_private(home / RELEASE_FILE, msgspec.json.encode(made).decode() + "\n")
