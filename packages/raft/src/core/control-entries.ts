import { assert, type NodeId } from '@drave/base';
import type { Voter } from '../types.js';

/** Raft's own entries. JSON: they are rare, and a person who looks into the store can read them. */
export type ControlEntry =
  /**
   * First entry of every epoch. Repeats the voter set, so that an observer learns it without the bootstrap snapshot.
   */
  | { readonly kind: 'leaderChange'; readonly leaderId: NodeId; readonly voters: readonly Voter[] }
  /** The voters are in force from the moment the entry is appended, committed or not (Raft section 4.1). */
  | { readonly kind: 'voters'; readonly voters: readonly Voter[] };

export function encodeControl(entry: ControlEntry): Uint8Array {
  const leader = entry.kind === 'leaderChange' ? { leaderId: entry.leaderId } : {};
  return Buffer.from(JSON.stringify({ version: 1, kind: entry.kind, ...leader, voters: entry.voters.map(plainVoter) }));
}

/** Undefined for what this version does not understand; the caller must stop, because it may change who votes. */
export function decodeControl(payload: Uint8Array): ControlEntry | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('utf8'));
  } catch {
    // This is not JSON at all: it is as unknown as a kind that we never heard of.
    return undefined;
  }
  if (!isObject(parsed) || parsed.version !== 1) return undefined;
  const voters = parseVoters(parsed.voters);
  if (voters === undefined) return undefined;
  if (parsed.kind === 'voters') return { kind: 'voters', voters };
  if (parsed.kind === 'leaderChange' && Number.isSafeInteger(parsed.leaderId))
    return { kind: 'leaderChange', leaderId: parsed.leaderId as NodeId, voters };
  return undefined;
}

export function encodeVoters(voters: readonly Voter[]): string {
  return JSON.stringify(voters.map(plainVoter));
}

/** Keeps only what belongs to a voter, whatever object the caller passed. */
export function plainVoter({ nodeId, directoryId, endpoint }: Voter): Voter {
  return { nodeId, directoryId, endpoint: { host: endpoint.host, port: endpoint.port } };
}

export function parseVoters(value: unknown): readonly Voter[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const voters: Voter[] = [];
  for (const item of value as unknown[]) {
    if (!isObject(item) || !isObject(item.endpoint)) return undefined;
    const { nodeId, directoryId, endpoint } = item;
    if (!Number.isSafeInteger(nodeId) || typeof directoryId !== 'string') return undefined;
    if (typeof endpoint.host !== 'string' || !Number.isSafeInteger(endpoint.port)) return undefined;
    voters.push({
      nodeId: nodeId as NodeId,
      directoryId,
      endpoint: { host: endpoint.host, port: endpoint.port as number },
    });
  }
  return voters;
}

/** One order for every list of voters, so that equal sets are equal bytes. */
export function sortedVoters(voters: readonly Voter[]): readonly Voter[] {
  const sorted = [...voters].sort((left, right) => left.nodeId - right.nodeId);
  sorted.forEach((voter, index) =>
    assert(voter.nodeId !== sorted[index + 1]?.nodeId, 'a node id stands once among the voters'),
  );
  return sorted;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
