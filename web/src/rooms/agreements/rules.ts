/** Whose visits a letter is about, and the file that research is given. Pure. */
import type { Identity, Research, Visit } from "../../worker/door-types";
import { folded } from "../agenda/people";

/** The same name and date of birth, as hurried hands write them. */
export function isOfPerson({ patient, unreadable }: Visit, { given, family, birth_date }: Identity): boolean {
  const same = folded(patient.given) === folded(given) && folded(patient.family) === folded(family);
  return !unreadable && same && patient.birth_date === birth_date;
}

/** The same file as the command line writes (RFC 4180). */
export function extractOf(rows: Research["rows"]): Uint8Array<ArrayBuffer> {
  const lines = [["row", "age", "motive", "month"], ...rows.map(({ row, age, motive, month }) => [row, age, motive, month])];
  return new TextEncoder().encode(lines.map((line) => `${line.map(quoted).join(",")}\r\n`).join(""));
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
