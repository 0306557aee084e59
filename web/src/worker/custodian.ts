/** The custodian's part: codes, hardening, and the stock of rights and tickets. It learns nothing of what they are for. */
import { b64, type Bytes, canonical, concat, fromB64, hex, type Json } from "../protocol/encoding";
import { type Done, doneShape, personErasureStatement, whose } from "../protocol/erasures";
import { type Holdings, rowsShape } from "../protocol/exports";
import { blind, finalize, passphraseSecret, stretch } from "../protocol/hardening";
import { type ContactKey, contactKeyShape, ticketLength } from "../protocol/nudges";
import { exportPublic, label, signBound } from "../protocol/primitives";
import { reasons } from "../protocol/replacements";
import { b64Of, boolean, day, identifier, integer, list, mapping, moment, momentOf, oneOf, partOf, type Read, string } from "../protocol/shapes";
import { shareKeyShape } from "../protocol/shares";
import { type Signed, verify } from "../protocol/signed";
import { finishToken, type IssuerKey, issuerKeyShape, type Purpose, requestToken, tokenKeyId } from "../protocol/tokens";
import { type Bundle, bundleShape } from "../protocol/transparency";
import { type AskedRoot, type CustodianAddress, DoorError, type EndingTerms, type Phone } from "./door-types";
import { askAgain, askJson, askNothing, Refused } from "./http";
import { originOf, type World } from "./installation";
import type { Log } from "./logs";
import { areUsedUp, noteUsedUp } from "./rights";
import * as shelf from "./shelf";

/** Enough for a family's month, little enough that a lost browser loses little. */
const stockSize = 6;
const refillBelow = 4;
/** Milliseconds. */
const patience = 10_000;

const codeShape = partOf({ handle: b64Of(16) });
const sessionShape = partOf({ session: string, expires: moment, salt: b64Of(16), known: boolean });
const anything = mapping((field) => field);
const changeShape = partOf({ email: string, takes_effect: day });
const challengeShape = partOf({ challenge: b64Of(32) });
const phoneShape = partOf({ ends: string, instead: boolean, stands: boolean });
const keysShape = partOf({ issuers: list(bundleShape), contact: bundleShape });

/** The change is left out where there is none. */
function addressShape(value: Json): CustodianAddress {
  const { email } = partOf({ email: string })(value);
  const { change } = anything(value);
  return { email, change: change === undefined ? undefined : changeShape(change) };
}

const waitsShape = partOf({ takes_effect: day });
export type Waits = Read<typeof waitsShape>;

const termsFields = partOf({ days: integer(1), at_once: boolean, devices: list(b64Of(32)) });

/** The receipt, or the day that is waited for. */
function erasureShape(value: Json): Done | Waits {
  return "takes_effect" in anything(value) ? waitsShape(value) : doneShape(value);
}

/** The day is left out where nothing waits. */
function termsShape(value: Json): EndingTerms & { devices: readonly string[] } {
  const { days, at_once, devices } = termsFields(value);
  const { takes_effect } = anything(value);
  return { days, atOnce: at_once, devices, takesEffect: takes_effect === undefined ? undefined : day(takes_effect) };
}

function isUnproved(error: unknown): boolean {
  return error instanceof Refused && error.status === 401;
}

/** Longer than a browser keeps an idle connection, so that no connection joins a person and a right that comes back. */
export const apart = 360_000;

interface CustodianSession {
  session: string;
  expires: string;
  salt: Bytes;
}

const rootRequestShape = partOf({
  request: identifier,
  number: integer(1),
  reason: oneOf(...reasons),
  mark: string,
  state: oneOf("asked", "approved", "done", "vetoed", "refused", "expired"),
  objected: boolean,
  asked: day,
  not_before: string,
});

export class Custodian {
  readonly #world: World;
  readonly #log: Log;
  readonly #url: string;
  readonly #handles = new Map<string, string>();
  #session: CustodianSession | undefined;
  #byCode = false;
  /** When this person last spoke here in their session, and when a right was last asked back without one. */
  #spoke = 0;
  #askedBack = 0;
  #stocking: Promise<void> | undefined;

  constructor(world: World, log: Log) {
    this.#world = world;
    this.#log = log;
    this.#url = `${world.custodian.url}/v1`;
  }

