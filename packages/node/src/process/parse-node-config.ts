import { createRequire } from 'node:module';
import { DraveError, isError } from '@drave/base';
import type { NodeConfig } from '../node-config.js';
import { validateNodeConfig } from '../validate-node-config.js';

/** One node's configuration file, YAML or JSON. @throws DraveError INVALID_CONFIG with every mistake. */
export function parseNodeConfig(text: string, source: string): NodeConfig {
  return validateNodeConfig(parseText(text, source), source);
}

/** What a file of YAML or JSON holds. @throws DraveError INVALID_CONFIG. */
export function parseText(text: string, source: string): unknown {
  return parseJson(text) ?? parseYaml(text, source);
}

/** What local clusters write. Nearly all YAML fails here at its first character. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Then it is YAML, or the YAML parser says what is wrong with it.
    return undefined;
  }
}

/** The parser takes a tenth of a node's start, so it is loaded only for a file that needs it. */
function parseYaml(text: string, source: string): unknown {
  const { parse } = createRequire(import.meta.url)('yaml') as typeof import('yaml');
  try {
    return parse(text);
  } catch (reason) {
    const detail = isError(reason) ? reason.message.split('\n')[0] : String(reason);
    throw new DraveError('INVALID_CONFIG', `${source} is neither YAML nor JSON: ${detail}`, { cause: reason });
  }
}
