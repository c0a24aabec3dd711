import { DraveError } from '@drave/base';
import type { adminV1 } from '@drave/rpc';
import { paintFor } from '../colours.js';
import { parseConfigTarget } from '../config-target.js';
import { confirm } from '../confirm.js';
import { isDocument, print, type OutputOptions } from '../output.js';
import { UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';

export interface EditConfigOptions extends ConnectOptions, OutputOptions {
  readonly yes?: boolean;
}

/**
 * Has a person edit the settings of a resource in $VISUAL or $EDITOR, shows what they changed, and sets it when they
 * agree. What somebody else has changed meanwhile is not overwritten.
 * @throws DraveError INVALID_UPDATE_VERSION, INVALID_CONFIG. @throws UsageError for a line that is no setting.
 */
export async function editConfig(terminal: Terminal, text: string, options: EditConfigOptions): Promise<number> {
  const target = parseConfigTarget(text);
  const isOwn = ownSource(text);
  return withClient(terminal, options, async (client) => {
    const { configs } = client.admin();
    const { entries, etag } = await configs.get(target);
    const own = entries.filter(({ source, sensitive }) => source === isOwn && !sensitive);
    const before = new Map(own.map(({ key, value }) => [key, value]));
    const after = parseProperties(await edited(terminal, propertiesOf(text, entries, before)));
    const changes = changesBetween(before, after);
    const paint = paintFor(terminal);
    if (!isDocument(options.output))
      for (const { key, operation, value } of changes) {
        if (before.has(key)) terminal.line(paint(`- ${key}=${before.get(key)}`, 'red'));
        if (operation === 'SET') terminal.line(paint(`+ ${key}=${value}`, 'green'));
      }
    const isWanted = changes.length > 0 && (options.yes === true || (await confirm(terminal, `Change ${text}?`)));
    if (isWanted) await configs.update(target, changes, { etag });
    return print(terminal, options, {
      document: { resource: text, changes, changed: isWanted },
      names: isWanted ? changes.map(({ key }) => key) : [],
      parts: [isWanted ? `${changes.length} settings of ${text} were changed` : 'Nothing was changed.'],
    });
  });
}

/** @throws DraveError INVALID_REQUEST when there is no editor, or when it fails. */
async function edited(terminal: Terminal, text: string): Promise<string> {
  try {
    return await terminal.edit(text, 'settings.properties');
  } catch (reason) {
    throw new DraveError('INVALID_REQUEST', DraveError.from(reason).message);
  }
}

/** Where a setting comes from that was set for the resource itself. */
function ownSource(text: string): adminV1.ConfigSource {
  if (text.startsWith('topic/')) return 'TOPIC';
  if (text.startsWith('group/')) return 'GROUP';
  return text === 'cluster' ? 'DEFAULT_BROKER' : 'BROKER';
}

/** The file to edit: what is set, and below it, as comments, what could be. */
function propertiesOf(text: string, entries: readonly adminV1.ConfigEntry[], own: ReadonlyMap<string, string>): string {
  const others = entries.filter(({ key, readOnly, sensitive }) => !own.has(key) && !readOnly && !sensitive);
  return [
    `# The settings of ${text}. A line that is taken out goes back to its default; lines with # do nothing.`,
    ...[...own].map(([key, value]) => `${key}=${value}`),
    '',
    ...others.map(({ key, value }) => `# ${key}=${value}`),
    '',
  ].join('\n');
}

function parseProperties(text: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const at = line.indexOf('=');
    if (at <= 0) throw new UsageError(`line ${index + 1} is no setting: '${line}'; write key=value`);
    settings.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return settings;
}

function changesBetween(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly adminV1.ConfigChange[] {
  const set = [...after].filter(([key, value]) => before.get(key) !== value);
  const gone = [...before.keys()].filter((key) => !after.has(key));
  return [
    ...set.map(([key, value]) => ({ key, operation: 'SET' as const, value })),
    ...gone.map((key) => ({ key, operation: 'DELETE' as const, value: '' })),
  ];
}
