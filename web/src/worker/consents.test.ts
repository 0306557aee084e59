import { describe, expect, it } from "vitest";
import { consentSeed, newestText, scopeOf, signConsent, stopHash, stopKey, textHash } from "../protocol/consents";
import { b64 } from "../protocol/encoding";
import { random } from "../protocol/primitives";
import { sign, type Signed } from "../protocol/signed";
import { emptyVault, type Vault } from "../protocol/vault";
import { Consents, namedBy, type SmsSender, type VaultHolder } from "./consents";
import { type Booking, type Decided, DoorError } from "./door-types";

const consent = "0".repeat(32);
const leo = { given: "Léo", family: "Exemple", birth_date: "2019-04-30" };
const agreed: Decided = { consent, about: "proxy", relative: leo, stands: true, again: "", history: [], language: "fr", word: "representative", broken: false };
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

/** One that is told nothing about SMS. */
const unheard = () => Promise.reject(new DoorError("unexpected"));
const custodian: SmsSender = { sendPhoneCode: unheard, confirmPhone: unheard, stopSms: unheard };

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
    const offered = await new Consents(holder(await granted()), custodian).offered();
    expect(offered.map(({ relative }) => relative)).toEqual([leo]);
  });

  it("is told beside what only a newer version knows, which is listed as such", async () => {
    const account = holder(await sign(consentSeed(root), "consent", later), await granted());
    expect(await new Consents(account, custodian).offered()).toHaveLength(1);
    const listed = await new Consents({ ...account, recentVault: account.vault }, custodian).list();
    expect(listed.map(({ stands, history }) => [stands, history.length])).toEqual([[true, 1], [false, 0]]);
  });

  it("is told beside what cannot be believed, which allows nothing and is listed as such", async () => {
    const account = holder(await granted(), await sign(random(32), "consent", later));
    expect(await new Consents(account, custodian).offered()).toHaveLength(1);
    const listed = await new Consents({ ...account, recentVault: account.vault }, custodian).list();
    expect(listed.map(({ stands, broken }) => [stands, broken])).toEqual([[true, false], [false, true]]);
  });

  it("is nobody where a record about them is not the account's own", async () => {
    const forged = await sign(random(32), "consent", { ...later, scope: scopeOf(root, leo) });
    expect(await new Consents(holder(await granted(), forged), custodian).offered()).toEqual([]);
  });
});

describe("being told by SMS", () => {
  const root = random(32);

  /** An account with a vault that takes what is written, and a custodian that remembers what it is told. */
  function home(): { consents: Consents; told: string[]; away: { now: boolean } } {
    let kept: Vault = emptyVault();
    const told: string[] = [];
    const away = { now: false };
    const vault = () => Promise.resolve(kept);
    const changeVault = (change: (vault: Vault) => Vault) => Promise.resolve((kept = change(kept)));
    const hear = (...words: string[]) => (away.now ? Promise.reject(new DoorError("unreachable")) : Promise.resolve(void told.push(words.join(" "))));
    const sender: SmsSender = {
      sendPhoneCode: (number, text) => hear("code", number, text),
      confirmPhone: unheard,
      stopSms: (stop) => hear("stop", b64(stopHash(stop))),
    };
    const account: VaultHolder = { open: { root }, vault, recentVault: vault, readVault: vault, changeVault };
    return { consents: new Consents(account, sender), told, away };
  }

  it("gives no number away before somebody agreed, and then with the text", async () => {
    const { consents, told } = home();
    await expect(consents.sendPhoneCode("+33639980100")).rejects.toThrow("consent_missing");
    await consents.decideSms("fr", false, false);
    await expect(consents.sendPhoneCode("+33639980100")).rejects.toThrow("consent_missing");
    await expect(consents.decideSms("fr", true, false)).rejects.toThrow("asked_lately");
    await consents.decideSms("fr", true, true);
    await consents.sendPhoneCode("+33639980100");
    expect(told).toEqual([`code +33639980100 ${textHash(newestText("sms", "fr").text)}`]);
  });

  it("offers nobody for a booking", async () => {
    const { consents } = home();
    await consents.decideSms("fr", true, false);
    expect((await consents.list()).map(({ about, stands }) => [about, stands])).toEqual([["sms", true]]);
    expect(await consents.offered()).toEqual([]);
  });

  it("ends at the custodian before the no is noted, and both or none", async () => {
    const { consents, told, away } = home();
    await consents.decideSms("fr", true, false);
    const [decided] = await consents.list();
    const consent = decided?.consent ?? "";
    away.now = true;
    await expect(consents.withdraw(consent)).rejects.toThrow("unreachable");
    expect((await consents.list()).map(({ stands }) => stands)).toEqual([true]);
    away.now = false;
    await consents.withdraw(consent);
    expect(told).toEqual([`stop ${b64(stopHash(stopKey(root)))}`]);
    expect((await consents.list()).map(({ stands }) => stands)).toEqual([false]);
  });
});
