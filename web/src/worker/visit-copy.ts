/** A copy of what a practice holds about a visit, for the person whom it is about. No key is in it. Pure. */
import { canonical, concat, fromB64, type Json, utf8 } from "../protocol/encoding";
import { type Attached, attach } from "../protocol/letters";
import type { KnownVisit } from "./agenda";

/** Of the files of one letter: in base64, with a long text beside them, they fit its largest size. */
const mostBytes = 16_000;

/** Everything that is filed and noted of it, for programs, and the same for people. */
export function copyOf(visit: KnownVisit, practiceName: string): readonly Attached[] {
  const held = heldOf(visit, practiceName);
  return [attach("rendez-vous.json", canonical(held)), attach("rendez-vous.txt", utf8(lines(held).join("\n")))];
}

function heldOf({ statements, content, clinical }: KnownVisit, practiceName: string): Readonly<Record<string, Json>> {
  const last = statements.at(-1);
  const { v: _v, type: _type, claim: _claim, reply: _reply, ...filed } = content ?? ({} as NonNullable<KnownVisit["content"]>);
  return {
    practice: practiceName,
    appointment: last?.appointment ?? "",
    start: last?.start ?? "",
    duration: last?.duration ?? 0,
    state: last?.state ?? "",
    changes: statements.map(({ state, start, by }) => ({ state, start, by })),
    filed: filed as Json,
    ...(clinical.state === "open" ? { clinical_note: clinical.text } : {}),
  };
}

/** The files, cut and laid together so that each list fits one letter; at least one list. */
export function inLetters(files: readonly Attached[]): readonly (readonly Attached[])[] {
  const letters: Attached[][] = [[]];
  let room = mostBytes;
  for (const file of files.flatMap(cut)) {
    const size = fromB64(file.content).length;
    if (size > room) {
      letters.push([]);
      room = mostBytes;
    }
    letters.at(-1)?.push(file);
    room -= size;
  }
  return letters;
}

function cut(file: Attached): Attached[] {
  const content = fromB64(file.content);
  if (content.length <= mostBytes) return [file];
  const count = Math.ceil(content.length / mostBytes);
  const part = (index: number) => concat(content.subarray(index * mostBytes, (index + 1) * mostBytes));
  return Array.from({ length: count }, (_, index) => attach(`${file.name}.${index + 1}-${count}`, part(index)));
}

function lines(value: Json, name = "", depth = 0): string[] {
  const indent = "  ".repeat(Math.max(depth - 1, 0));
  if (Array.isArray(value)) return [`${indent}${name}:`, ...value.map((inner: Json) => `${indent}  - ${lines(inner, "", depth + 1).map((line) => line.trim()).join(", ")}`)];
  if (typeof value !== "object") return [`${indent}${name}: ${String(value)}`];
  return [...(name === "" ? [] : [`${indent}${name}:`]), ...Object.entries(value).flatMap(([key, inner]) => lines(inner as Json, key, depth + 1))];
}
