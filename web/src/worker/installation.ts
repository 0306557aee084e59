/** Which servers and logs belong to this app, as its publisher says (SPEC 10). */
import { readWitnesses, type Witnesses, witnessesShape } from "../protocol/cosignatures";
import { type Bytes, fromB64, type Json } from "../protocol/encoding";
import { insist } from "../protocol/errors";
import { installationHash } from "../protocol/releases";
import { b64Of, boolean, list, object, type Read, string, structure } from "../protocol/shapes";
import { type LogKey, readLogKey } from "../protocol/transparency";
import { DoorError } from "./door-types";
import { askBytes } from "./http";

const partyShape = object({ url: string, log_origin: string, log_key: string, witnesses: witnessesShape });
const publisherShape = object({ url: string, release_keys: list(b64Of(32)) });
const shape = structure({ name: string, demo: boolean, platform: partyShape, custodian: partyShape, publisher: publisherShape });

export interface Party {
  url: string;
  logOrigin: string;
  logKey: LogKey;
  /** The same key as it is written. */
  verifier: string;
  witnesses: Witnesses;
}

export interface World {
  name: string;
  demo: boolean;
  platform: Party;
  custodian: Party;
  /** Who signs releases of this app. */
  releaseKeys: readonly Bytes[];
  /** Which installation.json this is, as a release names it. */
  hash: string;
}

export async function readInstallation(address: string): Promise<World> {
  const document = await askBytes(address);
  const { name, demo, platform, custodian, publisher } = shape(readJson(document));
  const releaseKeys = publisher.release_keys.map(fromB64);
  insist(new Set(publisher.release_keys).size === releaseKeys.length && releaseKeys.length > 0, "bad_structure");
  return { name, demo, platform: partyOf(platform), custodian: partyOf(custodian), releaseKeys, hash: installationHash(document) };
}

function readJson(document: Bytes): Json {
  try {
    return JSON.parse(new TextDecoder().decode(document)) as Json;
  } catch {
    throw new DoorError("offline");
  }
}

function partyOf({ url, log_origin, log_key, witnesses }: Read<typeof partyShape>): Party {
  return { url: url.replace(/\/$/, ""), logOrigin: log_origin, logKey: readLogKey(log_key), verifier: log_key, witnesses: readWitnesses(witnesses) };
}

/** What signatures name as the place they are for. */
export function originOf(party: Party): string {
  return new URL(party.url).origin;
}
