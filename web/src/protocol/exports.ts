/** What a person takes away: all that their own client can read, in one archive for people and programs (SPEC 17). */
import { encryptWithPassphrase } from "./agefile";
import { verifyAgreement } from "./agreements";
import { selfCopyShape } from "./appointments";
import { readConsents } from "./consents";
import { type Bytes, canonical, fromB64, hex, parse, utf8 } from "./encoding";
import { Refusal } from "./errors";
import { type Agreed, bundleOf, type Decided, type WrittenLetter } from "./fhir";
import { proposeBareWords, type WordLanguage } from "./kit";
import { type Attached, coverOf, type Letter, letterShape } from "./letters";
import { sha256 } from "./primitives";
import { b64Of, boolean, day, digest, identifier, integer, list, matching, moment, object, objectWith, oneOf, partOf, type Read, type Shape, string, structureWith } from "./shapes";
import { type Signed, signedShape } from "./signed";
import { statementShape } from "./statements";
import { termsShape } from "./terms";
import { identityShape } from "./vault";
import { zipStored } from "./zips";

const words = 8;

const column = object({ column: string, value: string, bytes: integer(0) });
const row = object({ table: string, columns: list(column) });
/** What a server answers; it may come to say more. */
export const rowsShape = partOf({ rows: list(row) });
/** What a server stores about a person; `asked` is false where it could not be asked. */
export const holdingsShape = object({ asked: boolean, rows: list(row) });
/** A letter's cover as it was signed, and what was in it; no content where it does not open. */
export type ExportedLetter = Readonly<{ cover: Signed; content?: Letter }>;
const exportedLetter: Shape<ExportedLetter> = objectWith({ cover: signedShape }, { content: letterShape });
const mailboxShape = object({ letters: list(exportedLetter), doubtful: integer(0) });
/** What a patient and a practice wrote each other about a visit; so many letters more were not believed. */
export type ExportedMailbox = Read<typeof mailboxShape>;

const visitFields = { appointment: digest, statements: list(signedShape), self_copy: selfCopyShape };
/** `mailbox` is absent where nobody wrote. The key that manages the visit is not here. */
export type ExportedVisit = Read<ReturnType<typeof object<typeof visitFields>>> & { readonly mailbox?: ExportedMailbox };
const visitShape: Shape<ExportedVisit> = objectWith(visitFields, { mailbox: mailboxShape });

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
  visits: list(visitShape),
  doubtful: list(object({ appointment: digest, code: string })),
  platform: holdingsShape,
  custodian: holdingsShape,
};

/** What was decided about a visit, by which key; the seed that could take it back is not here. */
const exportedAgreement = object({ terms: termsShape, records: list(signedShape), manage: b64Of(32) });
/** Absent where nothing was ever decided, and where no practice was ever answered. */
const decisions = { consents: consentsShape, agreements: list(exportedAgreement) };
export const accountExportShape = structureWith(always, decisions);
export type AccountExport = Read<typeof accountExportShape>;
export type Holdings = Read<typeof holdingsShape>;

/** For people `index.html` and what was attached, for programs the same as FHIR and raw; and a list of them with hashes. */
export async function archive(content: AccountExport, page: string): Promise<Bytes> {
  const files = { ...attachments(content), "bundle.json": await fhirOf(content), "index.html": utf8(page), "serment.json": canonical(content) };
  return zipStored({ ...files, "manifest.json": manifestOf(content.made, files) });
}

/** Where in the archive a file of a letter lies: what somebody else called it names no other place. */
export function pathOf({ name, sha256: digits }: Attached): string {
  return `files/${digits.slice(0, 16)}-${[...name].map((sign) => (/[A-Za-z0-9._-]/.test(sign) ? sign : "_")).join("")}`;
}

/** Every file that came with a letter; one's own letters have none in one's copy. */
function attachments({ visits }: AccountExport): Readonly<Record<string, Bytes>> {
  const files = visits.flatMap(({ mailbox }) => mailbox?.letters ?? []).flatMap(({ content }) => content?.files ?? []);
  return Object.fromEntries(files.filter((file) => file.content !== "").map((file) => [pathOf(file), fromB64(file.content)]));
}

/** Which files there are, by size and SHA-256. */
function manifestOf(made: string, files: Readonly<Record<string, Bytes>>): Bytes {
  const listed = Object.entries(files).map(([path, data]) => ({ path, bytes: data.length, sha256: hex(sha256(data)) }));
  return canonical({ v: 1, type: "export_manifest", made, files: listed.sort((a, b) => (a.path < b.path ? -1 : 1)) });
}

/** The visits, who they are for, and what was decided, as a FHIR R4 bundle. */
export async function fhirOf({ account, profile, visits, made, consents, agreements = [] }: AccountExport): Promise<Bytes> {
  const told = visits
    .filter(({ statements }) => statements.length > 0)
    .map(({ statements, self_copy, mailbox }) => ({
      statements: statements.map(({ body }) => statementShape(parse(fromB64(body)))),
      told: self_copy,
      letters: (mailbox?.letters ?? []).flatMap(writtenOf),
    }));
  return bundleOf(account, profile, told, made, consents && (await decidedOf(consents)), await agreedOf(agreements));
}

/** The letters that opened; the others are in the raw file alone. */
function writtenOf({ cover, content }: ExportedLetter): WrittenLetter[] {
  return content === undefined ? [] : [{ cover: coverOf(cover), letter: content }];
}

/** What was decided about each scope, once it is believed; what cannot be is in the records alone. */
async function decidedOf({ key, relatives, records }: Read<typeof consentsShape>): Promise<Decided[]> {
  const { chains } = await readConsents(records, fromB64(key));
  return [...chains].map(([scope, chain]) => ({ chain, relative: relatives.find((each) => each.scope === scope) }));
}

/** The same of what practices asked, each by itself. */
async function agreedOf(agreements: readonly Read<typeof exportedAgreement>[]): Promise<Agreed[]> {
  const found: Agreed[] = [];
  for (const { terms, records, manage } of agreements) {
    try {
      found.push({ terms, chain: await verifyAgreement({ terms, records }, fromB64(manage)) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return found;
}

/** The archive as an age file that this passphrase opens. */
export function lockArchive(data: Bytes, passphrase: string): Promise<Bytes> {
  return encryptWithPassphrase(data, passphrase);
}

/** Words that are typed alike on every keyboard: what age asks for knows no other spelling. */
export function proposeExportPassphrase(language: WordLanguage): Promise<string> {
  return proposeBareWords(words, language);
}
