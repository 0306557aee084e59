/** What a person allows, refuses and takes back, in their own vault; and what that governs here (SPEC 18). */
import type { About, ConsentText, TextLanguage } from "../protocol/consent-texts";
import * as rules from "../protocol/consents";
import type { AccountExport } from "../protocol/exports";
import { b64 } from "../protocol/encoding";
import { dayOf } from "../protocol/shapes";
import type { Signed } from "../protocol/signed";
import type { Relative, Vault } from "../protocol/vault";
import type { Custodian } from "./custodian";
import { type Booking, type ConsentDecision, type ConsentWord, type Decided, DoorError, type Phone } from "./door-types";
import type { Account } from "./session";

interface Note {
  scope: string;
  shown: ConsentText;
  word: ConsentWord;
  decision: ConsentDecision;
  relative: Relative | undefined;
}

/** What an account is to its consents. */
export type VaultHolder = Pick<Account, "vault" | "recentVault" | "readVault" | "changeVault"> & { readonly open: Pick<Account["open"], "root"> };

/** The custodian, as far as SMS go. */
export type SmsSender = Pick<Custodian, "sendPhoneCode" | "confirmPhone" | "stopSms">;

export class Consents {
  readonly #account: VaultHolder;
  readonly #custodian: SmsSender;

  constructor(account: VaultHolder, custodian: SmsSender) {
    this.#account = account;
    this.#custodian = custodian;
  }

  /** Everything that was decided, on whichever device, as of the last five minutes. */
  async list(): Promise<readonly Decided[]> {
    return this.#decided(await this.#account.recentVault());
  }

  /**
   * Who may be offered now, by the copy at hand: this is looked up on the way to every booking, where nothing may be asked
   * of the platform under the account's name. What they decided last is looked up for the one who is chosen.
   */
  async offered(): Promise<readonly Decided[]> {
    return (await this.#decided(await this.#account.vault())).filter(({ stands, relative }) => stands && relative !== undefined);
  }

  /** The first day on which this person may be asked; "" if they may be now. */
  askAgain(relative: Relative): Promise<string> {
    return this.#askAgain(this.#scope(relative));
  }

  async #askAgain(scope: string): Promise<string> {
    const again = (await this.list()).find((each) => each.consent === scope)?.again ?? "";
    return again > dayOf(new Date()) ? again : "";
  }

  text(about: About, language: TextLanguage): ConsentText {
    return rules.newestText(about, language);
  }

  /** Either answer is noted alike; a refusal keeps no name. `unasked`: they came back on a no by themselves. */
  async decide(relative: Relative, language: TextLanguage, word: ConsentWord, granted: boolean, unasked: boolean): Promise<void> {
    if (!unasked && (await this.askAgain(relative)) !== "") throw new DoorError("asked_lately");
    const decision = granted ? "granted" : "refused";
    await this.#note({ scope: this.#scope(relative), shown: this.text("proxy", language), word, decision, relative: granted ? relative : undefined });
  }