  /** Asked again, the same code while it is fresh: an impatient person may type the one of the first letter. */
  async sendCode(email: string, language: string): Promise<void> {
    const known = this.#handles.get(email);
    const body = { email, language, ...(known === undefined ? {} : { handle: known }) };
    const { handle } = await askJson(`${this.#url}/codes`, { method: "POST", body }, codeShape);
    this.#handles.set(email, handle);
  }

  /** A code counts only where it was asked for: its handle is here. */
  async checkCode(email: string, code: string): Promise<{ known: boolean }> {
    const body = { email, code, handle: this.#handle(email) };
    const answer = await askJson(`${this.#url}/sessions`, { method: "POST", body }, sessionShape);
    this.#handles.delete(email);
    this.#byCode = true;
    this.#spoke = Date.now();
    this.#session = { session: answer.session, expires: answer.expires, salt: fromB64(answer.salt) };
    return { known: answer.known };
  }

  #handle(email: string): string {
    const handle = this.#handles.get(email);
    if (handle === undefined) throw new DoorError("code_needed");
    return handle;
  }

  /** A remembered browser needs no code: its device key is known here, and here alone. */
  async signInDevice(device: CryptoKeyPair): Promise<void> {
    const { challenge } = await askJson(`${this.#url}/device-challenges`, { method: "POST", body: {} }, challengeShape);
    const publicKey = b64(await exportPublic(device.publicKey));
    const body = canonical({ v: 1, type: "device_session", origin: originOf(this.#world.custodian), challenge, device: publicKey });
    const signature = await signBound(device.privateKey, concat(label("device"), body));
    const statement = { body: b64(body), signature: b64(signature) };
    const answer = await askJson(`${this.#url}/device-sessions`, { method: "POST", body: { statement } }, sessionShape);
    this.#byCode = false;
    this.#spoke = Date.now();
    this.#session = { session: answer.session, expires: answer.expires, salt: fromB64(answer.salt) };
  }

  /** Whether a code opened that session, and no remembered device. */
  get isOpenByCode(): boolean {
    return this.isOpen && this.#byCode;
  }

  /** Whether what needs this person's own session can be done now. */
  get isOpen(): boolean {
    return this.#session !== undefined && this.#session.expires > momentOf(new Date());
  }

  #open(): CustodianSession {
    if (this.#session === undefined || !this.isOpen) throw new DoorError("code_needed");
    this.#spoke = Date.now();
    return this.#session;
  }

  /** Whether a right may be asked back now, apart from what this person asks as themselves. */
  get isQuiet(): boolean {
    return Date.now() - this.#spoke >= apart;
  }

  close(): void {
    this.#session = undefined;
  }

  /** Answers the key by which the device is known from now on. */
  async registerDevice(publicKey: CryptoKey): Promise<string> {
    const device = b64(await exportPublic(publicKey));
    await askNothing(`${this.#url}/devices`, { method: "POST", session: this.#open().session, body: { device } });
    return device;
  }

  /** Whether the custodian has forgotten this device; where it cannot be told now, it has not. */
  async forgetDevice(device: string): Promise<boolean> {
    if (!this.isOpen) return false;
    try {
      await askNothing(`${this.#url}/devices/remove`, { method: "POST", session: this.#open().session, body: { device } });
      return true;
    } catch (error) {
      if (error instanceof DoorError) return false;
      throw error;
    }
  }

  async address(): Promise<CustodianAddress> {
    return addressShape(await askAgain(`${this.#url}/address`, { session: this.#open().session }, anything));
  }

  /** Proved by its code: at once with the old one and its code, else after days of notice. */
  async changeAddress(email: string, code: string, old?: { email: string; code: string }): Promise<CustodianAddress> {
    const body = { email, code, handle: this.#handle(email), ...(old && { old: { code: old.code, handle: this.#handle(old.email) } }) };
    return addressShape(await askJson(`${this.#url}/address`, { method: "POST", session: this.#open().session, body }, anything));
  }

  async keepAddress(): Promise<CustodianAddress> {
    await askNothing(`${this.#url}/address/cancel`, { method: "POST", session: this.#open().session, body: {} });
    return this.address();
  }

  /** By what stood in the letter to the old address; nobody needs to be signed in. */
  async vetoAddress(veto: string): Promise<void> {
    await askNothing(`${this.#url}/address/veto`, { method: "POST", body: { veto } });
  }

  /** Whether this custodian sends SMS at all: nobody is asked where it does not. */
  async offersSms(): Promise<boolean> {
    return (await askAgain(`${this.#url}/sms`, {}, partOf({ offered: boolean }))).offered;
  }

  async phone(): Promise<Phone> {
    return askAgain(`${this.#url}/phone`, { session: this.#open().session }, phoneShape);
  }

  /** By the hash of the text that was agreed to. */
  async sendPhoneCode(number: string, text: string): Promise<void> {
    await askJson(`${this.#url}/phone/code`, { method: "POST", session: this.#open().session, body: { number, text } }, anything);
  }

  /** The number is kept until somebody shows what was hashed. */
  async confirmPhone(code: string, instead: boolean, stopHash: Bytes): Promise<Phone> {
    return askJson(`${this.#url}/phone`, { method: "POST", session: this.#open().session, body: { code, instead, stop_hash: b64(stopHash) } }, phoneShape);
  }

  async choosePhone(instead: boolean): Promise<Phone> {
    return askJson(`${this.#url}/phone/choice`, { method: "POST", session: this.#open().session, body: { instead } }, phoneShape);
  }

  async removePhone(): Promise<void> {
    await askNothing(`${this.#url}/phone/remove`, { method: "POST", session: this.#open().session, body: {} });
  }

  /** Without a session; in one, also a number that somebody else put in the place of what this ends. */
  async stopSms(stop: Bytes): Promise<void> {
    try {
      await askNothing(`${this.#url}/phone/stop`, { method: "POST", body: { stop: b64(stop) } });
    } catch (error) {
      if (!(error instanceof DoorError) || error.code !== "phone_unknown") throw error;
      if (this.isOpen) await this.removePhone();
    }
  }

  /** What is stored here about this person, if we know each other now. */
  async holdings(): Promise<Holdings> {
    if (!this.isOpen) return { asked: false, rows: [] };
    const { rows } = await askAgain(`${this.#url}/person`, { session: this.#open().session }, rowsShape);
    return { asked: true, rows };
  }

  /** What spares the person the wait, where this browser is one that the custodian knew from the first. */
  async signErasure(device: CryptoKeyPair, drawn: Bytes): Promise<Signed> {
    const signer = { publicKey: await exportPublic(device.publicKey), sign: (message: Bytes) => signBound(device.privateKey, message) };
    return personErasureStatement(signer, originOf(this.#world.custodian), drawn);
  }

  /**
   * The end here of the person of this address, or the day that it waits for. Where only the answer was lost, there is nobody left to
   * prove: then the nonce is enough. What waits and was stopped is not asked for anew without its owner's knowing.
   */
  async erase(nonce: Bytes, email: string, signed?: Signed, waits = false): Promise<Done | Waits> {
    const session = waits ? undefined : await this.#sessionOf(email);
    const device = signed && { body: signed.body, signature: signed.signature };
    const ask = { method: "POST", body: { nonce: b64(nonce), whose: whose(nonce, email), ...(device && { device }) } } as const;
    try {
      return await askAgain(`${this.#url}/person/erase`, session === undefined ? ask : { ...ask, session }, erasureShape);
    } catch (error) {
      if (!isUnproved(error)) throw error;
      if (waits) throw new DoorError("ending_stopped");
      throw new DoorError(this.isOpen && session === undefined ? "another_person" : "code_needed");
    }
  }

  /** How this person would end if they asked now, by this browser's key where it is theirs; and the end that waits. */
  async endingTerms(device: CryptoKeyPair | undefined): Promise<EndingTerms> {
    const terms = termsShape(await askAgain(`${this.#url}/person/erase`, { session: this.#open().session }, anything));
    const key = device && b64(await exportPublic(device.publicKey));
    return { ...terms, atOnce: terms.atOnce || (key !== undefined && terms.devices.includes(key)) };
  }

  /** Stops an end that waits. */
  async keepPerson(): Promise<void> {
    await askNothing(`${this.#url}/person/erase/cancel`, { method: "POST", session: this.#open().session, body: {} });
  }

  /** By what stood in the letter; nobody needs to be signed in. */
  async vetoEnding(veto: string): Promise<void> {
    await askNothing(`${this.#url}/person/erase/veto`, { method: "POST", body: { veto } });
  }

  /** Whether this session is of this very address: somebody else may have proved theirs here since. */
  async isOf(email: string): Promise<boolean> {
    return (await this.#sessionOf(email)) !== undefined;
  }

  async #sessionOf(email: string): Promise<string | undefined> {
    if (!this.isOpen) return undefined;
    try {
      return (await this.address()).email === email ? this.#open().session : undefined;
    } catch (error) {
      if (!isUnproved(error)) throw error;
      this.close();
      return undefined;
    }
  }

  /** The unlock secret of this passphrase; the custodian sees a blinded point only. */
  async harden(passphrase: string): Promise<Bytes> {
    const { session, salt } = this.#open();
    const stretched = await stretch(passphrase, salt);
    const blinded = await blind(stretched);
    const body = { blinded: b64(blinded.blinded) };
    const { evaluated } = await askAgain(`${this.#url}/oprf`, { method: "POST", session, body }, partOf({ evaluated: b64Of(32) }));
    return passphraseSecret(stretched, await finalize(stretched, blinded.blind, fromB64(evaluated)));
  }

  async #keys(): Promise<{ issuers: readonly IssuerKey[]; contact: ContactKey }> {
    return this.#log.believing(
      () => askAgain(`${this.#url}/keys`, {}, keysShape),
      async ({ issuers, contact }) => ({
        issuers: await this.#issuers(issuers),
        contact: await verify(this.#logKey, "contact-key", await this.#log.record(contact, "contact_key"), contactKeyShape),
      }),
    );
  }

  async #issuers(bundles: readonly Bundle[]): Promise<readonly IssuerKey[]> {
    const keys: IssuerKey[] = [];
    for (const bundle of bundles) keys.push(await verify(this.#logKey, "issuer-key", await this.#log.record(bundle, "issuer_key"), issuerKeyShape));
    return keys;
  }

  get #logKey(): Bytes {
    return this.#world.custodian.logKey.publicKey;
  }

  async shareKey(): Promise<Bytes> {
    const record = await this.#log.believing(
      () => askAgain(`${this.#url}/shares/key`, {}, bundleShape),
      async (bundle) => verify(this.#logKey, "share-key", await this.#log.record(bundle, "share_key"), shareKeyShape),
    );
    return fromB64(record.seal);
  }

  async contactKey(): Promise<Bytes> {
    return fromB64((await this.#keys()).contact.seal);
  }

  /** Has the custodian vouch for a practice's root, which signed this record. */
  async askEndorsement(root: Signed): Promise<"endorsed" | "waiting"> {
    const body = { root: { body: root.body, signature: root.signature } };
    const shape = partOf({ state: oneOf("endorsed", "waiting") });
    return (await askAgain(`${this.#url}/endorsements`, { method: "POST", session: this.#open().session, body }, shape)).state;
  }

  /** Lays before the officers that a practice's root be replaced. */
  async askRoot(request: Signed, present: string): Promise<void> {
    const body = { request: { body: request.body, signature: request.signature }, present };
    await askAgain(`${this.#url}/root-requests`, { method: "POST", session: this.#open().session, body }, partOf({ mark: string }));
  }

  /** What was asked about a practice's root; anybody may read it. */
  async rootRequests(practice: string): Promise<readonly AskedRoot[]> {
    return (await askAgain(`${this.#url}/root-requests/${practice}`, {}, partOf({ requests: list(rootRequestShape) }))).requests;
  }

  /** Whoever asks for these says nothing of themselves. */
  async issuerKeys(): Promise<readonly IssuerKey[]> {
    return (await this.#keys()).issuers;
  }

  /** For what the platform says is due; no session says whose it is. */
  async signReturn(due: Signed): Promise<Bytes> {
    const body = { due: { body: due.body, signature: due.signature } };
    this.#askedBack = Date.now();
    const { signature } = await askAgain(`${this.#url}/tokens/returned`, { method: "POST", body }, partOf({ signature: b64Of(256) }));
    return fromB64(signature);
  }

  /** What a sign-in brings along: being known here, where this browser is, and a patient's stock. What fails is tried at the next. */
  async settleIn(device: CryptoKeyPair | undefined, needsStock: boolean): Promise<void> {
    const errands = [async () => device && !this.isOpen && this.signInDevice(device), async () => needsStock && this.fillStock()];
    const stocking = (async () => {
      for (const errand of errands) await errand().catch(() => undefined);
    })();
    this.#stocking = stocking;
    await stocking;
    if (this.#stocking === stocking) this.#stocking = undefined;
  }

  get isStocking(): boolean {
    return this.#stocking !== undefined;
  }

  /** Once the stock holds what the last sign-in brings, or a custodian that does not answer was waited for long enough. */
  async stocked(): Promise<void> {
    await Promise.race([this.#stocking, new Promise((resolve) => setTimeout(resolve, patience))]);
  }

  /** Why none of the stock suits. Nobody waits for what is on its way: spent at once, it would show by its time who fetched it. */
  async noRight(): Promise<DoorError> {
    if ((await this.count("booking")) > 0) return new DoorError("rights_held");
    if (this.isStocking) return new DoorError("rights_coming");
    return new DoorError((await areUsedUp()) ? "rights_used_up" : "rights_missing");
  }

  /** Tokens are fetched in batches and kept, never at the moment of a booking, nor beside a right that comes back. */
  async fillStock(): Promise<void> {
    if (!this.isOpen || Date.now() - this.#askedBack < apart) return;
    const tokens = await this.count("booking");
    if (tokens < refillBelow) await this.#fetchWhatIsLeft(stockSize - tokens);
    const tickets = (await shelf.all("tickets")).length;
    if (tickets < refillBelow) await this.#fetchTickets(stockSize - tickets);
  }

  /** Fewer where this week's budget has not so many: nobody is told how many it has, so halves are tried. */
  async #fetchWhatIsLeft(stock: number): Promise<void> {
    let [wanted, batch] = [stock, stock];
    while (batch > 0) {
      try {
        await this.fetchTokens("booking", batch);
        wanted -= batch;
        batch = Math.min(batch, wanted);
      } catch (error) {
        if (!(error instanceof DoorError && error.code === "tokens_exhausted")) throw error;
        batch = Math.floor(batch / 2);
      }
    }
    await noteUsedUp(wanted > 0);
  }

  async count(purpose: Purpose): Promise<number> {
    const now = momentOf(new Date());
    return (await shelf.all("tokens")).filter((kept) => kept.purpose === purpose && kept.redeem_until > now).length;
  }

  async fetchTokens(purpose: Purpose, count: number): Promise<void> {
    const { issuers } = await this.#keys();
    const now = momentOf(new Date());
    const issuer = issuers.find((key) => key.purpose === purpose && key.issue_from <= now && now < key.issue_until);
    if (issuer === undefined) throw new DoorError("token_key_unknown");
    const modulus = fromB64(issuer.modulus);
    const requests = await Promise.all(Array.from({ length: count }, () => requestToken(this.#world.name, purpose, modulus)));
    const body = { purpose, key_id: hex(tokenKeyId(modulus)), blinded: requests.map(({ blinded }) => b64(blinded)) };
    const shape = partOf({ signatures: list(b64Of(256)) });
    const { signatures } = await askJson(`${this.#url}/tokens`, { method: "POST", session: this.#open().session, body }, shape);
    if (signatures.length !== count) throw new DoorError("token_malformed");
    const tokens = await Promise.all(requests.map((request, index) => finishToken(request, modulus, fromB64(signatures[index] ?? ""))));
    await shelf.add("tokens", tokens.map((token) => ({ purpose, token, redeem_until: issuer.redeem_until })));
  }

  async #fetchTickets(count: number): Promise<void> {
    const shape = partOf({ tickets: list(b64Of(ticketLength)) });
    const { tickets } = await askJson(`${this.#url}/tickets`, { method: "POST", session: this.#open().session, body: { count } }, shape);
    await shelf.add("tickets", tickets.map((ticket) => ({ ticket: fromB64(ticket) })));
  }

  async takeToken(purpose: Purpose): Promise<shelf.KeptToken | undefined> {
    const now = momentOf(new Date());
    return shelf.take("tokens", (kept) => kept.purpose === purpose, (kept) => kept.redeem_until <= now);
  }

  /** What failed spent nothing. */
  async giveBack(kept: shelf.KeptToken): Promise<void> {
    await shelf.add("tokens", [kept]);
  }

  async giveTicketBack(ticket: Bytes): Promise<void> {
    await shelf.add("tickets", [{ ticket }]);
  }

  async takeTicket(): Promise<shelf.KeptTicket | undefined> {
    return shelf.take("tickets", () => true);
  }
}
