import { expect, it } from "vitest";
import type { Publication } from "../worker/door-types";
import { offersOf } from "./offers";

const motive = (name: string, serviceClass: string, ...practitioners: string[]) => ({ motive: name, class: serviceClass, practitioners });
const publication = {
  classes: [
    { class: "c20", duration: 20, channel: "office", audience: "public" },
    { class: "internal", duration: 20, channel: "office", audience: "staff" },
    { class: "kept", duration: 20, channel: "office", audience: "known" },
  ],
  motives: [motive("all", "c20"), motive("other", "c20", "bb"), motive("mine", "c20", "aa", "bb"), motive("staff", "internal"), motive("kept", "kept"), motive("lost", "c99")],
  schedules: [
    { schedule: "1", practitioner: "aa", classes: ["c20", "internal", "kept"] },
    { schedule: "2", practitioner: "aa", classes: [] },
    { schedule: "3", practitioner: "bb", classes: ["c20"] },
  ],
} as unknown as Publication;

it("a patient is offered public classes that this practitioner's schedules hold", () => {
  const offers = offersOf(publication, "aa");
  expect(offers.map(({ motive: one }) => one.motive)).toEqual(["all", "mine"]);
  expect(offers[0]?.schedules.map(({ schedule }) => schedule)).toEqual(["1"]);
});

it("whoever the practice knows is offered what is kept for them besides", () => {
  expect(offersOf(publication, "aa", ["known"]).map(({ motive: one }) => one.motive)).toEqual(["kept"]);
  expect(offersOf(publication, "bb", ["public", "known"]).map(({ motive: one }) => one.motive)).toEqual(["all", "other", "mine"]);
});

it("a practitioner may see people for a motive in another class", () => {
  const own = { ...motive("own", "c20"), classes: [{ practitioner: "aa", class: "internal" }] };
  const one = { ...publication, motives: [own] } as unknown as Publication;
  expect(offersOf(one, "aa")).toEqual([]);
  expect(offersOf(one, "bb").map(({ serviceClass }) => serviceClass.class)).toEqual(["c20"]);
});
