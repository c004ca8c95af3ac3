import { readFile } from 'node:fs/promises';
import { asString, member, valueAt, type Json } from '../../src/engine/json.ts';
import { applyAll } from '../e2e/apply.ts';
import type { Client } from '../e2e/client.ts';
import type { Door } from '../e2e/door.ts';
import { Recorder } from '../e2e/recorder.ts';
import { until } from '../e2e/until.ts';
import { NUMBER, podWith, SIX_RULES, type Offence } from './pods.ts';
import { PODS, registrationOf, unregister } from './registering.ts';

/** Reviews as a real API server sends them for a dry run, with `NUMBER` in each place where it writes something else every time. */
export interface Recorded {
  readonly clean: string;
  /** By the rule that the Pod breaks. */
  readonly bad: ReadonlyMap<string, string>;
}

export async function recordReviews(door: Door, admin: Client, scratch: string): Promise<Recorded> {
  const recorder = await Recorder.open(scratch);
  recorder.door = door;
  try {
    const between = { url: `${recorder.url}/bench`, ca: await readFile(recorder.caFile, 'utf8') };
    await applyAll(await registrationOf(between, door.settingsFile, scratch), admin);
    const clean = await reviewOf({}, recorder, admin);
    const bad = new Map<string, string>();
    for (const [rule, offence] of Object.entries(SIX_RULES)) bad.set(rule, await reviewOf(offence, recorder, admin));
    return { clean, bad };
  } finally {
    await unregister(admin);
    await recorder.close();
  }
}

async function reviewOf(offence: Offence, recorder: Recorder, admin: Client): Promise<string> {
  return await until('the API server asks about a Pod', async () => {
    recorder.exchanges.length = 0;
    await admin.post(PODS, podWith(offence));
    const exchange = recorder.exchanges.find(({ entry }) => entry === '/validate/deny');
    return exchange && textOf(exchange.request);
  });
}

/** The kind comes first, as the API server writes it. */
function textOf(request: Json): string {
  const uids = [member(request, 'uid'), valueAt(request, ['object', 'metadata', 'uid'])].map((uid) => asString(uid) ?? '');
  const review = JSON.stringify({ kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1', request });
  return uids.reduce((text, uid) => text.replaceAll(uid, `${uid.slice(0, -NUMBER.length)}${NUMBER}`), review);
}
