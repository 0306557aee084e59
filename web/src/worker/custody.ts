/** A practice's dealings with the custodian about its share: signed by the root, so without a session or a person. */
import { signRead } from "../protocol/appointments";
import { b64, type Bytes, type Json, utf8 } from "../protocol/encoding";
import { random, signPublic } from "../protocol/primitives";
import type { Sharing } from "../protocol/recovery";
import { b64Of, boolean, day, identifier, list, oneOf, partOf, type Read, string } from "../protocol/shapes";
import { requestId, verifyCustody } from "../protocol/shares";
import { type Signed, signedShape } from "../protocol/signed";
import { askAgain, askNothing, askJson } from "./http";
import { originOf, type World } from "./installation";
import type { Account } from "./session";
import { type MadeShares, relayOf } from "./wayback";

const state = oneOf("asked", "approved", "done", "vetoed", "refused", "expired");
const requestShape = partOf({ request: identifier, reason: oneOf("practice_recovery", "drill"), mark: string, state, objected: boolean, asked: day });
const custodyShape = partOf({ since: day, proof: signedShape, requests: list(requestShape) });
const progressShape = partOf({ state, objected: boolean, released: b64Of() });
export type Progress = Read<typeof progressShape>;
export type ShareRequestRow = Read<typeof requestShape>;

export class CustodyDesk {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** With the platform's word that an officer of the practice does. */
  async handOver(rootSeed: Bytes, { signed, custodian }: Pick<MadeShares, "signed" | "custodian">, relay: string): Promise<void> {
    const { url, ask } = await this.#signed(rootSeed, "PUT", "/shares", { record: signed, relay, sealed: b64(custodian) });
    await askNothing(url, ask);
  }

  /** At the end of something greater, which stands whether the custodian answers or not. */
  async tryToHandOver(account: Account, rootSeed: Bytes, made: MadeShares): Promise<void> {
    const handed = async () => this.handOver(rootSeed, made, await relayOf(account, made.record.practice));
    await handed().catch(() => undefined);
  }

  /** The custodian proves to hold its share of this very sharing, and tells who asked for it. */
  async prove(rootSeed: Bytes, record: Sharing): Promise<{ since: string; requests: readonly ShareRequestRow[] }> {
    const challenge = b64(random(32));
    const { url, ask } = await this.#signed(rootSeed, "POST", "/shares/custody", { practice: record.practice, challenge });
    const { since, proof, requests } = await askJson(url, ask, custodyShape);
    await verifyCustody(proof, record, challenge);
    return { since, requests };
  }

  async objectTo(rootSeed: Bytes, request: string): Promise<void> {
    const { url, ask } = await this.#signed(rootSeed, "POST", `/share-requests/${request}/objection`, {});
    await askNothing(url, ask);
  }

  async objectToRoot(rootSeed: Bytes, request: string): Promise<void> {
    const { url, ask } = await this.#signed(rootSeed, "POST", `/root-requests/${request}/objection`, {});
    await askNothing(url, ask);
  }

  async ask(request: Signed): Promise<void> {
    await askNothing(`${this.#world.custodian.url}/v1/share-requests`, { method: "POST", body: { request } });
  }

  async progress(request: Signed): Promise<Progress> {
    return askAgain(`${this.#world.custodian.url}/v1/share-requests/${requestId(request)}`, {}, progressShape);
  }

  async #signed(seed: Bytes, method: "PUT" | "POST", path: string, body: Json) {
    const url = `${this.#world.custodian.url}/v1${path}`;
    const request = { origin: originOf(this.#world.custodian), method, path: new URL(url).pathname, body: utf8(JSON.stringify(body)) };
    const signature = await signRead(request, { signSeed: seed, signPublic: await signPublic(seed) }, new Date());
    return { url, ask: { method, body, headers: { "Serment-Signature": signature } } };
  }
}
