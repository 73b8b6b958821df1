import { openChain } from "../../sim/chain/open.ts";
import { conformance } from "./conformance.ts";

conformance("transactions", (options) => openChain("transactions", options), { exactGas: true });
conformance("batched", (options) => openChain("batched", options), { exactGas: false });
conformance("fast", (options) => openChain("fast", options), { exactGas: true });
