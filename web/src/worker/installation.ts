/** Which servers and logs belong to this app, as its publisher says (SPEC 10). */
import { readWitnesses, type Witnesses, witnessesShape } from "../protocol/cosignatures";
import { boolean, integer, object, type Read, string, structure } from "../protocol/shapes";
import { type LogKey, readLogKey } from "../protocol/transparency";
import { askJson } from "./http";

const partyShape = object({ url: string, log_origin: string, log_key: string, witnesses: witnessesShape });
const shape = structure({ name: string, demo: boolean, platform: partyShape, custodian: partyShape });

export interface Party {
  url: string;
  logOrigin: string;
  logKey: LogKey;
  witnesses: Witnesses;
}

export interface World {
  name: string;
  demo: boolean;
  platform: Party;
  custodian: Party;
}

export async function readInstallation(address: string): Promise<World> {
  const { name, demo, platform, custodian } = await askJson(address, {}, shape);
  return { name, demo, platform: partyOf(platform), custodian: partyOf(custodian) };
}

function partyOf({ url, log_origin, log_key, witnesses }: Read<typeof partyShape>): Party {
  return { url: url.replace(/\/$/, ""), logOrigin: log_origin, logKey: readLogKey(log_key), witnesses: readWitnesses(witnesses) };
}

/** What signatures name as the place they are for. */
export function originOf(party: Party): string {
  return new URL(party.url).origin;
}
