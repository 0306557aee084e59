"""Where a connection string leads, for the list of outward addresses."""

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from serment_kernel.processors import RegisterRefused
from serment_kernel.surroundings import Outward

PORT = "5432"


def of_dsn(setting: str, processor: str, dsn: str) -> list[Outward]:
    """Every host of a connection string (libpq, "Specifying Multiple Hosts"); a path is a folder with a socket."""
    try:
        parts = conninfo_to_dict(dsn)
    except ProgrammingError as error:
        raise RegisterRefused(f"{setting} is not a connection string.") from error
    hosts = _list(parts.get("hostaddr")) or _list(parts.get("host"))
    if not hosts:
        raise RegisterRefused(f"{setting} names no host: write one, or the folder of a Unix socket.")
    ports = _list(parts.get("port")) or [PORT]
    if len(ports) not in {1, len(hosts)} or not all(port.isdecimal() for port in ports):
        raise RegisterRefused(f"{setting}: as many ports as hosts, or one port for all.")
    spread = ports if len(ports) == len(hosts) else ports * len(hosts)
    return [_at(setting, processor, host, port) for host, port in zip(hosts, spread, strict=True)]


def _at(setting: str, processor: str, host: str, port: str) -> Outward:
    if host.startswith(("/", "@")):
        return Outward(setting, processor, "", 0, f"{host.rstrip('/')}/.s.PGSQL.{port}")
    return Outward(setting, processor, host, int(port))


def _list(value: object) -> list[str]:
    return str(value).split(",") if value else []
