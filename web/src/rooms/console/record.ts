/** An event of the evidence, believed only after its signature, its place in its day, and that day's root in the log. */
import { installation } from "../../api/installation";
import { fromB64, fromHex, type Json } from "../../protocol/encoding";
import { insist } from "../../protocol/errors";
import { type EvidenceEvent, openEventLine, readEvidenceKey, readEvidenceRoot } from "../../protocol/evidence";
import { isIncluded, leafHash } from "../../protocol/merkle";
import { digest, integer, list, object, string } from "../../protocol/shapes";
import { type Bundle, bundleShape, checkInclusion, openCheckpoint, readEntry, readLogKey } from "../../protocol/transparency";
import { checkCosigned, readWitnesses } from "../../protocol/cosignatures";
import type { Signed } from "../../protocol/signed";

export interface SeenRecord {
  event: EvidenceEvent;
  /** Which key of the evidence signed it, and which entry of the log names that key. */
  key: { number: number; entry: number };
  /** Undefined as long as its day has no root that witnesses have seen. */
  day: { day: string; index: number; count: number; root: string; entry: number } | undefined;
}

const dayShape = object({ index: integer(0), proof: list(digest), root: bundleShape, key: bundleShape });
const recordShape = object({ line: string, key: bundleShape });

export async function readRecord(found: Json): Promise<SeenRecord> {
  const { day: place, ...rest } = found as { readonly [key: string]: Json };
  const record = recordShape(rest);
  const key = await keyOf(record.key);
  const event = await openEventLine(record.line, fromB64(key.key));
  insist(event.seq >= key.since, "evidence_fault");
  const seen = { event, key: { number: key.number, entry: record.key.index } };
  return { ...seen, day: place === null || place === undefined ? undefined : await inDay(place, event) };
}

async function inDay(place: Json, event: EvidenceEvent): Promise<SeenRecord["day"]> {
  const { index, proof, root, key } = dayShape(place);
  const record = await readEvidenceRoot(await logged(root, "evidence_root"), fromB64((await keyOf(key)).key));
  insist(key.index < root.index, "evidence_fault");
  insist(event.at.startsWith(record.day) && event.seq === record.total - record.count + index, "evidence_fault");
  insist(isIncluded(leafHash(fromHex(event.hash)), index, record.count, proof.map(fromHex), fromHex(record.root)), "evidence_fault");
  return { day: record.day, index, count: record.count, root: record.root, entry: root.index };
}

async function keyOf(bundle: Bundle): ReturnType<typeof readEvidenceKey> {
  const { platform } = await installation();
  return readEvidenceKey(await logged(bundle, "evidence_key"), readLogKey(platform.log_key).publicKey);
}

/** What the log holds, under a checkpoint that its witnesses have cosigned. */
async function logged(bundle: Bundle, kind: "evidence_key" | "evidence_root"): Promise<Signed> {
  const { platform } = await installation();
  const checkpoint = await openCheckpoint(bundle.checkpoint, platform.log_origin, readLogKey(platform.log_key));
  await checkCosigned(bundle.checkpoint, readWitnesses(platform.witnesses), new Date());
  checkInclusion(bundle, checkpoint);
  return readEntry(bundle, kind);
}
