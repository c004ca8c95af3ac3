import type { MessagePort } from 'node:worker_threads';
import type { World } from '../webhook/world.ts';
import { answerer } from './answer.ts';
import { Mark } from './mark.ts';
import type { FromJudge, JudgeStart, JudgeTask } from './protocol.ts';

/** The whole life of a judge's thread: opens its world, says that it is ready, and answers one request after another. */
export async function sit(port: MessagePort, { world, memory }: JudgeStart, open: (world: unknown) => Promise<World>): Promise<void> {
  const opened = await open(world);
  const answer = answerer(opened, new Mark(memory));
  port.on('message', (task: JudgeTask) => say(answer(task)));
  say({ is: 'ready', rules: opened.plan.rules.map(({ id }) => id) });

  function say(message: FromJudge): void {
    port.postMessage(message);
  }
}
