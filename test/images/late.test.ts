import { expect, test } from 'vitest';
import { OnlineImages } from '../../src/images/online-images.ts';
import { parseImage } from '../../src/kube/image-reference.ts';
import { client, server, soon } from '../signatures/registries.ts';
import { DIGEST, IMAGE, key } from '../signatures/signers.ts';
import { demandsOf, keyed, policyOf, signed } from './images.ts';

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
