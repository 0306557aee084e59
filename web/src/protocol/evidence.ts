/** Evidence of a hand: an event and the form of its kind, the key that signs it, the root of its day (SPEC 20). */
import { type Bytes, canonical, concat, fromB64, fromHex, hex, type Json, parse, utf8 } from "./encoding";
import { insist } from "./errors";
import { rootOf } from "./merkle";
import { hash, sha256 } from "./primitives";
import { b64Of, boolean, day, digest, identifier, integer, mapping, matching, moment, object, oneOf, type Read, type Shape, string, structure } from "./shapes";
import { bodyHash, type Signed, verify, verifyBytes } from "./signed";
import { signaturesOf } from "./transparency";

const linePattern = /^\{"event":(?<event>.+),"signature":"(?<signature>[A-Za-z0-9_-]{86})"\}$/s;
const largestBody = 16384;
const longestFact = 200;
const nothing = "00".repeat(32);

const anyObject: Shape<{ readonly [key: string]: Json }> = mapping((value) => value);
const eventShape = structure({
  type: oneOf("evidence_event"),
  origin: matching(/^.{1,255}$/s),
  seq: integer(0),
  at: moment,
  kind: matching(/^[a-z][a-z0-9_]{0,31}$/),
  body: anyObject,
  prev: digest,
});
export type EvidenceEvent = Read<typeof eventShape> & { readonly hash: string };

/** A number of things that may be persons: how many, or that they are fewer than ten. */
const amount: Shape<number | string> = (value) => (value === "1-9" ? value : integer(0)(value));
const fact: Shape<boolean | number | string> = (value) => {
  if (typeof value === "boolean") return boolean(value);
  if (typeof value === "number") return integer(0)(value);
  insist([...string(value)].length <= longestFact, "bad_structure");
  return string(value);
};
const facts: Shape<Readonly<Record<string, boolean | number | string>>> = (value) => {
  const found = mapping(fact)(value);
  insist(Object.keys(found).every((name) => /^[a-z][a-z0-9_]{0,47}$/.test(name)), "bad_structure");
  return found;
};
const wholeSample = object({ n: amount });
const drawnSample = object({ n: amount, seed: digest, root: day });
const sample: Shape<Read<typeof wholeSample> | Read<typeof drawnSample>> = (value) =>
  typeof value === "object" && ("seed" in value || "root" in value) ? drawnSample(value) : wholeSample(value);
const checkFields = {
  check: matching(/^[A-Z][A-Z0-9_-]{0,15}$/),
  code: digest,
  run: identifier,
  host: identifier,
  release: matching(/^.{1,64}$/su),
  started: moment,
  ended: moment,
  population: object({ query: digest, n: amount }),
  sample,
  expected: facts,
  observed: facts,
  result: oneOf("pass", "fail", "error", "not_applicable"),
  fresh_until: moment,
};
const neverFailed = structure(checkFields);
const hasFailed = structure({ ...checkFields, last_seen_failing: moment });
export const checkShape: Shape<Read<typeof neverFailed> | Read<typeof hasFailed>> = (value) => {
  const found = typeof value === "object" && "last_seen_failing" in value ? hasFailed(value) : neverFailed(value);
  insist(found.started <= found.ended && found.ended <= found.fresh_until, "bad_structure");
  return found;
};
const keyBodyShape = object({ number: integer(1), key: b64Of(32) });
const shapes: Readonly<Record<string, Shape<Json>>> = { check: checkShape, key: keyBodyShape };

/** An event as its line has it, once its own signature and form were checked; what it follows is seen elsewhere. */
export async function openEventLine(line: string, key: Bytes): Promise<EvidenceEvent> {
  const { event, signature } = linePattern.exec(line)?.groups ?? {};
  insist(event !== undefined && signature !== undefined, "bad_structure");
  const written = utf8(event);
  const found = eventShape(parse(written));
  const made = hash("evidence-event", written);
  await verifyBytes(key, "evidence-event", made, fromB64(signature));
  insist(canonical(found.body).length <= largestBody, "bad_structure");
  shapes[found.kind]?.(found.body);
  return { ...found, hash: hex(made) };
}

const keyShape = structure({ type: oneOf("evidence_key"), number: integer(1), key: b64Of(32), since: integer(0), day });
const rootFields = structure({ type: oneOf("evidence_root"), day, count: integer(0), total: integer(0), root: digest, head: digest, previous: digest });
const rootShape: Shape<Read<typeof rootFields>> = (value) => {
  const root = rootFields(value);
  insist(root.count <= root.total, "bad_structure");
  return root;
};

/** Who signs events from a number on, as the hand's log says it. */
export function readEvidenceKey(signed: Signed, logKey: Bytes): Promise<Read<typeof keyShape>> {
  return verify(logKey, "evidence-key", signed, keyShape);
}

/** What a day's events were, by the key that stood in the log before. */
export function readEvidenceRoot(signed: Signed, key: Bytes): Promise<Read<typeof rootFields>> {
  return verify(key, "evidence-root", signed, rootShape);
}

/** By which the record of a day names that of the day before. */
export function rootBefore(signed: Signed | undefined): string {
  return signed ? hex(bodyHash("evidence-root", signed)) : nothing;
}

/** The root over a day's events, by their hashes. */
export function dayRoot(hashes: readonly string[]): string {
  return hex(rootOf(hashes.map(fromHex)));
}

/** What a check draws its sample by: a checkpoint with the lines of its witnesses in the order of their bytes, and without that of the log. */
export function sampleSeed(note: string, check: string): string {
  const signers = [...signaturesOf(note)];
  const text = note.slice(0, note.lastIndexOf("\n\n") + 1);
  const lines = note.slice(text.length + 1).split(/(?<=\n)/);
  const witnesses = lines.filter((_, place) => signers[place]?.name !== text.slice(0, text.indexOf("\n")));
  const sorted = witnesses.map((line) => hex(utf8(line))).toSorted().map(fromHex);
  return hex(hash("evidence-sample", concat(sha256(concat(utf8(text), ...sorted)), utf8(check))));
}

