/** Releases of the web app: what a publisher answers, and that everybody is answered the same (SPEC 13). */
import { type Bytes, fromB64, hex, parse } from "./encoding";
import { insist, Refusal } from "./errors";
import { hash, sha256 } from "./primitives";
import { b64Of, day, digest, integer, list, matching, object, oneOf, type Read, structure } from "./shapes";
import { type Signed, signedShape, verify } from "./signed";

const name = "web-release";
const page = "/";
const mostFiles = 1000;
const largestFile = 2 ** 24;
/** They only carry the answer: nothing in a browser runs, stays or goes elsewhere because of them. */
const carriers: ReadonlySet<string> = new Set([
  "accept-ranges",
  "age",
  "alt-svc",
  "cache-control",
  "connection",
  "content-encoding",
  "content-length",
  "date",
  "etag",
  "expires",
  "keep-alive",
  "last-modified",
  "server",
  "transfer-encoding",
  "vary",
  "via",
]);

const fileShape = object({
  path: matching(/^(?=.{1,256}$)\/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)?$/),
  type: matching(/^[a-z]+\/[a-z0-9.+-]+(?:; charset=utf-8)?$/),
  size: integer(0, largestFile),
  sha256: digest,
});
const headerShape = object({ name: matching(/^[a-z][a-z0-9-]*$/), value: matching(/^(?=.{1,4096}$)[!-~](?:[ -~]*[!-~])?$/) });
const headersShape = object({ page: list(headerShape), file: list(headerShape), tls: list(headerShape) });
const manifestShape = structure({ type: oneOf("web_manifest"), files: list(fileShape), headers: headersShape });
const recordShape = structure({
  type: oneOf("web_release"),
  release: integer(1),
  previous: digest,
  version: matching(/^[0-9A-Za-z.+-]{1,32}$/),
  manifest: digest,
  installation: digest,
  files: integer(1, mostFiles),
  day,
});
export const publishedShape = structure({ manifest: b64Of(), release: signedShape });

export type ServedFile = Read<typeof fileShape>;
export type Manifest = Read<typeof manifestShape>;
export type ReleaseRecord = Read<typeof recordShape>;
export type PublishedRelease = Read<typeof publishedShape>;

/** Where an answer comes from: the origins that `{platform}` and `{custodian}` stand for, and whether by TLS. */
export interface Place {
  platform: string;
  custodian: string;
  tls: boolean;
}

export function readManifest(data: Bytes): Manifest {
  const manifest = manifestShape(parse(data));
  const paths = manifest.files.map(({ path }) => path);
  insist(isSorted(paths) && paths.includes(page) && paths.length <= mostFiles, "bad_structure");
  const { headers } = manifest;
  for (const each of [headers.page, headers.file, headers.tls]) insist(isSorted(each.map((header) => header.name)), "bad_structure");
  return manifest;
}

/** What people compare. */
export function releaseHash(manifest: Bytes): string {
  return hex(hash(name, manifest));
}

/** Which installation.json a release is for. */
export function installationHash(document: Bytes): string {
  return hex(hash("installation", document));
}

/** The record, once one of the installation's release keys has signed it. */
export async function verifyRelease(signed: Signed, keys: readonly Bytes[]): Promise<ReleaseRecord> {
  for (const key of keys) {
    try {
      return await verify(key, name, signed, recordShape);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "bad_signature") throw error;
    }
  }
  throw new Refusal("release_forged");
}

/** What a publisher claims to publish; whether it is logged and the newest is not checked here. */
export async function openRelease(published: PublishedRelease, keys: readonly Bytes[], installation: string): Promise<{ manifest: Manifest; record: ReleaseRecord }> {
  const record = await verifyRelease(published.release, keys);
  const data = fromB64(published.manifest);
  insist(releaseHash(data) === record.manifest, "another_release");
  const manifest = readManifest(data);
  insist(manifest.files.length === record.files, "another_release");
  insist(installation === record.installation, "another_installation");
  return { manifest, record };
}

/** Refuses unless these bytes are the release's at this address. */
export function checkFile(manifest: Manifest, path: string, body: Bytes): void {
  const file = fileAt(manifest, path);
  insist(body.length === file.size && hex(sha256(body)) === file.sha256, "file_changed");
}

/** Refuses unless an answer, its header names in lower case, carries what the release asks for and nothing else. */
export function checkHeaders(manifest: Manifest, path: string, answered: ReadonlyMap<string, string>, place: Place): void {
  const { headers } = manifest;
  const tls = filled(headers.tls, place);
  const wanted = new Map([["content-type", fileAt(manifest, path).type], ...filled(path === page ? headers.page : headers.file, place), ...(place.tls ? tls : [])]);
  for (const [each, value] of wanted) insist(answered.get(each) === value, "headers_changed");
  // Browsers ignore the headers of TLS elsewhere, so that a proxy may stand between.
  for (const each of answered.keys()) insist(wanted.has(each) || carriers.has(each) || tls.has(each), "headers_changed");
}

function fileAt(manifest: Manifest, path: string): ServedFile {
  const found = manifest.files.find((file) => file.path === path);
  insist(found !== undefined, "file_changed");
  return found;
}

function filled(headers: Manifest["headers"]["page"], { platform, custodian }: Place): Map<string, string> {
  return new Map(headers.map((header) => [header.name, header.value.replaceAll("{platform}", () => platform).replaceAll("{custodian}", () => custodian)]));
}

/** Each once, in the order of their bytes; all are ASCII. */
function isSorted(names: readonly string[]): boolean {
  return names.every((each, index) => index === 0 || (names[index - 1] ?? "") < each);
}
