import { expect, it } from "vitest";
import { waysBack } from "./back";

it("the way back is what opens without the passphrase, elsewhere, and was tried", () => {
  const way = { name: "", locator: "", added: "2026-01-05", here: false } as const;
  const back = [{ ...way, kind: "kit" }, { ...way, kind: "passkey" }, { ...way, kind: "browser", used: "2026-01-06" }] as const;
  const others = [{ ...way, kind: "passphrase" }, { ...way, kind: "browser" }, { ...way, kind: "browser", used: "2026-01-06", here: true }] as const;
  expect(waysBack([...others, ...back])).toEqual(back);
});
