import { readFileSync } from 'node:fs';
import type { Plugin } from 'vitest/config';

/**
 * Serves one source file with other text than it has: a known bug put back (`drave-simulate mutants`). The environment
 * names the file (`DRAVE_REPLACED_MODULE`, absolute) and the file that holds the text (`DRAVE_REPLACEMENT`).
 */
export function replacedModules(): Plugin[] {
  const module = process.env['DRAVE_REPLACED_MODULE'];
  const replacement = process.env['DRAVE_REPLACEMENT'];
  if (module === undefined || replacement === undefined) return [];
  const text = readFileSync(replacement, 'utf8');
  return [{ name: 'drave-replaced-module', enforce: 'pre', load: (id) => (id === module ? text : undefined) }];
}
