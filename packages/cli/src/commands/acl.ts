import type { AclSpec } from '@drave/client';
import type { adminV1 } from '@drave/rpc';
import { printJson, table, type OutputOptions } from '../output.js';
import { UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { show, type ShowOptions } from './show.js';

export interface AclOptions extends ConnectOptions, OutputOptions {
  readonly prefix?: boolean;
  readonly deny?: boolean;
  readonly host?: string;
  readonly validateOnly?: boolean;
}

export interface ListAclOptions extends ShowOptions {
  readonly principal?: string;
  readonly type?: string;
  readonly name?: string;
}

/** `drave acl grant`: adds one entry for each operation, all of them or none. */
export async function grantAcls(terminal: Terminal, words: readonly string[], options: AclOptions): Promise<void> {
  const entries = entriesOf(words, options);
  const { validateOnly = false } = options;
  await withClient(terminal, options, (client) => client.admin().acls.create(entries, { validateOnly }));
  tell(terminal, options, entries, validateOnly ? 'would be added' : 'added');
}

/** `drave acl revoke`: removes the same entries, and says which of them there were. */
export async function revokeAcls(terminal: Terminal, words: readonly string[], options: AclOptions): Promise<void> {
  const entries = entriesOf(words, options);
  const { validateOnly = false } = options;
  const deleted = await withClient(terminal, options, async (client) => {
    const all: adminV1.AclEntry[] = [];
    for (const entry of entries) {
      const filter = { patternType: 'LITERAL', permission: 'ALLOW', host: '*', ...entry } as const;
      all.push(...(await client.admin().acls.delete(filter, { validateOnly })));
    }
    return all;
  });
  if (deleted.length === 0 && options.output !== 'json') terminal.line('there is no such entry: drave acl ls has all');
  else tell(terminal, options, deleted, validateOnly ? 'would be removed' : 'removed');
}

/** `drave acl ls`: the entries, or, with a name, those that are about that resource. */
export function listAcls(terminal: Terminal, options: ListAclOptions): Promise<number> {
  const { principal, type, name } = options;
  if (name !== undefined && type === undefined) throw new UsageError('--name needs --type: which kind of resource?');
  const filter = {
    ...(principal === undefined ? {} : { principal: principalOf(principal) }),
    ...(type === undefined ? {} : { resourceType: resourceTypeOf(type) }),
    ...(name === undefined ? {} : { resourceName: name, patternType: 'MATCH' as const }),
  };
  return show(terminal, options, async (client) => {
    const entries = await client.admin().acls.list(filter);
    return {
      document: entries,
      names: entries.map(lineOf),
      parts: [
        table(entries, {
          principal: ({ principal: who }) => who,
          permission: ({ permission }) => spoken(permission),
          operation: ({ operation }) => spoken(operation),
          type: ({ resourceType }) => spoken(resourceType),
          name: ({ resourceName }) => resourceName,
          pattern: ({ patternType }) => spoken(patternType),
          host: ({ host }) => host,
        }),
      ],
    };
  });
}

export interface CheckOptions extends ConnectOptions, OutputOptions {
  readonly host?: string;
}

/** `drave acl check`: whether a principal may do something, and what decides it. Resolves with the exit code. */
export async function checkAccess(
  terminal: Terminal,
  words: readonly string[],
  options: CheckOptions,
): Promise<number> {
  const { who, operations, resourceType, resourceName } = questionOf(words);
  const [operation, ...others] = operations;
  if (operation === undefined || others.length > 0) throw new UsageError('check one operation at a time');
  const question = { principal: who, host: options.host ?? '', operation, resourceType, resourceName };
  const verdict = await withClient(terminal, options, (client) => client.admin().acls.check(question));
  const { allowed, reason, entry } = verdict;
  if (options.output === 'json') printJson(terminal, { ...question, allowed, reason, entry });
  else {
    terminal.line(`${who} ${allowed ? 'may' : 'may not'} ${spoken(operation)} ${spoken(resourceType)} ${resourceName}`);
    terminal.line(reason === 'ENTRY' && entry !== undefined ? `because of: ${lineOf(entry)}` : reasonTexts[reason]);
  }
  return allowed ? 0 : 1;
}

const reasonTexts: Readonly<Record<adminV1.AccessReason, string>> = {
  UNSPECIFIED: 'the node does not say why',
  ENTRY: 'because of an entry that the node does not show',
  SUPER_USER: 'because super.users names this principal',
  NO_ENTRY_OF_RESOURCE: 'because no entry is about this resource; allow.everyone.if.no.acl.found decides then',
  NO_ENTRY_ALLOWS: 'because there are entries about this resource, and none allows it',
};

function tell(
  terminal: Terminal,
  { output }: OutputOptions,
  entries: readonly (adminV1.AclEntry | AclSpec)[],
  what: string,
): void {
  if (output === 'json') printJson(terminal, { entries, outcome: what });
  else for (const entry of entries) terminal.line(`${what}: ${lineOf(entry)}`);
}

function lineOf(entry: AclSpec): string {
  const { principal, operation, resourceType, resourceName, permission = 'ALLOW', patternType, host } = entry;
  const pattern = patternType === 'PREFIXED' ? `${resourceName}…` : resourceName;
  const from = host === undefined || host === '' || host === '*' ? '' : ` from ${host}`;
  return `${spoken(permission)} ${principal} ${spoken(operation)} ${spoken(resourceType)} ${pattern}${from}`;
}

interface Question {
  readonly who: string;
  readonly operations: readonly AclSpec['operation'][];
  readonly resourceType: AclSpec['resourceType'];
  readonly resourceName: string;
}

function entriesOf(words: readonly string[], { prefix, deny, host }: AclOptions): readonly AclSpec[] {
  const { who, operations, resourceType, resourceName } = questionOf(words);
  return operations.map((operation) => ({
    principal: who,
    operation,
    resourceType,
    resourceName: resourceType === 'CLUSTER' ? CLUSTER_NAME : resourceName,
    patternType: prefix === true ? 'PREFIXED' : 'LITERAL',
    permission: deny === true ? 'DENY' : 'ALLOW',
    host: host ?? '*',
  }));
}

/** Of `alice read,write topic orders`, or `alice alter cluster`. @throws UsageError. */
function questionOf([principal = '', operations = '', type = '', name = '']: readonly string[]): Question {
  const resourceType = resourceTypeOf(type);
  if (resourceType === 'CLUSTER' ? name !== '' : name === '')
    throw new UsageError(resourceType === 'CLUSTER' ? 'a cluster has no name here' : `a ${type} needs its name`);
  return {
    who: principalOf(principal),
    operations: operations.split(',').map(operationOf),
    resourceType,
    resourceName: name,
  };
}

/** A name without a type is that of a user, and `*` is everybody. */
function principalOf(text: string): string {
  return text.includes(':') ? text : `User:${text}`;
}

function resourceTypeOf(text: string): AclSpec['resourceType'] {
  return chosen('resource type', text, resourceTypes);
}

function operationOf(text: string): AclSpec['operation'] {
  return chosen('operation', text, operations);
}

const resourceTypes = ['TOPIC', 'GROUP', 'CLUSTER', 'TRANSACTIONAL_ID'] as const;
const operations = [
  ...(['ALL', 'READ', 'WRITE', 'CREATE', 'DELETE', 'ALTER', 'DESCRIBE', 'CLUSTER_ACTION'] as const),
  ...(['DESCRIBE_CONFIGS', 'ALTER_CONFIGS', 'IDEMPOTENT_WRITE', 'TWO_PHASE_COMMIT'] as const),
];
const CLUSTER_NAME = 'kafka-cluster';

/** @throws UsageError. */
function chosen<Name extends string>(what: string, text: string, names: readonly Name[]): Name {
  const bare = text.replaceAll(/[-_]/g, '').toLowerCase();
  const found = names.find((name) => name.replaceAll('_', '').toLowerCase() === bare);
  if (found !== undefined) return found;
  throw new UsageError(`'${text}' is no ${what}: ${names.map(spoken).join(', ')}`);
}

/** As people write it on the command line. */
function spoken(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}
