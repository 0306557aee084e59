/** The end of an account: the platform first, then the custodian; what has answered stays here until both have. */
import { b64, type Bytes, fromB64, type Json, utf8 } from "../protocol/encoding";
import { type Done, doneShape, erasureStatement, type Hand, handNonce, readReceipt, verifyErasure } from "../protocol/erasures";
import { random } from "../protocol/primitives";
import { momentOf } from "../protocol/shapes";
import type { Signed } from "../protocol/signed";
import type { Custodian } from "./custodian";
import { DoorError, type Ending, type EndingTerms } from "./door-types";
import { askAgain, Refused } from "./http";
import type { World } from "./installation";
import { remembered } from "./remembered";
import type { Account } from "./session";
import * as shelf from "./shelf";

const endingKey = "ending";

interface Begun {
  /** Told to nobody; each hand gets its own nonce of it, and tells whoever has that the same again. */
  nonce: string;
  account: string;
  statement: Signed;
  /** Of the person at the custodian; "" where that is kept. */
  address: string;
  /** By this browser's key of then, which goes with everything else: the custodian need not wait if it knew it from the first. */
  device?: Signed;
  platform?: Done;
  custodian?: Done;
  /** The day that the custodian waits for. */
  waits?: string;
}

export class Endings {
  readonly #world: World;
  readonly #custodian: Custodian;

  constructor(world: World, custodian: Custodian) {
    this.#world = world;
    this.#custodian = custodian;
  }

  async state(): Promise<Ending | undefined> {
    const begun = await shelf.read<Begun>(endingKey);
    return begun && toldOf(begun);
  }

  /** How the person would end at the custodian, by this browser where it is one of the account's. */
  async terms(account: Account | undefined): Promise<EndingTerms> {
    return this.#custodian.endingTerms(account && (await ownDevice(account)));
  }

  /** The address must have been proved by a code just now, or this browser speaks for itself; unless the person is kept at the custodian. */
  async begin(account: Account, keepPerson: boolean): Promise<Ending> {
    const proved = this.#custodian.isOpenByCode || (this.#custodian.isOpen && (await this.terms(account)).atOnce);
    if (!keepPerson && !proved) throw new DoorError("code_needed");
    const address = keepPerson ? "" : (await this.#custodian.address()).email;
    const begun = await this.#remember(account, address);
    const body = { statement: begun.statement, nonce: b64(nonceFor("platform", begun)) } satisfies Json;
    const platform = await account.ask("/account/erase", { method: "POST", body }, doneShape).catch(async (error: unknown) => {
      // A refusal destroyed nothing; an answer that was lost may have.
      if (error instanceof Refused) await shelf.drop(endingKey);
      throw error;
    });
    await this.#keep({ ...begun, platform });
    // The platform's part is done: what the custodian has not answered is asked again from here.
    return this.finish().catch(async () => (await this.state()) as Ending);
  }

  /** Asks again whoever has not answered. */
  async finish(anew = false): Promise<Ending> {
    let begun = await shelf.read<Begun>(endingKey);
    if (begun === undefined) throw new DoorError("unexpected");
    if (begun.platform === undefined) {
      const body = { statement: begun.statement, nonce: b64(nonceFor("platform", begun)) } satisfies Json;
      const platform = await askAgain(`${this.#world.platform.url}/v1/account/erase`, { method: "POST", body }, doneShape);
      begun = await this.#keep({ ...begun, platform });
    }
    if (begun.address !== "" && begun.custodian === undefined) {
      const { address, device, waits } = begun;
      const answer = await this.#custodian.erase(nonceFor("custodian", begun), address, device, waits !== undefined && !anew);
      begun = await this.#keep("takes_effect" in answer ? { ...begun, waits: answer.takes_effect } : { ...begun, custodian: answer });
    }
    return toldOf(begun);
  }

  /** Lets the person stay whose end waits, once they are proved. One that was begun here has no other part left to do. */
  async keepPerson(): Promise<void> {
    const begun = await shelf.read<Begun>(endingKey);
    if (begun?.waits !== undefined && this.#custodian.isOpen && !(await this.#custodian.isOf(begun.address))) throw new DoorError("another_person");
    await this.#custodian.keepPerson();
    if (begun?.waits === undefined) return;
    const { waits: _waits, device: _device, ...rest } = begun;
    await this.#keep({ ...rest, address: "" });
  }

  /** The receipts with all that proves whose they are, and by which logs. */
  async file(): Promise<Bytes> {
    const begun = await shelf.read<Begun>(endingKey);
    if (begun === undefined) throw new DoorError("unexpected");
    const { nonce, account, address, platform, custodian } = begun;
    const logs = { platform: this.#world.platform.verifier, custodian: this.#world.custodian.verifier };
    const content = { v: 1, type: "erasure_receipts", installation: this.#world.name, logs, nonce, account, address, platform, custodian };
    return utf8(`${JSON.stringify(content, undefined, 1)}\n`);
  }

  /** Once the receipts are in the person's hands. */
  async forget(): Promise<void> {
    await shelf.drop(endingKey);
  }

  async #remember(account: Account, address: string): Promise<Begun> {
    const { open } = account;
    const before = await shelf.read<Begun>(endingKey);
    const nonce = before?.account === open.account ? before.nonce : b64(random(32));
    const statement = await erasureStatement(open.way, open.account, fromB64(nonce), momentOf(new Date()));
    const device = address === "" ? undefined : await ownDevice(account);
    const signed = device && (await this.#custodian.signErasure(device, fromB64(nonce)));
    const begun = { nonce, account: open.account, statement, address, ...(signed && { device: signed }) };
    await shelf.write(endingKey, begun);
    return begun;
  }

  /** Believed, and then nothing of the person stays in this browser but what is needed to finish. */
  async #keep(begun: Begun): Promise<Begun> {
    const { platform, custodian } = begun;
    if (platform) await this.#believe("platform", platform, begun.nonce, begun.account);
    if (custodian) await this.#believe("custodian", custodian, begun.nonce, begun.address);
    await shelf.clearBut(endingKey, begun);
    return begun;
  }

  async #believe(hand: Hand, done: Done, nonce: string, name: string): Promise<void> {
    await verifyErasure(done, this.#world[hand].logKey.publicKey, hand, fromB64(nonce), name);
  }
}

function nonceFor(hand: Hand, { nonce }: Begun): Bytes {
  return handNonce(hand, fromB64(nonce));
}

/** The key by which the custodian knows this browser, only where it is this account that it remembers. */
async function ownDevice(account: Account): Promise<CryptoKeyPair | undefined> {
  const kept = await remembered();
  const lists = kept !== undefined && (await account.vault()).ways.some(({ locator }) => locator === kept.locator);
  return lists ? kept.device : undefined;
}

function toldOf({ address, platform, custodian, waits }: Begun): Ending {
  const told = (done: Done | undefined) => done && { ...readReceipt(done), leaf: done.leaf };
  return { address, platform: told(platform), custodian: told(custodian), waits: custodian ? undefined : waits };
}
