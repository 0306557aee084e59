import { afterEach, describe, expect, it } from "vitest";
import { callerOf, serve } from "./channel";
import { DoorError } from "./door-types";

const open: MessagePort[] = [];

function connected(methods: Parameters<typeof serve>[1]): ReturnType<typeof callerOf> {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  serve(port2, methods);
  const call = callerOf(port1);
  port1.start();
  port2.start();
  return call;
}

afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

describe("the channel", () => {
  it("answers each call with its own value", async () => {
    const call = connected({ double: async (number: number) => 2 * number });
    expect(await Promise.all([call("double", [1]), call("double", [2])])).toEqual([2, 4]);
  });

  it("carries a refusal's code and what it proposes", async () => {
    const refuse = () => {
      throw new DoorError("time_taken", ["2026-12-01T08:40:00Z"]);
    };
    const error = await connected({ refuse })("refuse", []).catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(DoorError);
    expect(error).toMatchObject({ code: "time_taken", next: ["2026-12-01T08:40:00Z"] });
  });

  it("calls functions among the arguments back", async () => {
    const steps: unknown[] = [];
    const work = (progress: (done: number, total: number) => void) => {
      progress(1, 2);
      progress(2, 2);
    };
    await connected({ work })("work", [(done: number, total: number) => steps.push([done, total])]);
    expect(steps).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  it("refuses a name that is not on the door", async () => {
    await expect(connected({})("toString", [])).rejects.toMatchObject({ code: "unexpected" });
  });
});
