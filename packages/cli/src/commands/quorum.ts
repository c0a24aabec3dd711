import { DraveError } from '@drave/base';
import type { adminV1 } from '@drave/rpc';
import { printJson, printTable, type OutputOptions } from '../output.js';
import { parseEndpoints, UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';

type QuorumOptions = ConnectOptions & OutputOptions;

/** Prints voters and observers in one table, with the lag of each. */
export async function quorumStatus(terminal: Terminal, options: QuorumOptions): Promise<void> {
  const quorum = await withClient(terminal, options, (client) => client.admin().quorum.get());
  if (options.output === 'json') {
    const { leaderId, epoch, highWatermark, logStartOffset, logEndOffset, snapshotOffset, voters, observers } = quorum;
    const log = { highWatermark, logStartOffset, logEndOffset, snapshotOffset: snapshotOffset ?? null };
    printJson(terminal, { leaderId: leaderId < 0 ? null : leaderId, epoch, ...log, voters, observers });
    return;
  }
  const leader = quorum.leaderId < 0 ? 'none' : String(quorum.leaderId);
  terminal.line(`leader ${leader}  epoch ${quorum.epoch}  high watermark ${quorum.highWatermark}`);
  const rows = [
    ...quorum.voters.map((member) => row(member, member.nodeId === quorum.leaderId ? 'leader' : 'voter')),
    ...quorum.observers.map((member) => row(member, 'observer')),
  ];
  printTable(terminal, ['id', 'role', 'end offset', 'lag', 'last fetch', 'directory', 'listen'], rows);
}

export async function addVoter(
  terminal: Terminal,
  id: number,
  options: QuorumOptions & { readonly directory: string; readonly endpoint: string },
): Promise<void> {
  const [endpoint] = parseEndpoints(options.endpoint);
  if (endpoint === undefined) throw new UsageError('give --endpoint host:port');
  const warning = await withClient(terminal, options, (client) =>
    client.admin().quorum.addVoter(id, options.directory, endpoint),
  );
  report(terminal, options, 'added', id, warning);
}

/**
 * Removes a voter. Its directory id is looked up when none is given, which needs the node id to be in the quorum only
 * once.
 */
export async function removeVoter(
  terminal: Terminal,
  id: number,
  options: QuorumOptions & { readonly directory?: string },
): Promise<void> {
  const warning = await withClient(terminal, options, async (client) => {
    const { quorum } = client.admin();
    const directory = options.directory ?? (await directoryOf(id, quorum.get()));
    return quorum.removeVoter(id, directory);
  });
  report(terminal, options, 'removed', id, warning);
}

export async function stepDown(terminal: Terminal, options: QuorumOptions): Promise<void> {
  await withClient(terminal, options, (client) => client.admin().quorum.stepDown());
  if (options.output === 'json') printJson(terminal, { steppedDown: true });
  else terminal.line('the active controller gave way');
}

async function directoryOf(id: number, asking: Promise<adminV1.GetQuorumResponse>): Promise<string> {
  const { voters } = await asking;
  const found = voters.filter((voter) => voter.nodeId === id);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only.directoryId;
  const ids = voters.map((voter) => voter.nodeId).join(', ');
  throw new DraveError(
    'VOTER_NOT_FOUND',
    only === undefined
      ? `controller ${id} is no voter; the voters are ${ids}`
      : `controller ${id} is in the quorum twice; say which one with --directory`,
  );
}

function row(member: adminV1.QuorumMember, role: string): (string | number | null)[] {
  const { nodeId, logEndOffset, lag, lastFetchAgoMs, directoryId, endpoint } = member;
  const ago = lastFetchAgoMs === undefined || role === 'leader' ? null : `${lastFetchAgoMs} ms ago`;
  const listen = endpoint === undefined ? null : `${endpoint.host}:${endpoint.port}`;
  return [nodeId, role, logEndOffset < 0 ? null : logEndOffset, lag < 0 ? null : lag, ago, directoryId, listen];
}

function report(terminal: Terminal, options: OutputOptions, verb: string, id: number, warning: string): void {
  if (options.output === 'json')
    printJson(terminal, { nodeId: id, [verb]: true, warning: warning === '' ? null : warning });
  else terminal.line(`controller ${id} ${verb}`);
  if (warning !== '') terminal.note(`warning: ${warning}`);
}
