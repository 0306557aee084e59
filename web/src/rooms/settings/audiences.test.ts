import { expect, it } from "vitest";
import { audienceOptions, fromOption, isChosenFor, optionOf } from "./audiences";

it("hours are for every public, for one, or for several, and what is in force stays a choice", () => {
  const values = (offered: Parameters<typeof audienceOptions>[0], current?: Parameters<typeof audienceOptions>[1]) => audienceOptions(offered, current).map(({ value }) => value);
  expect(values(["public", "known"])).toEqual(["", "known"]);
  expect(values(["public", "known", "colleagues"])).toEqual(["", "known", "colleagues", "known colleagues"]);
  expect(values(["public", "known"], ["known", "public"])).toEqual(["", "known", "public known"]);
});

it("an option is read as it was written", () => {
  expect(fromOption(optionOf(["colleagues", "known"]))).toEqual(["known", "colleagues"]);
  expect(fromOption(optionOf(undefined))).toBeUndefined();
});

it("nothing is asked where no kind of visit is kept for anybody", () => {
  expect([isChosenFor(["public", "staff"]), isChosenFor(["public", "known"])]).toEqual([false, true]);
});
