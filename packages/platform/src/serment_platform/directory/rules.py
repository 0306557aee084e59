"""How wide to look, how many to a page, and what to propose when a search finds nobody. Pure."""

PAGE = 10
RADII = (5, 10, 20, 50, 100, 200)
NOWHERE = -1.0
METRES = 1000

Point = tuple[float, float]


def kilometres(metres: int, origin: Point | None) -> float:
    """How far somebody is from the place that was asked for."""
    return metres / METRES if origin else NOWHERE


def pages(total: int) -> int:
    """How many pages there are; one, if empty, for nothing at all."""
    return max(1, -(-total // PAGE))


def wider(radius_km: int) -> list[int]:
    """Radii worth trying when this one holds nobody."""
    return [radius for radius in RADII if radius > radius_km]
