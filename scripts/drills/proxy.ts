import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A way to a server that can fall silent without being closed. */
export interface Proxy {
  readonly port: number;
  /** Passes nothing on, in either direction, until `speak`. */
  silence(): void;
  speak(): void;
  close(): void;
}

export async function startProxy(to: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let silent = false;
  const server = createServer((near) => {
    const far = connect(to, "127.0.0.1");
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on("data", (bytes) => void other.write(bytes));
      one.on("error", () => undefined);
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      if (silent) one.pause();
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const set = (value: boolean): void => {
    silent = value;
    for (const socket of sockets)
      if (silent) socket.pause();
      else socket.resume();
  };
  return {
    port: (server.address() as AddressInfo).port,
    silence: () => set(true),
    speak: () => set(false),
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
