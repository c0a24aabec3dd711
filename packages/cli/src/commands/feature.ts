import { printJson, table, type OutputOptions } from '../output.js';
import { UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { show, type ShowOptions } from './show.js';

type FeatureOptions = ConnectOptions & OutputOptions;

export interface SetFeatureOptions extends FeatureOptions {
  readonly allowDowngrade?: boolean;
  readonly validateOnly?: boolean;
}

/** Prints the level of each feature, and what all nodes support. */
export function listFeatures(terminal: Terminal, options: ShowOptions): Promise<number> {
  return show(terminal, options, async (client) => {
    const { features } = await client.admin().features.get();
    return {
      document: features,
      names: features.map(({ name }) => name),
      parts: [
        table(features, {
          feature: ({ name }) => name,
          level: ({ level }) => level,
          lowest: ({ minSupported }) => minSupported,
          highest: ({ maxSupported }) => maxSupported,
        }),
      ],
    };
  });
}

/** Sets levels of features, all of them or none. `texts` are such as `metadata.version=2`. */
export async function setFeatures(
  terminal: Terminal,
  texts: readonly string[],
  options: SetFeatureOptions,
): Promise<void> {
  const { allowDowngrade = false, validateOnly = false } = options;
  const updates = texts.map((text) => ({ ...parseFeature(text), allowDowngrade }));
  const before = await withClient(terminal, options, async (client) => {
    const admin = client.admin();
    const { features } = await admin.features.get();
    await admin.features.update(updates, { validateOnly });
    return features;
  });
  const changes = updates.map(({ name, level }) => {
    return { name, before: before.find((one) => one.name === name)?.level ?? 0, level };
  });
  if (options.output === 'json') {
    printJson(terminal, { changes, validateOnly });
    return;
  }
  for (const { name, before: from, level } of changes)
    terminal.line(`${name} ${validateOnly ? 'would go' : 'went'} from level ${from} to ${level}`);
}

/** @throws UsageError. */
function parseFeature(text: string): { readonly name: string; readonly level: number } {
  const [, name, level] = /^([^=]+)=(\d{1,5})$/.exec(text) ?? [];
  if (name === undefined) throw new UsageError(`'${text}' is no level: give feature=level, e.g. metadata.version=2`);
  return { name, level: Number(level) };
}
