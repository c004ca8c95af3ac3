/** Something that was read once and may be another by now, such as a trusted root. */
export interface Refresh {
  /** What it is, for the log and the metrics. */
  readonly what: string;
  /** Milliseconds from the end of one to the next, more or less. */
  readonly every: number;
  /** Takes over what has changed; where it fails, everything stays as it was. Has to end soon after the signal is aborted. */
  readonly refresh: (signal: AbortSignal) => Promise<'same' | 'changed'>;
  /** Once it is not refreshed any more. */
  readonly close?: () => void;
}

export type Refreshed = { readonly is: 'same' | 'changed' } | { readonly is: 'failed'; readonly reason: string };

/** Why there is nothing new, in words that may stand in a log: they hold no secret, nor a part of what was read. */
export class RefreshFailure extends Error {}

/**
 * Refreshes each thing now, and again and again, until the function that it returns is called. No refresh overlaps its next one,
 * nobody waits for any, and what fails is told and tried again at its next turn.
 */
export function keepRefreshed(
  refreshes: readonly Refresh[],
  told: (what: string, refreshed: Refreshed) => void,
  after: After = later,
): () => void {
  const stopping = new AbortController();
  const cancels = new Map<Refresh, () => void>();
  const turn = async (one: Refresh): Promise<void> => {
    const refreshed = await attempt(one, stopping.signal);
    if (stopping.signal.aborted) return;
    told(one.what, refreshed);
    cancels.set(
      one,
      after(one.every * (0.9 + 0.2 * Math.random()), () => void turn(one)),
    );
  };
  for (const one of refreshes) void turn(one);
  return () => {
    stopping.abort();
    for (const cancel of cancels.values()) cancel();
    for (const one of refreshes) one.close?.();
  };
}

/** Runs something after so many milliseconds, unless the function that it returns is called before. */
export type After = (ms: number, run: () => void) => () => void;

async function attempt({ refresh }: Refresh, stopping: AbortSignal): Promise<Refreshed> {
  try {
    return { is: await refresh(AbortSignal.any([stopping, AbortSignal.timeout(DEADLINE)])) };
  } catch (error) {
    return { is: 'failed', reason: reasonOf(error) };
  }
}

/** The message of any other error may quote what was read. */
function reasonOf(error: unknown): string {
  if (error instanceof RefreshFailure) return error.message;
  return `it failed with ${error instanceof Error ? error.name : 'what is no error'}`;
}

/** Keeps no process from ending. */
const later: After = (ms, run) => {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => clearTimeout(timer);
};

const DEADLINE = 60_000;
