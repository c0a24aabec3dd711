import type { QuotaTarget } from '@drave/client';
import type { adminV1 } from '@drave/rpc';
import { printJson, table, type OutputOptions } from '../output.js';
import { UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { show, type ShowOptions } from './show.js';

export interface QuotaOptions extends ConnectOptions, OutputOptions {
  readonly user?: string;
  readonly userDefaults?: boolean;
  readonly clientId?: string;
  readonly clientDefaults?: boolean;
  readonly ip?: string;
  readonly ipDefaults?: boolean;
  readonly validateOnly?: boolean;
}

/** `drave quota set`: limits such as `producer_byte_rate=1048576` for a client. */
export async function setQuotas(terminal: Terminal, limits: readonly string[], options: QuotaOptions): Promise<void> {
  await alter(terminal, Object.fromEntries(limits.map(limitOf)), options);
}

export async function removeQuotas(terminal: Terminal, keys: readonly string[], options: QuotaOptions): Promise<void> {
  await alter(terminal, Object.fromEntries(keys.map((key) => [key, null])), options);
}

export function listQuotas(terminal: Terminal, options: ShowOptions): Promise<number> {
  return show(terminal, options, async (client) => {
    const quotas = await client.admin().quotas.list();
    const rows = quotas.flatMap(({ entity, limits }) => limits.map((limit) => ({ entity, ...limit })));
    return {
      document: quotas,
      names: quotas.map(({ entity }) => shown(entity)),
      parts: [
        table(rows, {
          user: ({ entity }) => nameOf(entity.user),
          'client id': ({ entity }) => nameOf(entity.clientId),
          address: ({ entity }) => nameOf(entity.ip),
          limit: ({ key }) => key,
          value: ({ value }) => value,
        }),
      ],
    };
  });
}

async function alter(
  terminal: Terminal,
  limits: Readonly<Record<string, number | null>>,
  options: QuotaOptions,
): Promise<void> {
  const target = targetOf(options);
  const { output, validateOnly = false } = options;
  await withClient(terminal, options, (client) => client.admin().quotas.alter(target, limits, { validateOnly }));
  if (output === 'json') return printJson(terminal, { entity: target, limits, validateOnly });
  for (const [key, value] of Object.entries(limits)) {
    const outcome = value === null ? `${key} taken away` : `${key} is ${value}`;
    terminal.line(`${shown(target)}: ${outcome}${validateOnly ? ' (checked only)' : ''}`);
  }
}

/** @throws UsageError. */
function targetOf(options: QuotaOptions): QuotaTarget {
  const { user, userDefaults, clientId, clientDefaults, ip, ipDefaults } = options;
  const target = {
    ...one('user', user, userDefaults),
    ...one('clientId', clientId, clientDefaults),
    ...one('ip', ip, ipDefaults),
  };
  if (Object.keys(target).length === 0)
    throw new UsageError('whose limit is it? --user, --client-id, both, or --ip (or --user-defaults, ...)');
  return target;
}

function one(type: keyof QuotaTarget, name: string | undefined, isDefault = false): QuotaTarget {
  if (name === '')
    throw new UsageError('a name is not empty: --user-defaults, --client-defaults and --ip-defaults have none');
  if (name !== undefined && isDefault) throw new UsageError('an entity is somebody or the default, not both');
  if (name === undefined && !isDefault) return {};
  return { [type]: name ?? '' };
}

/** @throws UsageError. */
function limitOf(text: string): readonly [key: string, value: number] {
  const match = /^([a-z_]+)=(\d+(?:\.\d+)?)$/.exec(text);
  if (match === null) throw new UsageError(`'${text}' is no limit: key=number, e.g. producer_byte_rate=1048576`);
  return [match[1] as string, Number(match[2])];
}

function shown({ user, clientId, ip }: adminV1.QuotaEntity): string {
  const parts = { user, 'client id': clientId, address: ip };
  return Object.entries(parts)
    .flatMap(([type, name]) => (name === undefined ? [] : [`${type} ${nameOf(name)}`]))
    .join(', ');
}

function nameOf(name: string | undefined): string {
  return name === '' ? '(default)' : (name ?? '');
}
