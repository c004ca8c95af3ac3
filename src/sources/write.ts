import { randomBytes } from 'node:crypto';
import { access, chmod, chown, constants, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';

/** Gives a file another text: written beside it and moved into its place, so that a full disk leaves the old text whole. */
export async function replaceFile(absolute: string, text: string): Promise<void> {
  const target = await realpath(absolute);
  await access(target, constants.W_OK);
  const beside = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(beside, text, { flag: 'wx' });
    await takeAfter(beside, target);
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** The mode is kept, and the owner where that is ours to give. */
async function takeAfter(file: string, model: string): Promise<void> {
  const { mode, uid, gid } = await stat(model);
  await chown(file, uid, gid).catch(() => undefined);
  await chmod(file, mode);
}
