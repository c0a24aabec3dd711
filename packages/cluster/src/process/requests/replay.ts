import { setTimeout as sleep } from 'node:timers/promises';
import { DraveError, errorCodeFromKafka, type Endpoint, type ErrorCode, type Millis } from '@drave/base';
import { waitUntil } from '../effects.js';
import type { ManagedNode } from '../local-node.js';
import type { RecordedRequest, RecordingFile } from './recording-file.js';
import { ReplayConnection, type ReplayTarget } from './replay-connection.js';

export interface ReplayOptions {
  /**
   * `recorded` (default): each request as long after the first one as when it was recorded. `answered`: on each
   * connection the next one as soon as the one before is answered.
   */
  readonly pace?: 'recorded' | 'answered';
  readonly signal?: AbortSignal;
}

/** An answer whose first error is another one than when it was recorded. */
export interface DifferingAnswer {
  readonly broker: string;
  readonly api: string;
  readonly version: number;
  readonly correlationId: number;
  /** Undefined for none. */
  readonly recorded: ErrorCode | undefined;
  readonly replayed: ErrorCode | undefined;
}

export interface ReplayReport {
  /** In the recording. */
  readonly requests: number;
  readonly connections: number;
  readonly sent: number;
  readonly answered: number;
  /** How many answers differ, and the first thousand of them. */
  readonly differing: number;
  readonly differences: readonly DifferingAnswer[];
  readonly tookMs: Millis;
}

/** What a broker tells of the requests on a connection, by its address. */
export interface ToldAnswer {
  readonly sequence: number;
  readonly errorCode: number;
}

interface ReplayWorld {
  readonly brokers: readonly ManagedNode[];
  /** Where Kafka clients reach a broker, past all proxies. */
  readonly endpointOf: (broker: ManagedNode) => Endpoint | undefined;
  /** What brokers have told so far, by broker and port of the client. */
  readonly told: ReadonlyMap<string, readonly ToldAnswer[]>;
  readonly closing: AbortSignal;
}

const CONNECTIONS_MAX = 1_000;
const DIFFERENCES_MAX = 1_000;
const US_PER_MS = 1_000;

/** The requests of one connection, in the order in which they came, and how it went. */
interface Replayed {
  readonly requests: readonly RecordedRequest[];
  readonly connection: ReplayConnection;
}

/** Sends the requests of a recording again, each connection on a new one of its own. */
export async function replay(
  recording: RecordingFile,
  world: ReplayWorld,
  { pace = 'recorded', signal }: ReplayOptions,
): Promise<ReplayReport> {
  const startedMs = performance.now();
  const ended = AbortSignal.any([world.closing, ...(signal === undefined ? [] : [signal])]);
  const groups = connectionsOf(recording.requests);
  if (groups.length > CONNECTIONS_MAX)
    throw new DraveError(
      'INVALID_REQUEST',
      `the recording has ${groups.length} connections, and ${CONNECTIONS_MAX} are replayed at most: record fewer clients`,
    );
  const targets = groups.map(([first]) => targetOf(first, world));
  const dueOf = dueTimes(recording.requests);
  const replayed: Replayed[] = [];
  try {
    for (const [index, requests] of groups.entries()) {
      const target = targets[index];
      if (target !== undefined) replayed.push({ requests, connection: await ReplayConnection.open(target) });
    }
    const beginMs = performance.now();
    await Promise.all(
      replayed.map(async ({ requests, connection }) => {
        for (const request of requests) {
          const waitMs = pace === 'recorded' ? beginMs + dueOf(request) - performance.now() : 0;
          if (waitMs > 0) await sleep(waitMs, undefined, { signal: ended });
          ended.throwIfAborted();
          const isAnswered = request.outcome !== 'unanswered';
          if (!(await connection.send(await recording.frame(request), isAnswered))) return;
          if (pace === 'answered') await connection.untilAnswered(ended);
        }
        await connection.untilAnswered(ended);
      }),
    );
    await untilTold(replayed, world.told, ended);
  } finally {
    for (const { connection } of replayed) connection.close();
  }
  const differences = replayed.flatMap((one) => differencesOf(one, world.told));
  return {
    requests: recording.requests.length,
    connections: groups.length,
    sent: sum(replayed, ({ connection }) => connection.sent),
    answered: sum(replayed, ({ connection }) => connection.answered),
    differing: differences.length,
    differences: differences.slice(0, DIFFERENCES_MAX),
    tookMs: Math.round(performance.now() - startedMs),
  };
}

