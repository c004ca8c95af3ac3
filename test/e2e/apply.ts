import { asString, member } from '../../src/engine/json.ts';
import type { Resource } from '../../src/engine/resource.ts';
import { identify } from '../../src/kube/identify.ts';
import type { Client } from './client.ts';
import { established } from './inventory.ts';

/** Server-side apply, in the order given; waits first until the API server serves all of the kinds. */
export async function applyAll(objects: readonly Resource[], admin: Client): Promise<void> {
  const identified = objects.map((object) => identify(object, { declared: [] }));
  const kinds = new Set(identified.map(({ group, version, kind }) => `${group}/${version}/${kind}`));
  const { pathOf } = await established([...kinds], admin);
  for (const one of identified) {
    const to = `${pathOf(one)}/${one.name}?fieldManager=lintel-test&force=true`;
    const { status, body } = await admin.patch(to, one.resource, 'application/apply-patch+yaml');
    if (status >= 300) throw new Error(`${one.kind} ${one.name} was not applied: ${asString(member(body, 'message'))}`);
  }
}
