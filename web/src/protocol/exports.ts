/** What a person takes away: all that their own client can read, in one archive for people and programs (SPEC 17). */
import { encryptWithPassphrase } from "./agefile";
import { selfCopyShape } from "./appointments";
import { readConsents } from "./consents";
import { type Bytes, canonical, fromB64, hex, type Json, parse, utf8 } from "./encoding";
import { bundleOf, type Decided } from "./fhir";
import { proposeBareWords, type WordLanguage } from "./kit";
import { sha256 } from "./primitives";
import { b64Of, boolean, day, digest, identifier, integer, list, mapping, matching, moment, object, oneOf, partOf, type Read, string, structure } from "./shapes";
import { signedShape } from "./signed";
import { statementShape } from "./statements";
import { identityShape } from "./vault";
import { zipStored } from "./zips";

const words = 8;

const column = object({ column: string, value: string, bytes: integer(0) });
const row = object({ table: string, columns: list(column) });
/** What a server answers; it may come to say more. */
export const rowsShape = partOf({ rows: list(row) });
/** What a server stores about a person; `asked` is false where it could not be asked. */
export const holdingsShape = object({ asked: boolean, rows: list(row) });
/** Every decision as it was signed, by which key, and the relatives who agreed to be one. */
const consentsShape = object({
  key: b64Of(32),
  relatives: list(object({ given: string, family: string, birth_date: day, scope: identifier })),
  records: list(signedShape),
});
const always = {
  type: oneOf("account_export"),
  made: moment,
  language: oneOf("fr", "en"),
  installation: string,
  log: string,
  account: identifier,
  audience: oneOf("patient", "staff"),
  profile: identityShape,
  ways: list(object({ kind: oneOf("passphrase", "kit", "browser", "passkey"), name: string, added: day, used: matching(/^(?:\d{4}-\d{2}-\d{2})?$/) })),
  /** The key that manages a visit is not here. */
  visits: list(object({ appointment: digest, statements: list(signedShape), self_copy: selfCopyShape })),
  doubtful: list(object({ appointment: digest, code: string })),
  platform: holdingsShape,
  custodian: holdingsShape,
};

/** `consents` are absent where nothing was ever decided. */
export type AccountExport = Read<ReturnType<typeof structure<typeof always>>> & { readonly consents?: Read<typeof consentsShape> };
export type Holdings = Read<typeof holdingsShape>;

export function accountExportShape(value: Json): AccountExport {
  const decided = "consents" in mapping((field) => field)(value);
  return structure({ ...always, ...(decided ? { consents: consentsShape } : {}) })(value) as AccountExport;
}

/** For people `index.html`, for programs the same as FHIR and raw, and a list of them with hashes. */
export async function archive(content: AccountExport, page: string): Promise<Bytes> {
  const files = { "bundle.json": await fhirOf(content), "index.html": utf8(page), "serment.json": canonical(content) };
  return zipStored({ ...files, "manifest.json": manifestOf(content.made, files) });
}

/** Which files there are, by size and SHA-256. */
function manifestOf(made: string, files: Readonly<Record<string, Bytes>>): Bytes {
  const listed = Object.entries(files).map(([path, data]) => ({ path, bytes: data.length, sha256: hex(sha256(data)) }));
  return canonical({ v: 1, type: "export_manifest", made, files: listed.sort((a, b) => (a.path < b.path ? -1 : 1)) });
}

/** The visits, who they are for, and what was decided, as a FHIR R4 bundle. */
export async function fhirOf({ account, profile, visits, made, consents }: AccountExport): Promise<Bytes> {
  const told = visits
    .filter(({ statements }) => statements.length > 0)
    .map(({ statements, self_copy }) => ({ statements: statements.map(({ body }) => statementShape(parse(fromB64(body)))), told: self_copy }));
  return bundleOf(account, profile, told, made, consents && (await decidedOf(consents)));
}

/** What was decided about each scope, once it is believed; what cannot be is in the records alone. */
async function decidedOf({ key, relatives, records }: Read<typeof consentsShape>): Promise<Decided[]> {
  const { chains } = await readConsents(records, fromB64(key));
  return [...chains].map(([scope, chain]) => ({ chain, relative: relatives.find((each) => each.scope === scope) }));
}

/** The archive as an age file that this passphrase opens. */
export function lockArchive(data: Bytes, passphrase: string): Promise<Bytes> {
  return encryptWithPassphrase(data, passphrase);
}

/** Words that are typed alike on every keyboard: what age asks for knows no other spelling. */
export function proposeExportPassphrase(language: WordLanguage): Promise<string> {
  return proposeBareWords(words, language);
}
