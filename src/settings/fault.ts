/** Why settings were refused, or (as a warning) what in them is risky. Lines and columns count from 1, columns in UTF-16 code units. */
export interface SettingsFault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly code: SettingsFaultCode;
  /** What is wrong, with the value. */
  readonly message: string;
  /** What to do about it, such as `did you mean require-cpu-limit?`. */
  readonly suggestion?: string;
}

export type SettingsFaultCode =
  | 'syntax'
  | 'too-large'
  | 'too-deep'
  | 'duplicate-key'
  | 'unknown-key'
  | 'unknown-rule'
  | 'unknown-pack'
  | 'unknown-parameter'
  | 'unknown-kind'
  | 'missing-key'
  | 'wrong-type'
  | 'wrong-value'
  | 'built-in-workload'
  | 'inject-without-fix'
  | 'inject-switched-off'
  | 'exemption-without-namespaces'
  | 'exemption-expired'
  | 'broken-rule'
  | 'too-many-faults';

/** A fault before its place in the text is known. */
export interface Complaint {
  readonly code: SettingsFaultCode;
  readonly message: string;
  readonly suggestion?: string | undefined;
}

/** Text of the settings inside a message: quoted, cut, and without characters that could forge log lines. */
export function shown(value: unknown): string {
  const text = (JSON.stringify(value) ?? 'nothing').replaceAll(/[\u007f-\u009f\u2028\u2029]/gu, '?');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

const LONGEST = 80;
