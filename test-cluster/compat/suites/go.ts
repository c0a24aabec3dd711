import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { INSTALL_TIMEOUT_MS, runOrThrow, type Requirements } from './external.js';

/** Our program in Go, `compat/go`, on franz-go, which Go fetches into its own cache. It is built when a test begins. */
const SOURCE_FOLDER = fileURLToPath(new URL('../go', import.meta.url));
const module = readFileSync(join(SOURCE_FOLDER, 'go.mod'), 'utf8');

export const FRANZ_GO_VERSION = /franz-go v(\S+)/.exec(module)?.[1] ?? '';
export const GO: Requirements = { go: /^go (\d+\.\d+)/m.exec(module)?.[1] ?? '', from: 'it is installed by hand' };

/** Resolves with the program. */
export async function builtGo(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'program');
  await runOrThrow(['go', 'build', '-o', program, '.'], { folder: SOURCE_FOLDER, timeoutMs: INSTALL_TIMEOUT_MS });
  return program;
}
