/** A mailbox read: what came by its cover alone, what came twice, and what is missing. */
import { expect, test } from "vitest";
import { b64, type Json } from "../protocol/encoding";
import type { Cover, Letter } from "../protocol/letters";
import { mailboxOf, type Reader } from "./mailbox";
import { Look } from "./seen";

const day = "2026-12-01";
const letter: Letter = { v: 1, type: "letter", kind: "access", text: "Une copie.", at: "2026-12-01T08:00:00Z", files: [] };

function row(number: number, sealed = "AA"): Json {
  return { letter: { body: b64(new Uint8Array([number])), signature: b64(new Uint8Array(64)) }, sealed, copy: "" };
}

const reader: Reader = {
  believed: (posted) => Promise.resolve({ v: 1, by: "manage", number: Number(atob(posted.letter.body).codePointAt(0)), day, clock: "one_month" } as Cover),
  opened: () => Promise.resolve(letter),
};

const nothingSeen = () => new Look(new Map());

test("opens what came whole and shows the rest as closed", async () => {
  const { requests, doubtful, byPatient } = await mailboxOf("a", [row(0, ""), row(1)], reader, nothingSeen());
  expect(requests.map(({ kind, closed }) => [kind, closed])).toEqual([
    ["closed", true],
    ["access", false],
  ]);
  expect([doubtful, byPatient]).toEqual([0, 2]);
});

test("tells of a gap and of what came twice, and goes on after the largest number", async () => {
  expect(await mailboxOf("a", [row(0), row(3)], reader, nothingSeen())).toMatchObject({ doubtful: 2, byPatient: 4 });
  const twice = await mailboxOf("a", [row(0), row(0)], reader, nothingSeen());
  expect([twice.doubtful, twice.requests.length]).toEqual([1, 1]);
});

test("is hidden by nothing that is spoilt", async () => {
  const spoilt = [{ letter: { body: "AA", signature: "AA" }, sealed: "AA", copy: "" }, { letter: { body: "?" } }, "nothing"];
  const { requests, doubtful, byPatient } = await mailboxOf("a", [...spoilt, row(0)], reader, nothingSeen());
  expect([requests.length, doubtful, byPatient]).toEqual([1, 3, 1]);
});

test("tells that what was seen is not shown any more, and shows what is left", async () => {
  const look = nothingSeen();
  expect((await mailboxOf("a", [row(0), row(1)], reader, look)).withheld).toBe(false);
  const marks = new Map([...look.found].map(([name, mark]) => [name, { ...mark, day }]));
  for (const rows of [[row(0)], [], [row(0), row(2)]]) expect((await mailboxOf("a", rows, reader, new Look(marks))).withheld).toBe(true);
  const { withheld, requests } = await mailboxOf("a", [row(0), row(1), row(2)], reader, new Look(marks));
  expect([withheld, requests.length]).toEqual([false, 3]);
});