  /** The same of SMS, which concern nobody else. */
  async decideSms(language: TextLanguage, granted: boolean, unasked: boolean): Promise<void> {
    const scope = this.#own("sms");
    if (!unasked && (await this.#askAgain(scope)) !== "") throw new DoorError("asked_lately");
    await this.#note({ scope, shown: this.text("sms", language), word: "self", decision: granted ? "granted" : "refused", relative: undefined });
  }

  /** To a number, by the text that was agreed to. */
  async sendPhoneCode(number: string): Promise<void> {
    const decided = (await this.list()).find((each) => each.consent === this.#own("sms"));
    if (!decided?.stands) throw new DoorError("consent_missing");
    await this.#custodian.sendPhoneCode(number, decided.history.at(-1)?.hash ?? "");
  }

  confirmPhone(code: string, instead: boolean): Promise<Phone> {
    return this.#custodian.confirmPhone(code, instead, rules.stopHash(rules.stopKey(this.#account.open.root)));
  }

  /** The name leaves the vault with the same writing; a number leaves the custodian before, or nothing is noted. */
  async withdraw(consent: string): Promise<void> {
    const { about, language, word } = await this.#find(consent);
    if (about === "") throw new DoorError("consent_missing");
    if (about === "sms") await this.#custodian.stopSms(rules.stopKey(this.#account.open.root));
    await this.#note({ scope: consent, shown: this.text(about, language), word, decision: "withdrawn", relative: undefined });
  }

  async receipt(consent: string, facts: string): Promise<Uint8Array<ArrayBuffer>> {
    const records = rules.recordsOf((await this.#account.vault()).consents ?? [], consent);
    return rules.writeReceipt(facts, await this.#key(), records);
  }

  /**
   * For a relative: as the vault has them, if what they decided last still stands. A vault that was just read beside a
   * booking would point at its owner, so it is read again only when this copy is old.
   */
  async named(booking: Booking): Promise<Booking> {
    return booking.relative === undefined ? booking : namedBy(booking, booking.relative, await this.#decided(await this.#account.recentVault()));
  }

  async exported(vault: Vault): Promise<Pick<AccountExport, "consents">> {
    if (vault.consents === undefined) return {};
    const relatives = (vault.relatives ?? []).map((each) => ({ ...each, scope: this.#scope(each) }));
    return { consents: { key: b64(await this.#key()), relatives, records: vault.consents } };
  }

  /** Of this copy of the vault. */
  async decidedIn(vault: Vault): Promise<readonly Decided[]> {
    return this.#decided(vault);
  }

  async #find(consent: string): Promise<Decided> {
    const found = (await this.list()).find((each) => each.consent === consent);
    if (found === undefined) throw new DoorError("consent_missing");
    return found;
  }

  #own(about: About): string {
    return rules.ownScope(this.#account.open.root, about);
  }

  #scope(relative: Relative): string {
    return rules.scopeOf(this.#account.open.root, relative);
  }

  #key(): Promise<Uint8Array<ArrayBuffer>> {
    return rules.consentKey(this.#account.open.root);
  }

  /** Signed over the newest row; what another browser wrote meanwhile is read first, and the note made anew. */
  async #note(note: Note): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const records = (await this.#account.readVault()).consents ?? [];
      const record = await this.#sign(records, note);
      let fits = true;
      await this.#account.changeVault((vault) => {
        fits = (vault.consents ?? []).length === records.length;
        return fits ? this.#noted(vault, record, note) : vault;
      });
      if (fits) return;
      if (attempt === 5) throw new DoorError("vault_conflict");
    }
  }

  async #sign(records: readonly Signed[], { scope, shown, word, decision }: Note): Promise<Signed> {
    // Nothing is noted on a row that cannot be believed.
    const last = (await rules.verifyConsents(rules.recordsOf(records, scope), await this.#key())).get(scope)?.at(-1)?.day ?? "";
    const today = dayOf(new Date());
    // A device whose clock is behind must still be able to say no.
    const deciding = { scope, shown, word, decision, day: last > today ? last : today };
    return rules.signConsent(rules.recordsOf(records, scope), deciding, rules.consentSeed(this.#account.open.root));
  }

  #noted(vault: Vault, record: Signed, { scope, relative }: Note): Vault {
    const others = (vault.relatives ?? []).filter((each) => this.#scope(each) !== scope);
    const relatives = relative === undefined ? others : [...others, relative];
    return { ...vault, relatives, consents: [...(vault.consents ?? []), record] };
  }

  async #decided({ relatives = [], consents = [] }: Vault): Promise<readonly Decided[]> {
    const people = new Map(relatives.map((each) => [this.#scope(each), each]));
    const { chains, newer, broken } = await rules.readConsents(consents, await this.#key());
    const known = [...chains].map(([consent, chain]) => {
      const history = chain.map(({ about, decision, word, version, language, text, day }) => ({ decision, word, version, language, hash: text, day, text: rules.textOf(about, version, language)?.text ?? "" }));
      const relative = people.get(consent);
      const last = chain.at(-1);
      const about = last?.about ?? "";
      const named = relative !== undefined || about !== "proxy";
      return { consent, about, relative, stands: named && rules.stands(chain), again: rules.askAgain(chain), history, language: last?.language ?? "fr", word: last?.word ?? "self", broken: false } as const;
    });
    return [...known, ...newer.map((scope) => untold(scope, false)), ...broken.map((scope) => untold(scope, true))];
  }
}

/** There is something, and more than that cannot be told here. */
function untold(consent: string, broken: boolean): Decided {
  return { consent, about: "", relative: undefined, stands: false, again: "", history: [], language: "fr", word: "self", broken };
}

/** The visit of a relative whose last word allows it. */
export function namedBy({ relative: _, ...booking }: Booking, consent: string, decided: readonly Decided[]): Booking {
  const found = decided.find((each) => each.consent === consent);
  if (found?.relative === undefined || !found.stands) throw new DoorError("consent_missing");
  return { ...booking, patient: { ...booking.patient, ...found.relative } };
}
