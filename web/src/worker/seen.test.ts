import { describe, expect, it } from "vitest";
import type { Cover } from "../protocol/letters";
import type { Mark, MarkKind } from "../protocol/marks";
import { pad, seenBuckets } from "../protocol/padding";
import { thing } from "../protocol/marks";
import { Look, type Marks, mostMarks, raised, read, Seen, written } from "./seen";

const refused = (code: string) => expect.objectContaining({ name: "Refusal", code });
const appointment = "0".repeat(64);
const mark = (number: number, digit = "a"): Mark => ({ number, hash: digit.repeat(64) });
const none: Marks = new Map();

function one(kind: MarkKind, number: number, digit = "a", day = "2026-03-04"): Marks {
  return raised(none, new Map([[thing(kind, appointment), mark(number, digit)]]), day);
}

describe("a look", () => {
  it("refuses what is older, another, or gone, each by its name", () => {
    const look = new Look(new Map([...one("filing", 2, "b"), ...one("note", 1)]));
    for (const shown of [mark(1), mark(2, "c"), undefined]) expect(() => look.follow("filing", appointment, shown, "")).toThrow(refused("filing_rolled_back"));
    expect(() => look.follow("note", appointment, undefined, "")).toThrow(refused("note_rolled_back"));
    expect(look.found.size).toBe(0);
  });

  it("takes what comes next, and what was never seen", () => {
    const look = new Look(one("filing", 2, "b"));
    look.follow("filing", appointment, mark(3, "c"), "b".repeat(64));
    look.follow("note", appointment, undefined, "");
    expect([...look.found.values()]).toEqual([mark(3, "c")]);
  });
});

describe("a look into a mailbox", () => {
  const cover = { by: "manage", number: 0, day: "2026-03-04" } as Cover;
  const letter = { cover, signed: { body: "AA", signature: "" } };
  const look = new Look(none);
  look.followLetters(appointment, [letter], "2026-03-04");
  const marks = raised(none, look.found, "2026-03-04");

  it("remembers the day of the newest letter", () => {
    expect([...read(written(marks)).values()].map((kept) => kept.written)).toEqual(["2026-03-04"]);
    const later = new Look(marks);
    later.followLetters(appointment, [letter, { cover: { ...cover, by: "desk:1", day: "2026-03-09" } as Cover, signed: letter.signed }], "2026-03-04");
    expect([...raised(marks, later.found, "2026-03-04").values()].map((kept) => kept.written)).toEqual(["2026-03-09", "2026-03-09"]);
  });

  it("refuses one that is empty until its practice may have let it go", () => {
    expect(() => new Look(marks).followLetters(appointment, [], "2026-05-31")).toThrow(refused("mailbox_rolled_back"));
    expect(() => new Look(marks).followLetters(appointment, [], "2026-06-01")).not.toThrow();
  });
});

describe("the marks", () => {
  it("never go back, whatever another tab has read", () => {
    const marks = one("filing", 3, "c");
    expect(raised(marks, new Map([[thing("filing", appointment), mark(2)]]), "2026-03-05")).toBe(marks);
  });

  it("are the same where nothing is new on the same day", () => {
    const marks = one("filing", 3);
    const again = new Map([[thing("filing", appointment), mark(3)]]);
    expect(raised(marks, again, "2026-03-04")).toBe(marks);
    expect(raised(marks, again, "2026-03-05").get(thing("filing", appointment))?.day).toBe("2026-03-05");
  });

  it("have their place, and what was not looked at for longest goes first", () => {
    const many = new Map(Array.from({ length: mostMarks }, (_, number) => [thing("note", `${number}`), { number: Number.MAX_SAFE_INTEGER, hash: "f".repeat(64) }]));
    const full = raised(one("filing", 1, "a", "2026-03-03"), many, "2026-03-04");
    expect(full.size).toBe(mostMarks);
    expect(full.has(thing("filing", appointment))).toBe(false);
    expect(pad(written(full), seenBuckets)).toHaveLength(seenBuckets.at(-1) ?? 0);
    expect(read(written(full))).toEqual(full);
  });
});

describe("before anybody signs in", () => {
  it("remembers for as long as the page lives", async () => {
    const seen = new Seen();
    const first = await seen.look();
    first.follow("publication", "p", mark(2), "");
    await seen.keep(first);
    const second = await seen.look();
    expect(() => second.follow("publication", "p", mark(1), "")).toThrow(refused("publication_rolled_back"));
    seen.close();
    (await seen.look()).follow("publication", "p", mark(1), "");
  });
});
