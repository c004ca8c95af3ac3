import { expect, test } from 'vitest';
import { OnlineImages } from '../../src/images/online-images.ts';
import { parseImage } from '../../src/kube/image-reference.ts';
import { simpleSigning } from '../signatures/forge.ts';
import { ISSUER, NOW, SUBJECT } from '../signatures/instance.ts';
import { client, server, soon } from '../signatures/registries.ts';
import { DIGEST, IMAGE, instance, key, keyless } from '../signatures/signers.ts';
import { demandsIn, demandsOf, keyed, policyOf, signed } from './images.ts';

test('a registry is not left alone for questions that take long while it answers others', async () => {
  server.tag('signed', IMAGE);
  server.attach(DIGEST, [await signed(DIGEST, key)]);
  const images = new OnlineImages({ registry: client(), demands: demandsOf(policyOf([keyed(key)])), now: () => 0, deadline: 100 });
  const told = async (tag: string): Promise<string> => {
    const found = await images.verify(parseImage(`${server.host}/acme/app:${tag}`)!, soon());
    return (found?.signatures ?? []).map(({ outcome, code }) => `${outcome} ${code}`).join(', ');
  };
  server.fault = (request) => request.url?.endsWith('/slow') === true || undefined;
  for (const _ of [1, 2, 3, 4]) expect(await told('slow')).toBe('unknown timeout');
  expect(await told('signed')).toBe('verified ');
});

test('others have their turn while what somebody pushed is verified', async () => {
  const evidence = await Promise.all(Array.from({ length: 40 }, async () => await keyless(simpleSigning(DIGEST))));
  server.repository = 'acme/much';
  server.attach(DIGEST, evidence);
  const demands = demandsIn({ policies: [policyOf([{ issuer: ISSUER, subject: SUBJECT }])], trustedRoot: JSON.stringify(instance.root) });
  const images = new OnlineImages({ registry: client(), demands, now: () => NOW.getTime() });
  let turns = 0;
  let before = 0;
  const count = (): void => void (turns++, (running = setImmediate(count)));
  let running = setImmediate(count);
  server.fault = () => void (before = turns);
  const found = await images.verify(parseImage(`${server.host}/acme/much@${DIGEST}`)!, soon(10_000));
  clearImmediate(running);
  expect(found?.signatures).toMatchObject([{ outcome: 'verified' }]);
  expect(turns - before).toBeGreaterThanOrEqual(evidence.length);
});
