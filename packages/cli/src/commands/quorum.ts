import { DraveError } from '@drave/base';
import type { adminV1 } from '@drave/rpc';
import { known, print, table, type OutputOptions } from '../output.js';
import { parseEndpoints, UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { show, type ShowOptions } from './show.js';

type QuorumOptions = ConnectOptions & OutputOptions;

/** Prints voters and observers in one table, with the lag of each. */
export function quorumStatus(terminal: Terminal, options: ShowOptions): Promise<number> {
  return show(terminal, options, async (client) => {
    const quorum = await client.admin().quorum.get();
    const { leaderId, epoch, highWatermark, logStartOffset, logEndOffset, snapshotOffset, voters, observers } = quorum;
    const log = { highWatermark, logStartOffset, logEndOffset, snapshotOffset: snapshotOffset ?? null };
    const members = [
      ...voters.map((member) => ({ member, role: member.nodeId === leaderId ? 'leader' : 'voter' })),
      ...observers.map((member) => ({ member, role: 'observer' })),
    ];
    return {
      document: { leaderId: known(leaderId), epoch, ...log, voters, observers },
      names: members.map(({ member }) => String(member.nodeId)),
      parts: [
        `leader ${known(leaderId) ?? 'none'}  epoch ${epoch}  high watermark ${highWatermark}`,
        table(members, {
          id: ({ member }) => member.nodeId,
          role: { cell: ({ role }) => role, colour: ({ role }) => (role === 'leader' ? 'green' : undefined) },
          'end offset': ({ member }) => known(member.logEndOffset),
          lag: ({ member }) => known(member.lag),
          'last fetch': ({ member, role }) => fetchText(member, role),
          directory: ({ member }) => member.directoryId,
          listen: ({ member: { endpoint } }) => (endpoint === undefined ? null : `${endpoint.host}:${endpoint.port}`),
        }),
      ],
    };
  });
}

function fetchText({ lastFetchAgoMs }: adminV1.QuorumMember, role: string): string | null {
  return lastFetchAgoMs === undefined || role === 'leader' ? null : `${lastFetchAgoMs} ms ago`;
}

export async function addVoter(
  terminal: Terminal,
  id: number,
  options: QuorumOptions & { readonly directory: string; readonly endpoint: string },
): Promise<number> {
  const [endpoint] = parseEndpoints(options.endpoint);
  if (endpoint === undefined) throw new UsageError('give --endpoint host:port');
  const warning = await withClient(terminal, options, (client) =>
    client.admin().quorum.addVoter(id, options.directory, endpoint),
  );
  return report(terminal, options, 'added', id, warning);
}

/**
 * Removes a voter. Its directory id is looked up when none is given, which needs the node id to be in the quorum only
 * once.
 */
export async function removeVoter(
  terminal: Terminal,
  id: number,
  options: QuorumOptions & { readonly directory?: string },
): Promise<number> {
  const warning = await withClient(terminal, options, async (client) => {
    const { quorum } = client.admin();
    const directory = options.directory ?? (await directoryOf(id, quorum.get()));
    return quorum.removeVoter(id, directory);
  });
  return report(terminal, options, 'removed', id, warning);
}

export async function stepDown(terminal: Terminal, options: QuorumOptions): Promise<number> {
  await withClient(terminal, options, (client) => client.admin().quorum.stepDown());
  const document = { steppedDown: true };
  return print(terminal, options, { document, names: [], parts: ['the active controller gave way'] });
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

function report(
  terminal: Terminal,
  options: OutputOptions,
  verb: string,
  id: number,
  warning: string,
): Promise<number> {
  if (warning !== '') terminal.note(`warning: ${warning}`);
  return print(terminal, options, {
    document: { nodeId: id, [verb]: true, warning: warning === '' ? null : warning },
    names: [String(id)],
    parts: [`controller ${id} ${verb}`],
  });
}