function connectionsOf(requests: readonly RecordedRequest[]): RecordedRequest[][] {
  const groups = new Map<string, RecordedRequest[]>();
  for (const request of requests) {
    const key = `${request.broker}/${request.run}/${request.connection}`;
    groups.set(key, [...(groups.get(key) ?? []), request]);
  }
  return [...groups.values()].map((group) => group.toSorted((one, other) => one.sequence - other.sequence));
}

/** @throws DraveError INVALID_REQUEST. */
function targetOf(first: RecordedRequest | undefined, { brokers, endpointOf }: ReplayWorld): ReplayTarget {
  const broker = brokers.find(({ name }) => name === first?.broker);
  const endpoint = broker?.running === true ? endpointOf(broker) : undefined;
  if (broker === undefined || endpoint === undefined)
    throw new DraveError(
      'INVALID_REQUEST',
      `requests were recorded to ${first?.broker}, and no broker of this name runs here: start as many as there were`,
    );
  return { broker: broker.name, endpoint };
}

/** How long after the first request each one is due: by wall clocks between runs of brokers, within one by its own. */
function dueTimes(requests: readonly RecordedRequest[]): (request: RecordedRequest) => Millis {
  const firsts = new Map<string, RecordedRequest>();
  for (const request of requests) {
    const first = firsts.get(runOf(request));
    if (first === undefined || request.receivedUs < first.receivedUs) firsts.set(runOf(request), request);
  }
  const beginMs = Math.min(...[...firsts.values()].map(({ receivedWallMs }) => receivedWallMs));
  return (request) => {
    const first = firsts.get(runOf(request)) ?? request;
    return first.receivedWallMs - beginMs + (request.receivedUs - first.receivedUs) / US_PER_MS;
  };
}

function runOf({ broker, run }: RecordedRequest): string {
  return `${broker}/${run}`;
}

/** Brokers tell of what they have answered a moment later. */
async function untilTold(replayed: readonly Replayed[], told: ReplayWorld['told'], signal: AbortSignal): Promise<void> {
  const missing = (): string | undefined => {
    const lacking = sum(replayed, ({ connection }) =>
      Math.max(0, connection.answered - (told.get(connection.key)?.length ?? 0)),
    );
    return lacking === 0 ? undefined : `${lacking} answers are not told yet`;
  };
  await waitUntil('brokers have told how they answered', missing, { signal });
}

function differencesOf({ requests, connection }: Replayed, told: ReplayWorld['told']): DifferingAnswer[] {
  const answers = (told.get(connection.key) ?? []).toSorted((one, other) => one.sequence - other.sequence);
  return requests.slice(0, connection.sent).flatMap((request, index) => {
    const { broker, api, version, correlationId, errorCode, outcome } = request;
    const replayedCode = answers[index]?.errorCode ?? 0;
    if (outcome === 'closed' || replayedCode === errorCode) return [];
    return [{ broker, api, version, correlationId, recorded: nameOf(errorCode), replayed: nameOf(replayedCode) }];
  });
}

function nameOf(errorCode: number): ErrorCode | undefined {
  return errorCode === 0 ? undefined : errorCodeFromKafka(errorCode);
}

function sum(replayed: readonly Replayed[], of: (one: Replayed) => number): number {
  return replayed.reduce((total, one) => total + of(one), 0);
}
