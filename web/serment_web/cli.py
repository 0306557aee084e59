"""`serment-publisher serve --config FILE`: publish the web app of one installation.

`serment-publisher manifest` writes what there is to publish to standard output, to be signed as a release where the
key is: this process never has one.
"""

import argparse
import socket
import sys
from pathlib import Path

import uvicorn

from serment_web.access import logger, start_logging
from serment_web.app import Publisher
from serment_web.bundle import BundleMissing, load_bundle
from serment_web.config import Config, ConfigurationError, load_config, load_installation, load_release
from serment_web.guard import arm
from serment_web.manifest import manifest_of, release_hash


def main() -> int:
    """Serve until interrupted; what keeps the publisher from starting is one sentence and exit code 2."""
    parser = argparse.ArgumentParser(prog="serment-publisher", description="Serment's web app, published.")
    commands = parser.add_subparsers(required=True)
    serving = commands.add_parser("serve", help="serve the web app")
    serving.add_argument("--config", type=Path, required=True, metavar="FILE")
    serving.set_defaults(run=run_serve)
    telling = commands.add_parser("manifest", help="write the manifest of what is published, to be signed")
    telling.set_defaults(run=run_manifest)
    options = parser.parse_args()
    try:
        options.run(options)
    except ConfigurationError as error:
        return refuse(str(error))
    except BundleMissing as error:
        return refuse(str(error.__doc__))
    except KeyboardInterrupt:
        return 0
    return 0


def run_serve(options: argparse.Namespace) -> None:
    """Serve."""
    arm()
    serve(load_config(options.config))


def run_manifest(_options: argparse.Namespace) -> None:
    """Tell what would be served."""
    sys.stdout.buffer.write(manifest_of(load_bundle()))


def serve(config: Config) -> None:
    """Load everything, take the port, and only then say that we are here."""
    installation, release, bundle = load_installation(config.installation), load_release(config.release), load_bundle()
    manifest = manifest_of(bundle)
    if release.manifest != manifest:
        raise ConfigurationError(f"{config.release} is the release of another bundle; make one of this bundle first.")
    app = Publisher(bundle, installation, release, https=config.public_url.startswith("https://"))
    settings = uvicorn.Config(
        app,
        access_log=False,
        http="h11",
        loop="asyncio",  # whose connections the guard would see
        lifespan="off",
        log_config=None,
        proxy_headers=False,  # nothing here wants to know who asks
        server_header=False,
        timeout_graceful_shutdown=2,
        ws="none",
    )
    with listen(config.host, config.port) as sock:
        start_logging()
        logger.info("serving release %s at %s", release_hash(manifest), config.public_url)
        uvicorn.Server(settings).run(sockets=[sock])


def listen(host: str, port: int) -> socket.socket:
    """Take the port ourselves, for a better sentence than a traceback."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise ConfigurationError(f"The publisher cannot listen on {host}:{port}: {error.strerror}.") from error
    # What is accepted inherits it: asyncio sets it only where a socket names TCP.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def refuse(why: str) -> int:
    """Say why on stderr."""
    print(f"serment-publisher: {why}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
