import { DraveError } from '@drave/base';
import type { adminV1 } from '@drave/rpc';
import { print, type OutputOptions } from '../output.js';
import { parseEndpoints, UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';

type QuorumOptions = ConnectOptions & OutputOptions;

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
