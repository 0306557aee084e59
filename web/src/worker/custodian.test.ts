import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { b64 } from "../protocol/encoding";
import { whose } from "../protocol/erasures";
import { random } from "../protocol/primitives";
import { Custodian } from "./custodian";
import type { World } from "./installation";
import type { Log } from "./logs";

const camille = "camille@exemple.example";
const nonce = random(32);
const done = { receipt: { body: "AA", signature: b64(random(64)) }, record: { body: "AA", signature: b64(random(64)) }, leaf: 7 };

/** What a custodian needs to know of whom to erase. */
interface Asked {
  session: string;
  whose: string;
}

let custodian: Custodian;
let asked: Asked[];
/** Sessions are named like the address they are of; these have ended. */
let ended: Set<string>;
/** Whether an end waits there, which the nonce alone is told. */
let waiting: boolean;

function answerTo(path: string, session: string, body: Record<string, string>): [number, unknown] {
  if (path === "/v1/codes") return [202, { handle: b64(random(16)) }];
  if (path === "/v1/sessions") return [201, { session: body["email"], expires: "2999-01-01T00:00:00Z", salt: b64(random(16)), known: true }];
  if (path === "/v1/person/erase" && waiting) return [202, { takes_effect: "2026-03-12" }];
  if (path === "/v1/person/erase") asked.push({ session, whose: body["whose"] ?? "" });
  if (path === "/v1/phone/stop") return [404, { code: "phone_unknown" }];
  if (path === "/v1/phone/remove") asked.push({ session, whose: "phone" });
  if (session === "" || ended.has(session)) return [401, { code: "session_refused" }];
  return [200, path === "/v1/address" ? { email: session } : done];
}

beforeEach(() => {
  [asked, ended, waiting] = [[], new Set(), false];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const session = (new Headers(init.headers).get("authorization") ?? "").replace("Bearer ", "");
    const body = JSON.parse(String(init.body ?? "{}")) as Record<string, string>;
    const [status, content] = answerTo(new URL(url).pathname, session, body);
    return Response.json(content, { status });
  });
  custodian = new Custodian({ custodian: { url: "https://custodian.example" } } as World, {} as Log);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function prove(email: string): Promise<void> {
  await custodian.sendCode(email, "fr");
  await custodian.checkCode(email, "123456");
}

describe("the end of a person at the custodian", () => {
  it("is asked for in the session of that address, by what stands for it", async () => {
    await prove(camille);
    expect(await custodian.erase(nonce, camille)).toEqual(done);
    expect(asked).toEqual([{ session: camille, whose: whose(nonce, camille) }]);
  });

  it("is never that of somebody else who proved their address in this browser since", async () => {
    await prove("dominique@exemple.example");
    await expect(custodian.erase(nonce, camille)).rejects.toThrow("another_person");
    expect(asked).toEqual([{ session: "", whose: whose(nonce, camille) }]);
  });

  it("wants a code where nobody is proved, or not any more", async () => {
    await expect(custodian.erase(nonce, camille)).rejects.toThrow("code_needed");
    await prove(camille);
    ended.add(camille);
    await expect(custodian.erase(nonce, camille)).rejects.toThrow("code_needed");
    expect(asked.map(({ session }) => session)).toEqual(["", ""]);
  });

  it("may wait, and what was stopped is not asked for anew by itself", async () => {
    await prove(camille);
    waiting = true;
    expect(await custodian.erase(nonce, camille, undefined, true)).toEqual({ takes_effect: "2026-03-12" });
    waiting = false;
    await expect(custodian.erase(nonce, camille, undefined, true)).rejects.toThrow("ending_stopped");
    expect(asked.map(({ session }) => session)).toEqual([""]);
    expect(await custodian.erase(nonce, camille)).toEqual(done);
  });
});

describe("a withdrawal of SMS", () => {
  it("takes along, in a session, the number that somebody else put in the place of one's own", async () => {
    await custodian.stopSms(random(32));
    expect(asked).toEqual([]);
    await prove(camille);
    await custodian.stopSms(random(32));
    expect(asked).toEqual([{ session: camille, whose: "phone" }]);
  });
});
