/** Compares the app that this browser was given with the release that everybody was told of (SPEC 13). */
import { newestStamp } from "../protocol/cosignatures";
import type { Bytes } from "../protocol/encoding";
import { Refusal } from "../protocol/errors";
import { checkFile, checkHeaders, type Manifest, openRelease, type Place, publishedShape, type ReleaseRecord, verifyRelease } from "../protocol/releases";
import { list, momentOf, partOf } from "../protocol/shapes";
import type { Signed } from "../protocol/signed";
import { type Bundle, bundleShape } from "../protocol/transparency";
import { type AppReport, type Difference, DoorError, type Progress } from "./door-types";
import { askAgain, askJson } from "./http";
import { originOf, type Party, type World } from "./installation";
import type { Log } from "./logs";
import * as shelf from "./shelf";

const releasesShape = partOf({ releases: list(bundleShape) });
const seenKey = "release";
const [installation, published] = ["/installation.json", "/release.json"];
const atOnce = 6;

interface Logged {
  bundle: Bundle;
  signed: Signed;
}

export class Releases {
  readonly #world: World;
  readonly #log: Log;

  constructor(world: World, custodianLog: Log) {
    this.#world = world;
    this.#log = custodianLog;
  }

  async examine(loaded: readonly string[], progress: Progress = () => undefined): Promise<AppReport> {
    const { releaseKeys, hash, custodian, platform } = this.#world;
    const claim = await askJson(new URL(published, self.location.origin).href, {}, publishedShape);
    const { manifest, record } = await openRelease(claim, releaseKeys, hash);
    const { own, newest } = await this.#logged(claim.release);
    await this.#requireNoRollback(record);
    const place = { platform: originOf(platform), custodian: originOf(custodian), tls: self.location.protocol === "https:" };
    const others = strangers(manifest, loaded, self.location.origin, [place.platform, place.custodian]);
    const differences = [...(await compare(manifest, place, progress)), ...others];
    return {
      ...told(manifest, record, hash),
      newer: newest.release > record.release ? { release: newest.release, version: newest.version, day: newest.day } : undefined,
      log: { name: this.#log.origin, leaf: own.bundle.index, size: sizeOf(own.bundle) },
      witnesses: await witnessesOf(own.bundle, custodian),
      differences,
    };
  }

  /** The record's own leaf and the newest release, both proved. */
  async #logged(signed: Signed): Promise<{ own: Logged; newest: ReleaseRecord }> {
    const ask = () => askAgain(`${this.#world.custodian.url}/v1/releases`, {}, releasesShape);
    return this.#log.believing(ask, async ({ releases }) => {
      const all: Logged[] = [];
      for (const bundle of releases) all.push({ bundle, signed: await this.#log.record(bundle, "web_release") });
      const own = all.find((each) => each.signed.body === signed.body && each.signed.signature === signed.signature);
      const last = all.reduce<Logged | undefined>((a, b) => (a !== undefined && a.bundle.index > b.bundle.index ? a : b), undefined);
      if (own === undefined || last === undefined) throw new Refusal("not_in_log");
      return { own, newest: await verifyRelease(last.signed, this.#world.releaseKeys) };
    });
  }

  async #requireNoRollback({ release }: ReleaseRecord): Promise<void> {
    const seen = (await shelf.read<number>(seenKey)) ?? 0;
    if (release < seen) throw new DoorError("release_rolled_back");
    await shelf.raise(seenKey, release);
  }
}

function told(manifest: Manifest, { release, version, day, manifest: hash }: ReleaseRecord, installed: string) {
  const bytes = manifest.files.reduce((sum, { size }) => sum + size, 0);
  return { release, version, day, hash, installation: installed, files: manifest.files.length, bytes };
}

function sizeOf({ checkpoint }: Bundle): number {
  return Number(checkpoint.split("\n")[1]);
}

async function witnessesOf({ checkpoint }: Bundle, { witnesses }: Party) {
  const found: { name: string; cosigned: string }[] = [];
  for (const key of witnesses.keys) {
    const stamp = await newestStamp(checkpoint, key);
    if (stamp !== undefined) found.push({ name: key.name, cosigned: momentOf(new Date(Number(stamp) * 1000)) });
  }
  return found;
}

/** Every file as this browser has it, and where that is not the release's, as the publisher answers now. */
async function compare(manifest: Manifest, place: Place, progress: Progress): Promise<Difference[]> {
  const differences: Difference[] = [];
  const waiting = [...manifest.files];
  const total = waiting.length;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const { path } = file;
      const code = await differenceAt(manifest, path, place, "force-cache");
      if (code !== undefined) differences.push({ path, code, nowRight: (await differenceAt(manifest, path, place, "reload")) === undefined });
      progress(++done, total);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return differences.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function differenceAt(manifest: Manifest, path: string, place: Place, cache: RequestCache): Promise<Difference["code"] | undefined> {
  const { response, body } = await receive(path, cache);
  if (!response.ok) return "file_changed";
  try {
    checkFile(manifest, path, body);
    checkHeaders(manifest, path, new Map(response.headers), place);
  } catch (error) {
    if (error instanceof Refusal) return error.code as Difference["code"];
    throw error;
  }
  return undefined;
}

async function receive(path: string, cache: RequestCache): Promise<{ response: Response; body: Bytes }> {
  try {
    const response = await fetch(new URL(path, self.location.origin), { cache, credentials: "omit", redirect: "manual", referrerPolicy: "no-referrer" });
    return { response, body: new Uint8Array(await response.arrayBuffer()) };
  } catch {
    throw new DoorError("offline");
  }
}

/** What was loaded here and is not of the release: a script more, or a page that is older than the release. */
export function strangers(manifest: Manifest, loaded: readonly string[], origin: string, servers: readonly string[]): Difference[] {
  const known = new Set([installation, published, ...manifest.files.map(({ path }) => path)]);
  const found = new Set<string>();
  for (const address of loaded) {
    const url = new URL(address, origin);
    if (!url.protocol.startsWith("http") || servers.includes(url.origin)) continue;
    const path = url.origin === origin ? url.pathname + url.search : url.href;
    if (!known.has(path)) found.add(path);
  }
  return [...found].sort().map((path) => ({ path, code: "not_of_the_release", nowRight: true }));
}
