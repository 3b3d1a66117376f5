import { LitElement } from "lit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PictureController } from "../src/camera/picture-controller.ts";

class Host extends LitElement {}
customElements.define("picture-host", Host);

/** Answers of a server to requests for pictures, in their order, given when the test says so. */
let waiting: (() => void)[] = [];
let asked = 0;

const answer = async (): Promise<void> => {
  waiting.shift()?.();
  await vi.advanceTimersByTimeAsync(0);
};

beforeEach(() => {
  vi.useFakeTimers();
  waiting = [];
  asked = 0;
  vi.stubGlobal("fetch", () => {
    asked += 1;
    return new Promise((resolve) => waiting.push(() => resolve({ ok: true, blob: () => Promise.resolve(new Blob()) })));
  });
  vi.stubGlobal(
    "Image",
    class {
      decode = (): Promise<void> => Promise.resolve();
    },
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the latest picture", () => {
  const begin = (): PictureController => {
    const picture = new PictureController(new Host(), { url: () => "/frame.jpg", pace: () => 1000 });
    picture.start();
    return picture;
  };

  it("is asked for at its pace, one request at a time", async () => {
    begin();
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toBe(1);
    await answer();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toBe(2);
  });

  it("is not asked for twice by whoever looks away and back while it is on its way", async () => {
    const picture = begin();
    for (let times = 0; times < 5; times += 1) {
      picture.stop();
      picture.start();
    }
    expect(asked).toBe(1);
    await answer();
    for (let seconds = 1; seconds <= 3; seconds += 1) {
      await vi.advanceTimersByTimeAsync(1000);
      expect(waiting).toHaveLength(1);
      await answer();
    }
    expect(asked).toBe(4);
  });

  it("rests while nobody looks", async () => {
    const picture = begin();
    picture.stop();
    await answer();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toBe(1);
    picture.next();
    expect(asked).toBe(1);
  });

  it("is asked for at once when another frame was looked at, and not before the last one came", async () => {
    const picture = begin();
    picture.next();
    expect(asked).toBe(1);
    await answer();
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toBe(2);
  });

  it("is missed where there is none for long, and comes as soon as there is one", async () => {
    const at: { url?: string } = {};
    const picture = new PictureController(new Host(), { url: () => at.url, pace: () => 1000 });
    picture.start();
    await vi.advanceTimersByTimeAsync(3000);
    expect([picture.failed, asked]).toEqual([false, 0]);
    await vi.advanceTimersByTimeAsync(3000);
    expect([picture.failed, asked]).toEqual([true, 0]);
    at.url = "/frame.jpg";
    await vi.advanceTimersByTimeAsync(2000);
    await answer();
    expect([picture.failed, asked]).toEqual([false, 1]);
  });
});
