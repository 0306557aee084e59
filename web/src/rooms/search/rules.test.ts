import { describe, expect, it } from "vitest";
import type { Names, SearchRow } from "../../api/directory";
import { chosenPractitioner, chosenSpecialty, countOf, filtersWorthOffering, nothingWanted, placeNamed, placeProposals, requestOf, shortCount, specialtyNamed, whoProposals } from "./rules";

const names: Names = {
  practitioners: [{ practitioner: "0f", given: "Camille", family: "Tilleul", specialty: "SM54", town: "Lyon" }],
  specialties: [{ code: "SM04", labels: { fr: "Cardiologue", en: "Cardiologist" } }],
};
const lyon = { code: "69123", name: "Lyon", postcodes: ["69001", "69003"], department: "69" };
const havre = { code: "76351", name: "Le Havre", postcodes: ["76600"], department: "76" };

function row(sector: string, ...languages: string[]): SearchRow {
  return { sector, languages, accepts_new: sector === "1", access: sector === "1" ? ["wheelchair"] : [] } as unknown as SearchRow;
}

describe("what is asked", () => {
  it("is the specialty when one was chosen, else the name as typed", () => {
    expect(requestOf({ ...nothingWanted(), who: "Cardiologue", specialty: "SM04" })).toMatchObject({ specialty: "SM04", name: "" });
    expect(requestOf({ ...nothingWanted(), who: " Tilleul " })).toMatchObject({ specialty: "", name: "Tilleul" });
  });

  it("takes every filter that is in force", () => {
    const request = requestOf({ ...nothingWanted(), channel: "video", accepting: "new", access: "hearing", page: 2, after: "t1-2-3" });
    expect(request).toMatchObject({ channel: "video", accepts_new: true, access: ["hearing"], page: 2, after: "t1-2-3" });
    expect(requestOf(nothingWanted())).toMatchObject({ channel: "", accepts_new: false, access: [] });
  });

  it("is never sorted by distance from nowhere", () => {
    expect(requestOf({ ...nothingWanted(), sort: "distance" }).sort).toBe("soonest");
    expect(requestOf({ ...nothingWanted(), sort: "distance", place: "69123" }).sort).toBe("distance");
  });
});

describe("proposals", () => {
  it("begin with specialties and tell them from people", () => {
    const [specialty, person] = whoProposals(names, "fr");
    expect([specialty?.label, person?.label, person?.detail]).toEqual(["Cardiologue", "Camille Tilleul", "Lyon"]);
    expect(specialty && chosenSpecialty(specialty)).toBe("SM04");
    expect(specialty && chosenPractitioner(specialty)).toBeUndefined();
    expect(person && chosenPractitioner(person)).toBe("0f");
  });

  it("tell towns of one name apart", () => {
    const saintDenis = { code: "97411", name: "Saint-Denis", postcodes: ["97400", "97417"], department: "974" };
    expect(placeProposals([saintDenis], "saint")).toEqual([{ id: "97411", label: "Saint-Denis (974)", detail: "97400" }]);
    expect(placeProposals([saintDenis], "97417")[0]?.detail).toBe("97417");
  });
});

describe("typed words", () => {
  it("name a specialty in either language, without its accents", () => {
    expect(specialtyNamed("CARDIOLOGUE ", names)).toBe("SM04");
    expect(specialtyNamed("cardiologist", names)).toBe("SM04");
    expect(specialtyNamed("cardio", names)).toBe("");
  });

  it("name the only specialty that begins so, unless somebody is called so", () => {
    expect(specialtyNamed("cardio", { ...names, practitioners: [] })).toBe("SM04");
    const two = [...names.specialties, { code: "SM40", labels: { fr: "Pédiatre", en: "Paediatrician" } }];
    expect(specialtyNamed("cardio", { practitioners: [], specialties: two })).toBe("");
  });

  it("name a place by name, by postcode, or as the first one proposed", () => {
    expect(placeNamed("le havre", [lyon, havre])).toBe(havre);
    expect(placeNamed("69003", [havre, lyon])).toBe(lyon);
    expect(placeNamed("ly", [lyon])).toBe(lyon);
    expect(placeNamed("zzz", [])).toBeUndefined();
  });
});

describe("filters", () => {
  it("are offered only where they divide", () => {
    const rows = [row("1", "fr"), row("1", "fr", "en"), row("", "fr")];
    expect(filtersWorthOffering(rows, "fr")).toEqual([
      { field: "accepting", value: "new" },
      { field: "sector", value: "1" },
      { field: "language", value: "en" },
      { field: "access", value: "wheelchair" },
      { field: "channel", value: "video" },
      { field: "channel", value: "home" },
    ]);
    expect(filtersWorthOffering([row("1", "fr")], "fr").map(({ field }) => field)).toEqual(["channel", "channel"]);
    expect(countOf(rows, { field: "sector", value: "1" })).toBe(2);
  });

  it("say how many they leave, as far as that is counted", () => {
    expect([undefined, 0, 199, 200].map(shortCount)).toEqual([undefined, "0", "199", "200+"]);
  });
});
