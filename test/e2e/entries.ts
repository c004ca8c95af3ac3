import { asList, asString, member, type Json } from '../../src/engine/json.ts';

/** The paths that a registration by URL leads the CREATE of a resource to. */
export function entriesFor(resource: string, registration: readonly Json[]): readonly string[] {
  const webhooks = registration.flatMap((configuration) => asList(member(configuration, 'webhooks')));
  const asked = webhooks.filter((webhook) => {
    return asList(member(webhook, 'rules')).some((rule) => {
      const resources = asList(member(rule, 'resources'));
      return asList(member(rule, 'operations')).includes('CREATE') && (resources.includes(resource) || resources.includes('*'));
    });
  });
  return asked.map((webhook) => new URL(asString(member(member(webhook, 'clientConfig'), 'url')) ?? '').pathname);
}
