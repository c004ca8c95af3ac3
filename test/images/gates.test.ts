import { expect, test } from 'vitest';
import { Gates } from '../../src/images/gates.ts';

const NEVER = new AbortController().signal;

/** Work that ends when it is told to, and tells in which order it began. */
class Works {
  readonly begun: string[] = [];
  readonly #ends = new Map<string, () => void>();
  readonly #gates: Gates;

  constructor(most: number) {
    this.#gates = new Gates(most);
  }

  async start(name: string, of = 'slow.example', signal = NEVER): Promise<string> {
    return await this.#gates.pass(of, signal, async () => {
      this.begun.push(name);
      await new Promise<void>((resolve) => {
        this.#ends.set(name, resolve);
      });
      return `${name} done`;
    });
  }

  async end(name: string): Promise<void> {
    this.#ends.get(name)?.();
    await settled();
  }
}

test('so many work at once for a name, and the others take their places in turn', async () => {
  const works = new Works(2);
  const all = ['a', 'b', 'c', 'd'].map((name) => works.start(name));
  const other = works.start('x', 'quick.example');
  await settled();
  expect(works.begun).toEqual(['a', 'b', 'x']);
  await works.end('b');
  expect(works.begun).toEqual(['a', 'b', 'x', 'c']);
  await works.end('a');
  expect(works.begun).toEqual(['a', 'b', 'x', 'c', 'd']);
  await Promise.all(['c', 'd', 'x'].map((name) => works.end(name)));
  expect(await Promise.all([...all, other])).toEqual(['a done', 'b done', 'c done', 'd done', 'x done']);
});

test('there is room again once all have gone', async () => {
  const works = new Works(1);
  for (const name of ['a', 'b']) {
    const work = works.start(name);
    await settled();
    await works.end(name);
    expect(await work).toBe(`${name} done`);
  }
});

test('whoever may wait no longer gives up his turn, and nobody elses', async () => {
  const works = new Works(1);
  const patience = new AbortController();
  const first = works.start('a');
  const impatient = works.start('b', 'slow.example', patience.signal);
  const third = works.start('c');
  const refusal = expect(impatient).rejects.toMatchObject({
    code: 'timeout',
    message: 'too many images of slow.example wait to be verified',
  });
  await settled();
  patience.abort();
  await refusal;
  await works.end('a');
  expect(works.begun).toEqual(['a', 'c']);
  await works.end('c');
  expect(await Promise.all([first, third])).toEqual(['a done', 'c done']);
});

test('whoever had his turn is not thrown out when his time ends', async () => {
  const works = new Works(1);
  const patience = new AbortController();
  const first = works.start('a');
  const second = works.start('b', 'slow.example', patience.signal);
  const third = works.start('c');
  await settled();
  await works.end('a');
  patience.abort();
  await works.end('b');
  await works.end('c');
  expect(await Promise.all([first, second, third])).toEqual(['a done', 'b done', 'c done']);
});

test('work that fails gives up its place', async () => {
  const gates = new Gates(1);
  await expect(gates.pass('a', NEVER, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await gates.pass('a', NEVER, () => Promise.resolve('next'))).toBe('next');
});

async function settled(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
