import { useFork } from "../../../sim/chain/fork/fork-of-command.ts";
import { givenGenesis } from "../../../sim/chain/fork/given-fork.ts";
import { expectFault } from "../../runs/folder.ts";

describe("the live chain of a command", () => {
  afterEach(() => useFork({}));

  it("is handed to other processes as it was given, and nothing else is taken for one", () => {
    useFork({ url: "http://127.0.0.1:1", block: 7 });
    const name = Object.keys(process.env).find((key) => key.includes("FORK_OF_COMMAND"))!;
    for (const text of ["", "nonsense", "null", "[]", '{"url":7}', '{"block":-1}', '{"block":"7"}', '{"chain":0.5}']) {
      process.env[name] = text;
      expectFault("INTERNAL", () => givenGenesis(undefined));
    }
  });
});
