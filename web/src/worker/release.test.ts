/** What was loaded and is not of the release; the rest is told by journeys in a browser. */
import { describe, expect, it } from "vitest";
import type { Manifest } from "../protocol/releases";
import { strangers } from "./release";

const file = (path: string) => ({ path, type: "text/javascript; charset=utf-8", size: 0, sha256: "0".repeat(64) });
const manifest: Manifest = { v: 1, type: "web_manifest", files: [file("/"), file("/assets/a.js")], headers: { page: [], file: [], tls: [] } };
const origin = "https://app.example";
const servers = ["https://rdv.example", "https://tiers.example"];
const found = (...loaded: string[]) => strangers(manifest, loaded, origin, servers).map(({ path }) => path);

describe("of what a page has loaded", () => {
  it("the release, what lies beside it and the two servers are no strangers", () => {
    const own = ["/", "/assets/a.js", "/installation.json", "/release.json"].map((path) => origin + path);
    expect(found(...own, "https://rdv.example/v1/search", "https://tiers.example/v1/keys", `blob:${origin}/0f`, "data:,x")).toEqual([]);
  });

  it("another script is one, once", () => {
    expect(found(`${origin}/assets/extra.js`, `${origin}/assets/extra.js`)).toEqual(["/assets/extra.js"]);
  });

  it("a known address with a query is one, because another file may lie there", () => {
    expect(found(`${origin}/assets/a.js?v=2`)).toEqual(["/assets/a.js?v=2"]);
  });

  it("an address elsewhere is one, in full", () => {
    expect(found("https://other.example/x.js", "http://app.example/assets/a.js")).toEqual(["http://app.example/assets/a.js", "https://other.example/x.js"]);
  });
});
