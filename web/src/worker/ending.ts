/** The end of an account: the platform first, then the custodian; what has answered stays here until both have. */
import { b64, type Bytes, fromB64, type Json, utf8 } from "../protocol/encoding";
import { type Done, doneShape, erasureStatement, type Hand, handNonce, readReceipt, verifyErasure } from "../protocol/erasures";
import { random } from "../protocol/primitives";
import { momentOf } from "../protocol/shapes";
import type { Signed } from "../protocol/signed";
import type { Custodian } from "./custodian";
import { DoorError, type Ending } from "./door-types";
import { askAgain, Refused } from "./http";
import type { World } from "./installation";
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
  platform?: Done;
  custodian?: Done;
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

  /** The address must have been proved by a code just now, unless the person is kept at the custodian. */
  async begin(account: Account, keepPerson: boolean): Promise<Ending> {
    if (!keepPerson && !this.#custodian.isOpenByCode) throw new DoorError("code_needed");
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
  async finish(): Promise<Ending> {
    let begun = await shelf.read<Begun>(endingKey);
    if (begun === undefined) throw new DoorError("unexpected");
    if (begun.platform === undefined) {
      const body = { statement: begun.statement, nonce: b64(nonceFor("platform", begun)) } satisfies Json;
      const platform = await askAgain(`${this.#world.platform.url}/v1/account/erase`, { method: "POST", body }, doneShape);
      begun = await this.#keep({ ...begun, platform });
    }
    if (begun.address !== "" && begun.custodian === undefined) {
      begun = await this.#keep({ ...begun, custodian: await this.#custodian.erase(nonceFor("custodian", begun), begun.address) });
    }
    return toldOf(begun);
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

  async #remember({ open }: Account, address: string): Promise<Begun> {
    const before = await shelf.read<Begun>(endingKey);
    const nonce = before?.account === open.account ? before.nonce : b64(random(32));
    const statement = await erasureStatement(open.way, open.account, fromB64(nonce), momentOf(new Date()));
    const begun = { nonce, account: open.account, statement, address };
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

function toldOf({ address, platform, custodian }: Begun): Ending {
  const told = (done: Done | undefined) => done && { ...readReceipt(done), leaf: done.leaf };
  return { address, platform: told(platform), custodian: told(custodian) };
}
