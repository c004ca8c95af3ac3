import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Door } from './door.ts';

/** A Service of the test's own: hands connections to those doors that say they are ready, in turn. */
export interface Balancer {
  readonly url: string;
  readonly doors: Set<Door>;
  /** Ends every connection, so that the next request shakes hands anew; tells how many there were. */
  readonly cut: () => number;
  readonly close: () => Promise<void>;
}

export async function openBalancer(): Promise<Balancer> {
  const doors = new Set<Door>();
  const ready = new Set<Door>();
  const sockets = new Set<Socket>();
  let turn = 0;
  const check = setInterval(() => {
    for (const door of doors) {
      isReady(door).then(
        (answer) => (answer ? ready.add(door) : ready.delete(door)),
        () => ready.delete(door),
      );
    }
  }, BETWEEN_CHECKS);
  const cut = (): number => {
    const open = sockets.size;
    for (const socket of sockets) socket.destroy();
    return open;
  };
  const server = createServer((client) => {
    const open = [...ready].filter((door) => doors.has(door));
    const door = open[turn++ % Math.max(open.length, 1)];
    if (door === undefined) return client.destroy();
    const upstream = connect(Number(new URL(door.url).port), '127.0.0.1');
    for (const socket of [client, upstream]) sockets.add(socket.once('close', () => sockets.delete(socket)));
    client.on('error', () => upstream.destroy()).pipe(upstream);
    upstream.on('error', () => client.destroy()).pipe(client);
    return undefined;
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    doors,
    cut,
    async close() {
      clearInterval(check);
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}

async function isReady({ metricsUrl }: Door): Promise<boolean> {
  const { status } = await fetch(`${metricsUrl}/readyz`, { signal: AbortSignal.timeout(1000) });
  return status === 200;
}

const BETWEEN_CHECKS = 100;
