import { ether, fixed, scenario } from "../../../sim/index.ts";
import { planted } from "../../fixtures/planted.ts";

/** A coin goes round for five blocks; in the third one holder makes it rebase, after its rival has moved its own. */
export default scenario("minting", {
  title: "A token that grows out of nothing in the middle of a generation",
  parameters: {},
  sizes: { generations: 1, blocks: 5 },
  order: "fifo",
  deploy: ({ fromArtifact }) => ({ coin: fromArtifact(planted("RebasingCoin"), [ether(100)]) }),
  holdings: ({ c }) => [{ name: "coin", token: c.coin as never }],
}).species("holder", {
  count: 2,
  genome: {},
  adaptation: fixed(),
  endow: ({ c, self }) => [c.coin["transfer"]!(self, ether(1))],
  act: ({ c, tick, self, slot }) => [
    c.coin["transfer"]!(self, 1000n),
    ...(tick.block === 2 && slot === 1 ? [c.coin["cheat"]!()] : []),
  ],
});
