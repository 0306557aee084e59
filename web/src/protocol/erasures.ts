/** The end of an account at one hand: what asks for it, the receipt, and the leaf that says no more than that (SPEC 17). */
import type { WayIn } from "./accounts";
import { b64, type Bytes, canonical, concat, fromB64, hex, utf8 } from "./encoding";
import { insist } from "./errors";
import { hash, label } from "./primitives";
import { b64Of, day, digest, identifier, integer, list, matching, moment, object, oneOf, type Read, type Shape, string, structure } from "./shapes";
import { bodyHash, sign, signedShape, type Signed, verify } from "./signed";

const hand = oneOf("platform", "custodian");
export type Hand = Read<typeof hand>;

export const accountErasureShape = structure({ type: oneOf("account_erasure"), account: identifier, request: digest, time: moment });
export const personErasureShape = structure({ type: oneOf("person_erasure"), origin: string, device: b64Of(32), request: digest });
const anyReceipt = structure({
  type: oneOf("erasure_receipt"),
  hand,
  whose: digest,
  /** To the hour. */
  at: moment,
  destroyed: list(object({ table: matching(/^[a-z_]+\.[a-z_]+$/), count: integer(0) })),
  /** From then on, no backup of this hand holds it either. */
  backups: day,
});
export type Receipt = Read<typeof anyReceipt>;
const receiptShape: Shape<Receipt> = (value) => {
  const receipt = anyReceipt(value);
  insist(receipt.at.endsWith(":00:00Z") && receipt.backups >= receipt.at.slice(0, 10), "bad_structure");
  return receipt;
};
const recordShape = structure({ type: oneOf("erasure"), receipt: digest, day });

/** A remembered browser: what the custodian knows it by, and what signs for it, which may never leave it. */
export interface Device {
  publicKey: Bytes;
  sign: (message: Bytes) => Promise<Bytes>;
}

/** A hand's answer. */
export const doneShape = object({ receipt: signedShape, record: signedShape, leaf: integer(0) });
export type Done = Read<typeof doneShape>;

/** What a hand is told in the place of the nonce that the client drew: no two hands share a number of anybody. */
export function handNonce(by: Hand, drawn: Bytes): Bytes {
  return hash("erasure-nonce", concat(utf8(`${by}\0`), drawn));
}

/** By which a hand tells a request from another. */
export function requestHash(nonce: Bytes): string {
  return hex(hash("erasure-request", nonce));
}

/** Stands for the account (its id) or the person (the address) whose end it was, under the hand's own nonce. */
export function whose(nonce: Bytes, name: string): string {
  return hex(hash("erased", concat(nonce, utf8(name))));
}

/** Asking the platform for the end of an account. */
export function erasureStatement(by: WayIn, account: string, drawn: Bytes, time: string): Promise<Signed> {
  const request = requestHash(handNonce("platform", drawn));
  return sign(by.signSeed, "erasure", { v: 1, type: "account_erasure", account, request, time });
}

/** Asking the custodian for the end of a person, by a remembered browser's key, so that it need not wait. */
export async function personErasureStatement(device: Device, origin: string, drawn: Bytes): Promise<Signed> {
  const request = requestHash(handNonce("custodian", drawn));
  const body = canonical({ v: 1, type: "person_erasure", origin, device: b64(device.publicKey), request });
  return { body: b64(body), signature: b64(await device.sign(concat(label("erasure"), body))) };
}

/** The receipt of this very erasure; whether its leaf is in the log is seen there. */
export function verifyErasure(done: Done, logKey: Bytes, by: Hand, drawn: Bytes, name: string): Promise<Receipt> {
  return verifyDone(done, logKey, by, handNonce(by, drawn), name);
}

/** The same by the hand's own nonce. */
export async function verifyDone(done: Done, logKey: Bytes, by: Hand, nonce: Bytes, name: string): Promise<Receipt> {
  const receipt = await verify(logKey, "erasure-receipt", done.receipt, receiptShape);
  const record = await verify(logKey, "erasure", done.record, recordShape);
  insist(receipt.hand === by && receipt.whose === whose(nonce, name), "another_erasure");
  insist(record.receipt === hex(bodyHash("erasure-receipt", done.receipt)), "another_erasure");
  return receipt;
}

/** What was signed of it, for whoever verified it before. */
export function readReceipt({ receipt }: Done): Receipt {
  return receiptShape(JSON.parse(new TextDecoder().decode(fromB64(receipt.body))) as never);
}
