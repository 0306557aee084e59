"""The directory: what practices publish, found by specialty, name, place and the soonest free time.

What is searched for travels in the body of a POST, is answered, and is kept nowhere: no table, no log, and no URL that
anybody could read.
"""

from serment_platform.directory.actions import (
    applied,
    apply_publication,
    check_publication,
    forget_practice,
    list_all,
    require_unlisted,
    set_listed,
    show_endorsed,
)
from serment_platform.directory.errors import PracticeUnknown
from serment_platform.directory.places import read_places

__all__ = [
    "PracticeUnknown",
    "applied",
    "apply_publication",
    "check_publication",
    "forget_practice",
    "list_all",
    "read_places",
    "require_unlisted",
    "set_listed",
    "show_endorsed",
]
