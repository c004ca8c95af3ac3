import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { keyed, policyOf, signed } from '../images/images.ts';
import { pair } from '../signatures/instance.ts';
import { RegistryServer } from '../signatures/registry-server.ts';
import { loadOn, type Variety } from './admission.ts';
import { ask } from './ask.ts';
import { CannotRun, type Bench, type Measure, type Row } from './measure.ts';
import { startServer, type Server } from './process.ts';
import { compare, inTurns, milliseconds, rowOf } from './ratio.ts';
import { reviewFrom, SURROUNDINGS } from './review.ts';

/** A webhook that wants the review's images signed, and knows already that they are, against the same one that wants nothing of them. */
export const images: Measure = {
  name: 'images',
  async run(bench: Bench): Promise<readonly Row[]> {
    const registry = await RegistryServer.start();
    const servers: Server[] = [];
    try {
      const key = pair();
      const { text, repositories, digest } = reviewFrom(registry.host);
      for (const repository of repositories) {
        registry.repository = repository;
        registry.attach(digest, [await signed(digest, key)]);
      }
      const rules = { 'image-signature-verified': 'error', 'image-attestation': 'error' };
      const wanted = {
        registries: [{ host: registry.host, plainHttp: true }],
        policies: [policyOf([keyed(key)], { match: [registry.host] })],
      };
      const verifying = await door('verifying', { rules, images: wanted }, bench, servers);
      const trusting = await door('trusting', { rules }, bench, servers);
      const body = path.join(bench.scratch, 'signed.json');
      await writeFile(body, text);
      for (const { url } of servers) {
        const answer = await ask(`${url}/validate`, text);
        if (!answer.includes('"allowed":true')) throw new CannotRun(`${url} answered ${answer}, where allowed: true was expected`);
      }
      if (registry.asked.length === 0) throw new CannotRun('the registry was asked nothing: no image was verified');
      return [...(await measured('same', verifying, trusting, body, bench)), ...(await measured('new', verifying, trusting, body, bench))];
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
      await registry.stop();
    }
  },
};

async function door(name: string, settings: object, bench: Bench, servers: Server[]): Promise<Server> {
  const folder = path.join(bench.scratch, name);
  await mkdir(path.join(folder, 'cluster'), { recursive: true });
  await writeFile(path.join(folder, 'cluster', 'objects.yaml'), SURROUNDINGS);
  await writeFile(path.join(folder, 'lintel.yaml'), stringify(settings));
  const ports = ['--port', '0', '--metrics-port', '0', '--drain-seconds', '0'];
  const args = [ENTRY, 'serve', ...ports, '--context', path.join(folder, 'cluster'), '--config', path.join(folder, 'lintel.yaml')];
  const server = await startServer(args, folder, path.join(folder, 'log'));
  servers.push(server);
  return server;
}

async function measured(variety: Variety, verifying: Server, trusting: Server, body: string, bench: Bench): Promise<readonly Row[]> {
  const load = async (server: Server) => await loadOn(server, body, variety, bench.quick ? 1 : 4, bench);
  const turns = async (rounds: number) =>
    await inTurns(
      rounds,
      () => load(verifying),
      () => load(trusting),
    );
  // Both are warm before anything counts.
  await turns(1);
  const pairs = await turns(bench.quick ? 1 : 7);
  const about = variety === 'same' ? 'signed images' : 'signed images, each review new';
  return [
    rowOf(
      `${about}: requests per second / unverified`,
      compare(pairs, (side) => side.perSecond),
      (rate) => rate.toFixed(0),
      { atLeast: 0.9 },
    ),
    rowOf(
      `${about}: server CPU per request / unverified`,
      compare(pairs, (side) => side.cpuMs),
      (ms) => milliseconds(ms),
      { atMost: 1.1 },
    ),
  ];
}

const ENTRY = path.resolve(import.meta.dirname, '../../src/bin/lintel.ts');
