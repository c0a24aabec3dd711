import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { PageFile, PageFiles } from '@drave/console';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
};
const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;
/** The bundler puts the hash of the content into the name. */
const HASHED = /-[A-Z0-9]{8}\.\w+$/;

/**
 * Every file of the page with its compressed twins; none where it was not built. Only what lies in the folder itself is
 * read, and no link is followed.
 */
export async function readPage(folder: string): Promise<PageFiles> {
  const names = await filesIn(folder);
  const files = new Map<string, PageFile>();
  for (const name of names) {
    const contentType = contentTypes[extname(name)];
    if (contentType === undefined) continue;
    const plain = await readFile(join(folder, name));
    const encoded = new Map<string, Uint8Array>();
    for (const [encoding, suffix] of encodings)
      if (names.includes(name + suffix)) encoded.set(encoding, await readFile(join(folder, name + suffix)));
    const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
    files.set(name, { contentType, hash, isImmutable: HASHED.test(name), plain, encoded });
  }
  return files;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw reason;
  }
}
