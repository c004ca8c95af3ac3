/** What a failed system call says, in words: `EACCES: permission denied, open 'x'` becomes `permission denied`. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return /^E[A-Z]+: (?<words>[^,]+)/u.exec(error.message)?.groups?.['words'] ?? error.message;
}
