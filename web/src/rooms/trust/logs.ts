/** What this browser believes of a hand's public log and of its evidence: only what the installation's keys have signed. */
import { installation, type Installation } from "../../api/installation";
import { checkpointOf, evidenceOf, type HandName } from "../../api/trust";
import { newestStamp, readWitnesses } from "../../protocol/cosignatures";
import { fromB64, hex, type Json, parse } from "../../protocol/encoding";
import { day, digest, integer, oneOf, type Read, structure } from "../../protocol/shapes";
import { bundleShape, checkInclusion, openCheckpoint, readEntry, readLogKey } from "../../protocol/transparency";

export interface SeenLog {
  origin: string;
  size: number;
  root: string;
  /** How many of the witnesses that this installation asks for have cosigned, and how many it asks for. */
  witnessed: number;
  quorum: number;
  /** The youngest cosignature. */
  at: Date | undefined;
}

const rootShape = structure({
  type: oneOf("evidence_root"),
  day,
  count: integer(0),
  total: integer(0),
  root: digest,
  head: digest,
  previous: digest,
});
export type SeenRoot = Read<typeof rootShape> & { index: number };

export async function seenLog(hand: HandName): Promise<SeenLog> {
  const [party, note] = await Promise.all([partyOf(hand), checkpointOf(hand)]);
  return readLog(party, note);
}

/** The newest day of the evidence, once this browser has found it in the log; undefined where there is none yet. */
export async function seenRoot(hand: HandName): Promise<SeenRoot | undefined> {
  const [party, found] = await Promise.all([partyOf(hand), evidenceOf(hand)]);
  if (found === null) return undefined;
  return readRoot(party, found as Json);
}

type Party = Installation["platform"];

async function readLog({ log_origin, log_key, witnesses }: Party, note: string): Promise<SeenLog> {
  const { origin, size, root } = await openCheckpoint(note, log_origin, readLogKey(log_key));
  const { keys, quorum } = readWitnesses(witnesses);
  const stamps = (await Promise.all(keys.map((key) => newestStamp(note, key)))).filter((stamp) => stamp !== undefined);
  const newest = Math.max(...stamps.map(Number));
  return { origin, size, root: hex(root), witnessed: stamps.length, quorum, at: stamps.length > 0 ? new Date(newest * 1000) : undefined };
}

async function readRoot(party: Party, found: Json): Promise<SeenRoot> {
  const bundle = bundleShape(found);
  const checkpoint = await openCheckpoint(bundle.checkpoint, party.log_origin, readLogKey(party.log_key));
  checkInclusion(bundle, checkpoint);
  const record = rootShape(parse(fromB64(readEntry(bundle, "evidence_root").body)));
  return { ...record, index: bundle.index };
}

async function partyOf(hand: HandName): Promise<Party> {
  return (await installation())[hand];
}
