import { DraveError } from '@drave/base';
import type { ConfigTarget } from '@drave/client';
import type { adminV1 } from '@drave/rpc';
import { parseConfigTarget } from '../config-target.js';
import { print, table, type OutputOptions, type View } from '../output.js';
import { UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { show, type ShowOptions } from './show.js';

export interface GetConfigOptions extends ShowOptions {
  /** Also what has its default. */
  readonly all?: boolean;
}

/** Prints settings, with where each comes from and its default; without `keys` and `all` those that were set. */
export function getConfig(
  terminal: Terminal,
  text: string,
  keys: readonly string[],
  options: GetConfigOptions,
): Promise<number> {
  const target = parseConfigTarget(text);
  return show(terminal, options, async (client) => {
    const { entries } = await client.admin().configs.get(target, keys);
    const unknown = keys.find((key) => !entries.some((entry) => entry.key === key));
    if (unknown !== undefined)
      throw new DraveError('INVALID_CONFIG', `${text} has no setting '${unknown}'; see drave config get ${text} --all`);
    const isShown = ({ source }: adminV1.ConfigEntry): boolean =>
      options.all === true || keys.length > 0 || source !== 'DEFAULT';
    return viewOf(text, entries.filter(isShown));
  });
}

function viewOf(resource: string, entries: readonly adminV1.ConfigEntry[]): View {
  return {
    document: {
      resource,
      settings: entries.map(({ documentation: _documentation, defaultValue, ...entry }) => {
        return { ...entry, value: entry.sensitive ? null : entry.value, default: defaultValue };
      }),
    },
    names: entries.map(({ key }) => key),
    parts: [
      table(entries, {
        key: ({ key }) => key,
        value: { cell: valueText, colour: ({ source }) => (source === 'DEFAULT' ? 'dim' : undefined) },
        source: ({ source }) => source.toLowerCase().replaceAll('_', ' '),
        default: ({ defaultValue }) => (defaultValue === '' ? null : defaultValue),
        type: { wide: true, cell: ({ type }) => type },
        'read only': { wide: true, cell: ({ readOnly }) => readOnly },
        about: { wide: true, cell: ({ documentation }) => documentation },
      }),
    ],
  };
}

function valueText({ value, sensitive }: adminV1.ConfigEntry): string {
  return sensitive ? '(hidden)' : value;
}

export interface SetConfigOptions extends ConnectOptions, OutputOptions {
  /** Keys that go back to their defaults. */
  readonly unset?: readonly string[];
  readonly validateOnly?: boolean;
}

/** Changes some settings and leaves the others. */
export async function setConfig(
  terminal: Terminal,
  text: string,
  pairs: readonly string[],
  options: SetConfigOptions,
): Promise<number> {
  const target = parseConfigTarget(text);
  const { unset = [], validateOnly = false } = options;
  const changes: adminV1.ConfigChange[] = [
    ...pairs.map((pair) => ({ ...parsePair(pair), operation: 'SET' as const })),
    ...unset.map((key) => ({ key, operation: 'DELETE' as const, value: '' })),
  ];
  if (changes.length === 0) throw new UsageError('nothing to change: give key=value, or --unset key');
  await withClient(terminal, options, (client) => client.admin().configs.update(target, changes, { validateOnly }));
  return print(terminal, options, {
    document: { resource: text, changes, validateOnly },
    names: changes.map(({ key }) => key),
    parts: [`${changes.length} settings of ${text} ${validateOnly ? 'could be' : 'were'} changed`],
  });
}

function parsePair(text: string): { readonly key: string; readonly value: string } {
  const at = text.indexOf('=');
  if (at <= 0) throw new UsageError(`'${text}' is not a valid setting: give key=value, e.g. retention.ms=60000`);
  return { key: text.slice(0, at), value: text.slice(at + 1) };
}

/** Prints the settings that two resources have different values of. */
export function diffConfig(terminal: Terminal, first: string, second: string, options: ShowOptions): Promise<number> {
  const targets = [parseConfigTarget(first), parseConfigTarget(second)] as const;
  if (kindOf(targets[0]) !== kindOf(targets[1]))
    throw new UsageError(`${first} and ${second} have other settings: compare two of one kind`);
  return show(terminal, options, async (client) => {
    const { configs } = client.admin();
    const [a, b] = await Promise.all(targets.map(async (target) => (await configs.get(target)).entries));
    const others = new Map(b?.map((entry) => [entry.key, entry]));
    const differing = (a ?? []).flatMap((entry) => {
      const other = others.get(entry.key);
      return other === undefined || other.value === entry.value ? [] : [{ key: entry.key, a: entry, b: other }];
    });
    return {
      document: differing.map((one) => ({ key: one.key, [first]: one.a.value, [second]: one.b.value })),
      names: differing.map(({ key }) => key),
      parts: [
        differing.length === 0
          ? `${first} and ${second} have the same settings`
          : table(differing, {
              key: ({ key }) => key,
              [first]: (one) => valueText(one.a),
              [second]: (one) => valueText(one.b),
            }),
      ],
    };
  });
}

function kindOf(target: ConfigTarget): string {
  return Object.keys(target).join('');
}
