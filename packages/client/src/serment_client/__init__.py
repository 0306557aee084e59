"""The protocol in Python for programs and terminals: sign up, search, book, and keep an agenda."""

from serment_client.booking import Wish
from serment_client.client import Client
from serment_client.directory import Query
from serment_client.errors import ClientError, Refused
from serment_client.installation import Installation, load_installation, read_installation
from serment_client.state import State, default_path
from serment_client.transport import Capture, Exchange

__all__ = [
    "Capture",
    "Client",
    "ClientError",
    "Exchange",
    "Installation",
    "Query",
    "Refused",
    "State",
    "Wish",
    "default_path",
    "load_installation",
    "read_installation",
]
