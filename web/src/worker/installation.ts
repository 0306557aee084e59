/** Which servers and logs belong to this app, as its publisher says (SPEC 10). */
import { integer, boolean, partOf, type Read, string } from "../protocol/shapes";
import { type LogKey, readLogKey } from "../protocol/transparency";
import { askJson } from "./http";

const partyShape = partOf({ url: string, log_origin: string, log_key: string });
const shape = partOf({ v: integer(1, 1), name: string, demo: boolean, platform: partyShape, custodian: partyShape });

export interface Party {
  url: string;
  logOrigin: string;
  logKey: LogKey;
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

function partyOf({ url, log_origin, log_key }: Read<typeof partyShape>): Party {
  return { url: url.replace(/\/$/, ""), logOrigin: log_origin, logKey: readLogKey(log_key) };
}

/** What signatures name as the place they are for. */
export function originOf(party: Party): string {
  return new URL(party.url).origin;
}
