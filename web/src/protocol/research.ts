/** What a practice's research is: its project, under its own filing key, and what is given of a visit (SPEC 18). */
import { type Bytes, canonical, concat, hex, parse, utf8 } from "./encoding";
import { absenceBuckets, pad, unpad } from "./padding";
import { hash } from "./primitives";
import { lock, unlock } from "./sealing";
import { type Project, projectShape } from "./terms";

const purpose = "project";
const rowBytes = 8;
const band = 10;
const oldest = 90;

/** Of one visit. */
export interface ResearchRow {
  row: string;
  age: string;
  motive: string;
  month: string;
}

function contextOf(practice: string, epoch: number) {
  return { v: 1, practice, epoch } as const;
}

/** For the practice's own members. */
export async function lockProject(project: Project, practice: string, epoch: number, filingKey: Bytes): Promise<Bytes> {
  return lock(filingKey, purpose, contextOf(practice, epoch), pad(canonical(project), absenceBuckets));
}

export async function openProject(sealed: Bytes, practice: string, epoch: number, filingKey: Bytes): Promise<Project> {
  return projectShape(parse(unpad(await unlock(filingKey, purpose, contextOf(practice, epoch), sealed), absenceBuckets)));
}

/** No server knows the key that stands in for the name. */
export function researchRow(project: Project, replyPublic: Bytes, birthDate: string, motive: string, start: string): ResearchRow {
  const row = hex(hash("research-row", concat(utf8(project.title), new Uint8Array(1), replyPublic)).slice(0, rowBytes));
  return { row, age: ageBand(birthDate, start.slice(0, 10)), motive, month: start.slice(0, 7) };
}

/** Ten years, on a day; empty without a date of birth. */
function ageBand(birthDate: string, day: string): string {
  if (birthDate === "") return "";
  const hadBirthday = birthDate.slice(5) <= day.slice(5);
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (hadBirthday ? 0 : 1);
  const low = Math.floor(Math.max(0, years) / band) * band;
  return low >= oldest ? `${oldest}+` : `${low}-${low + band - 1}`;
}
