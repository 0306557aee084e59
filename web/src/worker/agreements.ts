/**
 * What practices ask a patient to agree to, in the mailboxes of their visits, and what the patient decides (SPEC 18).
 *
 * Nothing of it is written into the vault beside a letter: that would tell the platform whose visit it is. Until the vault has
 * it, some minutes later, the mailbox has.
 */
import { consentKinds, type Course, courseAgain, courseStands, coursesOf, decide, verifyAgreement } from "../protocol/agreements";
import { manageKeys, type ManageKeys } from "../protocol/appointments";
import type { TextLanguage } from "../protocol/consent-texts";
import { newestText, textOf, writeReceipt } from "../protocol/consents";
import { b64, fromB64 } from "../protocol/encoding";
import { insist, Refusal } from "../protocol/errors";
import type { AccountExport } from "../protocol/exports";
import { dayOf, momentOf } from "../protocol/shapes";
import { type Agreement, type KeptAgreement, scopeOfTerms } from "../protocol/terms";
import type { Vault } from "../protocol/vault";
import { codeOf } from "../api/errors";
import { type ConsentDecision, type ConsentWord, DoorError, type Progress, type Question } from "./door-types";
import type { Mailboxes } from "./mailbox";
import { merged } from "./pools";
import type { Practices } from "./practices";
import type { Account } from "./session";
import type { Visits } from "./visits";

interface Known {
  seed: string;
  keys: ManageKeys;
  course: Course;
  /** Nothing where the visit is no longer there to be told. */
  practice: string | undefined;
}

export class Agreements {
  readonly #account: Account;
  readonly #practices: Practices;
  readonly #visits: Visits;
  readonly #mailboxes: Mailboxes;
  #known = new Map<string, Known>();

  constructor(account: Account, practices: Practices, visits: Visits, mailboxes: Mailboxes) {
    this.#account = account;
    this.#practices = practices;
    this.#visits = visits;
    this.#mailboxes = mailboxes;
  }

  /** Everything that is asked in a mailbox, and everything that was ever decided, whichever says more. */
  async list(progress: Progress): Promise<readonly Question[]> {
    const known = new Map<string, Known>();
    const remembered = merged((await this.#account.vault()).agreements ?? [], this.#visits.answered);
    for (const kept of remembered) known.set(scopeOfTerms(kept.terms), await knownOf(kept));
    const { kept: visits } = await this.#visits.everything(progress);
    for (const { keys, practice } of visits) {
      const seed = this.#visits.seedOf(keys.appointment);
      for (const course of await coursesOf(await this.#mailboxes.written({ keys, practice }), practice, keys.signPublic)) {
        const before = known.get(course.scope)?.course.records ?? [];
        if (before.length > course.records.length) {
          // A letter of ours that did not arrive.
          await this.#send({ keys, practice }, { terms: course.terms, records: before });
          known.set(course.scope, { seed, keys, practice, course: (known.get(course.scope) as Known).course });
          continue;
        }
        if (course.records.length > before.length) this.#visits.answer({ seed, terms: course.terms, records: course.records });
        known.set(course.scope, { seed, keys, practice, course });
      }
    }
    this.#known = known;
    return [...known.values()].map(({ course }) => questionOf(course));
  }

  /** Either answer is told alike; whoever is named must be who they are said to be. */
  async decide(consent: string, language: TextLanguage, word: ConsentWord, granted: boolean): Promise<boolean> {
    const known = this.#find(consent);
    const { to } = known.course.terms;
    if (to !== undefined) insist((await this.#practices.get(to.practice)).root.name === to.practice_name, "bad_letter");
    return this.#tell(known, language, word, granted ? "granted" : "refused");
  }

  async withdraw(consent: string): Promise<boolean> {
    const known = this.#find(consent);
    const last = known.course.chain.at(-1);
    insist(last !== undefined && !known.course.broken, "consent_broken");
    return this.#tell(known, last.language, last.word, "withdrawn");
  }

  receipt(consent: string, facts: string): Uint8Array<ArrayBuffer> {
    const { keys, course } = this.#find(consent);
    return writeReceipt(facts, keys.signPublic, course.records, course.terms);
  }

  async exported({ agreements = [] }: Vault): Promise<Pick<AccountExport, "agreements">> {
    const known = merged(agreements, this.#visits.answered);
    if (known.length === 0) return {};
    const told = known.map(async ({ seed, terms, records }) => ({ terms, records, manage: b64((await manageKeys(fromB64(seed))).signPublic) }));
    return { agreements: await Promise.all(told) };
  }

  /** The same for people to read. */
  async decidedIn({ agreements = [] }: Vault): Promise<readonly Question[]> {
    const known = await Promise.all(merged(agreements, this.#visits.answered).map(knownOf));
    return known.map(({ course }) => questionOf(course));
  }

  #find(consent: string): Known {
    const found = this.#known.get(consent);
    if (found === undefined) throw new DoorError("consent_missing");
    return found;
  }

  /** Remembered before it is sent, so that a no is never lost; whether the practice was told. */
  async #tell(known: Known, language: TextLanguage, word: ConsentWord, decision: ConsentDecision): Promise<boolean> {
    const { course, keys, seed, practice } = known;
    const [last, today] = [course.chain.at(-1)?.day ?? "", dayOf(new Date())];
    // A device whose clock is behind must still be able to say no.
    const deciding = { shown: newestText(course.terms.about, language), word, decision, day: last > today ? last : today };
    const after = await decide(course, deciding, keys.signSeed);
    this.#visits.answer({ seed, ...after });
    const told = practice !== undefined && (await this.#send({ keys, practice }, after));
    const chain = await verifyAgreement(after, keys.signPublic);
    this.#known.set(course.scope, { ...known, course: { ...course, records: after.records, chain } });
    return told;
  }

  async #send(holder: { keys: ManageKeys; practice: string }, agreement: Agreement): Promise<boolean> {
    try {
      await this.#mailboxes.put(holder, { v: 1, type: "letter", kind: consentKinds.decision, text: "", at: momentOf(new Date()), files: [], agreement });
      return true;
    } catch (error) {
      // Its mailbox is gone.
      if (codeOf(error) !== "appointment_unknown") throw error;
      return false;
    }
  }
}

async function knownOf({ seed, terms, records }: KeptAgreement): Promise<Known> {
  const keys = await manageKeys(fromB64(seed));
  const course = { terms, scope: scopeOfTerms(terms), records, chain: [], handed: false, broken: true };
  try {
    return { seed, keys, practice: undefined, course: { ...course, chain: await verifyAgreement({ terms, records }, keys.signPublic), broken: false } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { seed, keys, practice: undefined, course };
  }
}

export function questionOf(course: Course): Question {
  const { terms, scope, chain, handed, broken } = course;
  const { about, practice_name, purpose, to, project } = terms;
  const history = chain.map(({ decision, word, version, language, text, day }) => ({ decision, word, version, language, hash: text, day, text: textOf(about, version, language)?.text ?? "" }));
  const texts = { fr: newestText(about, "fr"), en: newestText(about, "en") };
  return { consent: scope, about, practice_name, purpose, to, project, handed, broken, stands: courseStands(course), again: courseAgain(course), history, texts };
}
