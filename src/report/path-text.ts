/** A file's path as other tools take it: forward slashes, and no `./` before it. */
export function slashed(file: string): string {
  return file.replaceAll('\\', '/').replace(/^(?:\.\/+)+(?=.)/u, '');
}
