import { describe, expect, it } from "vitest";
import { consentSeed, newestText, scopeOf, signConsent } from "../protocol/consents";
import { random } from "../protocol/primitives";
import { sign, type Signed } from "../protocol/signed";
import { emptyVault } from "../protocol/vault";
import { Consents, namedBy, type VaultHolder } from "./consents";
import { type Booking, type Decided, DoorError } from "./door-types";

const consent = "0".repeat(32);
const leo = { given: "Léo", family: "Exemple", birth_date: "2019-04-30" };
const agreed: Decided = { consent, relative: leo, stands: true, again: "", history: [], language: "fr", word: "representative", broken: false };
const booking: Booking = {
  practice: "1".repeat(32),
  schedule: "2".repeat(32),
  motive: "consultation",
  start: "2026-12-01T08:40:00Z",
  patient: { given: "Somebody", family: "Else", birth_date: "1990-01-01", phone: "01", email: "" },
  note: "",
  language: "fr",
  relative: consent,
};

describe("a visit of a relative", () => {
  it("bears the name that the vault has, and the contact of whoever books", () => {
    const named = namedBy(booking, consent, [agreed]);
    expect(named.patient).toEqual({ ...leo, phone: "01", email: "" });
    expect(named.relative).toBeUndefined();
  });

  it.each([
    ["was never allowed", []],
    ["was taken back", [{ ...agreed, relative: undefined, stands: false }]],
    ["was allowed by an older text", [{ ...agreed, stands: false }]],
    ["was allowed about somebody else", [{ ...agreed, consent: "1".repeat(32) }]],
  ])("is refused where it %s", (_case, decided) => {
    expect(() => namedBy(booking, consent, decided)).toThrow("consent_missing");
  });
});

describe("whom a booking may be offered for", () => {
  const root = random(32);
  const later = { v: 1, type: "consent", about: "cookies", scope: "f".repeat(32), site: "x" } as const;

  function granted(): Promise<Signed> {
    const deciding = { scope: scopeOf(root, leo), shown: newestText("proxy", "fr"), word: "self", decision: "granted", day: "2026-01-05" } as const;
    return signConsent([], deciding, consentSeed(root));
  }

  /** An account whose platform must not be asked. */
  function holder(...consents: Signed[]): VaultHolder {
    const asked = () => Promise.reject(new DoorError("unexpected"));
    const vault = () => Promise.resolve({ ...emptyVault(), relatives: [leo], consents });
    return { open: { root }, vault, recentVault: asked, readVault: asked, changeVault: asked };
  }

  it("is told by the copy at hand", async () => {
    const offered = await new Consents(holder(await granted())).offered();
    expect(offered.map(({ relative }) => relative)).toEqual([leo]);
  });

  it("is told beside what only a newer version knows, which is listed as such", async () => {
    const account = holder(await sign(consentSeed(root), "consent", later), await granted());
    expect(await new Consents(account).offered()).toHaveLength(1);
    const listed = await new Consents({ ...account, recentVault: account.vault }).list();
    expect(listed.map(({ stands, history }) => [stands, history.length])).toEqual([[true, 1], [false, 0]]);
  });

  it("is told beside what cannot be believed, which allows nothing and is listed as such", async () => {
    const account = holder(await granted(), await sign(random(32), "consent", later));
    expect(await new Consents(account).offered()).toHaveLength(1);
    const listed = await new Consents({ ...account, recentVault: account.vault }).list();
    expect(listed.map(({ stands, broken }) => [stands, broken])).toEqual([[true, false], [false, true]]);
  });

  it("is nobody where a record about them is not the account's own", async () => {
    const forged = await sign(random(32), "consent", { ...later, scope: scopeOf(root, leo) });
    expect(await new Consents(holder(await granted(), forged)).offered()).toEqual([]);
  });
});
