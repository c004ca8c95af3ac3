/** A command that cannot go on: what it says goes to standard error, and its code ends the run. */
export class CommandFailure extends Error {
  override readonly name = NAME;
  readonly exitCode: number;

  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** By its name, since each part of the package has this class for itself. */
export function isCommandFailure(error: unknown): error is CommandFailure {
  return error instanceof Error && error.name === NAME;
}

const NAME = 'CommandFailure';
