"""A one-machine installation: prepared, started, watched, stopped."""

import sys
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from serment import hands, hsm, lock, mailbox, places
from serment import running as running_file
from serment.configuration import Settings, near, write_custodian, write_platform, write_publisher
from serment.hands import CUSTODIAN_ROOMS, PLATFORM_ROOMS, Hand
from serment.keys import LOG_KEY, make_keys
from serment.processes import Children
from serment.releasing import release
from serment_kernel.softhsm import SoftHsm

Say = Callable[[str], None]


class Installation(NamedTuple):
    """What runs: its settings, its two hands with a database, its processes."""

    settings: Settings
    platform: Hand
    custodian: Hand
    children: Children


@contextmanager
def running(settings: Settings, say: Say) -> Generator[Installation]:
    """Everything, for as long as the block lasts; whatever ends it, nothing keeps running."""
    settings.home.prepare()
    with lock.held(settings.home.root):
        places.require_free(settings.host, settings.ports)
        soft = hsm.of(settings.home, wanted=settings.hsm)
        platform, custodian = hands_of(settings)
        children = Children()
        if soft:
            custodian = custodian._replace(environment=soft.environment)
            say(hsm.WARNING.format(folder=soft.folder))
        try:
            say("Preparing two databases, keys and tables, each hand apart …")
            files = _prepare(settings, platform, custodian, soft)
            say("Starting platform, custodian, publisher and the mailbox …")
            _start(settings, children, (platform, custodian), files)
            running_file.announce(settings)
            yield Installation(settings, platform, custodian, children)
        finally:
            running_file.withdraw(settings)
            children.stop()
            _stop_clusters(platform, custodian)


def temporary(folder: Path, *, demo: bool) -> Settings:
    """Settings of an installation on free ports, for a proof or a test."""
    ports = places.free_ports()
    return Settings(
        home=places.Home(folder),
        host="127.0.0.1",
        ports=ports,
        origins=places.origins(ports, {}),
        behind_proxy=False,
        demo=demo,
        nudge_seconds=2.0,
    )


def hands_of(settings: Settings) -> tuple[Hand, Hand]:
    """The platform's and the custodian's."""
    home = settings.home
    return Hand("platform", home.platform, PLATFORM_ROOMS), Hand("custodian", home.custodian, CUSTODIAN_ROOMS)


def _prepare(settings: Settings, platform: Hand, custodian: Hand, soft: SoftHsm | None) -> tuple[Path, Path, Path]:
    """Clusters, keys and tables; the configuration of platform, custodian and publisher."""
    with ThreadPoolExecutor(2) as pool:
        dsns = list(pool.map(hands.start_cluster, (platform, custodian)))
        made = make_keys(settings.home)
        custodian_file = write_custodian(settings, made, dsns[1], soft)
        if soft and not (custodian.folder / LOG_KEY).exists():
            hands.hold_ceremony(custodian, custodian_file)
        # The platform is told what the custodian alone knows of its own keys.
        told = hands.ask_keys(custodian, custodian_file)
        platform_file = write_platform(settings, told, dsns[0])
        list(pool.map(hands.migrate, (platform, custodian), (platform_file, custodian_file)))
    return platform_file, custodian_file, write_publisher(settings, made, told)


def _start(settings: Settings, children: Children, both: tuple[Hand, Hand], files: tuple[Path, ...]) -> None:
    """The mailbox, then both servers at once, for each waits for what it needs by itself; the app once it is logged."""
    ports, home = settings.ports, settings.home
    children.start("mailbox", _mailbox(settings), home.mailbox / "mailbox.log")
    for hand, file in zip(both, files, strict=False):
        children.start(hand.name, (hand.program, "serve", "--config", str(file)), hand.log, hand.environment)
    children.wait_until_answering("mailbox", mailbox.address(ports.mailbox))
    for name, port in {"custodian": ports.custodian, "platform": ports.platform}.items():
        children.wait_until_answering(name, f"{near(settings, port)}/health")
    release(settings)
    serve_app = (hands.program("serment-publisher"), "serve", "--config", str(files[-1]))
    children.start("publisher", serve_app, home.publisher / "publisher.log")
    children.wait_until_answering("publisher", f"{near(settings, ports.app)}/")


def _mailbox(settings: Settings) -> tuple[str, ...]:
    options = {
        "--folder": settings.home.mailbox,
        "--smtp-port": settings.ports.smtp,
        "--port": settings.ports.mailbox,
    }
    return (sys.executable, "-m", "serment", "mailbox", *(str(word) for pair in options.items() for word in pair))


def _stop_clusters(*both: Hand) -> None:
    with ThreadPoolExecutor(len(both)) as pool:
        list(pool.map(_stop_cluster, both))


def _stop_cluster(hand: Hand) -> None:
    hand.cluster.stop()
