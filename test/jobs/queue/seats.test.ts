import { expect } from "chai";
import { Seats } from "../../../sim/jobs/queue/seats.ts";

describe("seats", () => {
  const lane = {};
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  /** Work that ends when it is told to. */
  const works = (seats: Seats) => {
    const begun: string[] = [];
    const ends = new Map<string, (value: string | undefined) => void>();
    const use = (name: string, of?: object): Promise<string> =>
      seats.use(of, () => {
        begun.push(name);
        return new Promise<string | undefined>((resolve) => ends.set(name, resolve));
      });
    const end = async (name: string, wasBegun = true): Promise<void> => {
      ends.get(name)!(wasBegun ? name : undefined);
      await settled();
    };
    return { begun, use, end };
  };

  it("hold one more of a kind each, behind those at work", async () => {
    const { begun, use, end } = works(new Seats(2));
    const all = ["a", "b", "c", "d", "e"].map((name) => use(name, lane));
    await settled();
    expect(begun).to.deep.equal(["a", "b", "c", "d"]);
    await end("b");
    expect(begun.at(-1)).to.equal("e");
    for (const name of ["a", "c", "d", "e"]) await end(name);
    expect(await Promise.all(all)).to.deep.equal(["a", "b", "c", "d", "e"]);
  });

  it("hold nothing behind another kind, or behind what wants a seat of its own", async () => {
    const { begun, use, end } = works(new Seats(1));
    void use("a", lane);
    void use("b", {});
    void use("c");
    await settled();
    expect(begun).to.deep.equal(["a"]);
    await end("a");
    expect(begun).to.deep.equal(["a", "b"]);
    await end("b");
    void use("d", lane);
    expect(begun).to.deep.equal(["a", "b", "c"]);
    await end("c");
    expect(begun.at(-1)).to.equal("d");
  });

  it("do what was not begun behind another in a seat of its own, and let nothing else wait there", async () => {
    const { begun, use, end } = works(new Seats(1));
    void use("long", lane);
    const held = use("held", lane);
    await settled();
    await end("held", false);
    void use("next", lane);
    expect(begun).to.deep.equal(["long", "held"]);
    await end("long");
    expect(begun).to.deep.equal(["long", "held", "held"]);
    await end("held");
    expect(await held).to.equal("held");
    expect(begun.at(-1)).to.equal("next");
  });

  it("are free again after what throws", async () => {
    const seats = new Seats(1);
    const thrown = await seats
      .use(undefined, () => Promise.reject(new Error("planted")))
      .catch((e: Error) => e.message);
    expect(thrown).to.equal("planted");
    expect(await seats.use(undefined, () => Promise.resolve(1))).to.equal(1);
  });
});
