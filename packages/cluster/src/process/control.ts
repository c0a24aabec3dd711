import { randomBytes, timingSafeEqual } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import * as z from 'zod';
import { DraveError, errors, type ErrorCode } from '@drave/base';
import { chaosVerbs } from '../chaos/chaos-plan.js';
import { LOOPBACK } from '../loopback.js';
import { faultRequest, faultVerbs } from './fault-requests.js';
import { readLines } from './line-reader.js';
import type { RegistryEntry } from './registry.js';
import { requestsRequest, requestVerbs } from './requests/requests-request.js';

/**
 * How other commands reach the process that supervises a cluster: one line of JSON with the request over a loopback
 * connection, and back any number of lines that say what is waited for or has happened, and then one with the outcome.
 * A request that goes on for long ends when the asker ends its direction.
 * The token proves that the caller can read the registry, that is, that it belongs to the same user.
 */
const chaosRequest = z.object({
  seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  forMs: z.number().min(0).optional(),
  faults: z.number().int().min(1).optional(),
  plan: z.unknown().optional(),
  verbs: z.array(z.enum(chaosVerbs)).optional(),
  clients: z.boolean().optional(),
  allowLoss: z.boolean().optional(),
});

const requestLine = z.object({
  token: z.string(),
  verb: z.enum([
    ...['describe', 'resolve', 'kill', 'stop', 'start', 'restart', 'pause', 'resume', 'add', 'remove', 'down'],
    ...['partition', 'isolate', 'slow', 'drop', 'reset', 'heal'],
    ...faultVerbs,
    ...requestVerbs,
    ...[
      'lead',
      'elect',
      'stepDown',
      'moveCoordinator',
      'wait',
      'events',
      'watchEvents',
      'chaos',
      'board',
      'watchBoard',
    ],
  ] as const),
  /** A node expression; for `add` the role, for `heal` empty for everything; for `lead` the new leader. */
  nodes: z.string().default(''),
  /** The other side of a verb of the network, where it is not the usual one. */
  others: z.string().optional(),
  oneWay: z.boolean().default(false),
  latencyMs: z.number().optional(),
  jitterMs: z.number().optional(),
  bytesPerSecond: z.number().optional(),
  /** For `lead` and `elect`: `orders/0`; for `moveCoordinator` what is coordinated: `group/billing`. */
  partitions: z.array(z.string()).default([]),
  unclean: z.boolean().default(false),
  /** For `wait`. */
  conditions: z.array(z.string()).default([]),
  /** The share of pieces that `drop` loses. */
  share: z.number().default(0),
  fault: faultRequest.default({}),
  requests: requestsRequest.prefault({}),
  wait: z.boolean().default(true),
  chaos: chaosRequest.default({}),
  wipe: z.boolean().default(false),
  timeoutMs: z.number().positive().optional(),
});

const replyLine = z.union([
  z.object({ kind: z.literal('waiting'), text: z.string() }),
  z.object({ kind: z.literal('told'), item: z.unknown() }),
  z.object({ kind: z.literal('done'), result: z.unknown() }),
  z.object({ kind: z.literal('failed'), code: z.string(), message: z.string() }),
]);

/** What another way of asking has made of a request. @throws DraveError INVALID_REQUEST. */
export function parseRequest(raw: unknown): ControlRequest {
  const parsed = requestLine.omit({ token: true }).safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new DraveError('INVALID_REQUEST', `'${issue?.path.join('.') ?? ''}': ${issue?.message ?? 'not understood'}`);
}

export type ControlRequest = Omit<z.infer<typeof requestLine>, 'token'>;
type ControlReply = z.infer<typeof replyLine>;

type Outcome = Exclude<ControlReply, { kind: 'waiting' | 'told' }>;

/** The one who has asked, while the answer is made. */
export interface Asker {
  /** Says what the answer waits for. */
  readonly onWaiting: (text: string) => void;
  /** Tells one thing of many that a request asks for; the asker is gone when this is false. */
  readonly tell: (item: unknown) => boolean;
  /** Aborted when the asker has had enough, or is gone. Who asks for one answer has said all with the question. */
  readonly signal: AbortSignal;
}

type ControlHandler = (request: ControlRequest, asker: Asker) => Promise<unknown>;

/** A plan for chaos has a thousand rounds at most. */
const REQUEST_BYTES_MAX = 1024 * 1024;
const UNREAD_BYTES_MAX = 4 * 1024 * 1024;

export class ControlServer {
  readonly port: number;
  readonly token: string;
  private readonly server: Server;

  private constructor(server: Server, port: number, token: string) {
    this.server = server;
    this.port = port;
    this.token = token;
  }

  static async open(handle: ControlHandler): Promise<ControlServer> {
    const token = randomBytes(24).toString('base64url');
    // Half open, because the asker ends its direction with the question.
    const server = createServer({ allowHalfOpen: true }, (socket) => serve(socket, token, handle));
    const port = await new Promise<number>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, LOOPBACK, () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    return new ControlServer(server, port, token);
  }

  close(): void {
    this.server.close();
  }
}

interface AskOptions {
  readonly onWaiting?: (text: string) => void;
  /** For requests that go on: hears every item that is told, until `signal` ends the request. */
  readonly onTold?: (item: unknown) => void;
  readonly signal?: AbortSignal;
}

/** @throws DraveError what the supervisor refused with, or NETWORK_EXCEPTION when it is gone. */
export async function askSupervisor(
  entry: RegistryEntry,
  request: Partial<ControlRequest>,
  { onWaiting, onTold, signal }: AskOptions = {},
): Promise<unknown> {
  const socket = connect({ port: entry.controlPort, host: LOOPBACK, allowHalfOpen: true });
  socket.write(`${JSON.stringify({ ...request, token: entry.token })}\n`);
  const end = (): void => void socket.end();
  if (signal === undefined || signal.aborted) end();
  signal?.addEventListener('abort', end, { once: true });
  const outcome = await new Promise<Outcome>((resolve, reject) => {
    const gone = (why: string): void =>
      reject(new DraveError('NETWORK_EXCEPTION', `the supervisor of ${entry.name} ${why}; see drave local ps`));
    socket.once('error', (reason) => gone(`does not answer (${reason.message})`));
    socket.once('end', () => gone('went away'));
    socket.once('close', () => gone('went away'));
    readLines(socket, (line) => {
      const reply = replyLine.parse(JSON.parse(line));
      if (reply.kind === 'waiting') onWaiting?.(reply.text);
      else if (reply.kind === 'told') onTold?.(reply.item);
      else resolve(reply);
    });
  }).finally(() => signal?.removeEventListener('abort', end));
  socket.destroy();
  if (outcome.kind === 'done') return outcome.result;
  const { code, message } = outcome;
  throw new DraveError(code in errors ? (code as ErrorCode) : 'UNKNOWN_SERVER_ERROR', message);
}

function serve(socket: Socket, token: string, handle: ControlHandler): void {
  let received = 0;
  const abort = new AbortController();
  // The asker may be gone before the answer; nothing is lost with it.
  socket.on('error', () => {});
  for (const sign of ['end', 'close']) socket.on(sign, () => abort.abort());
  socket.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received > REQUEST_BYTES_MAX) socket.destroy();
  });
  readLines(socket, (line) => {
    const send = (reply: ControlReply): string => `${JSON.stringify(reply)}\n`;
    const asker: Asker = {
      onWaiting: (text) => void socket.write(send({ kind: 'waiting', text })),
      tell(item) {
        socket.write(send({ kind: 'told', item }));
        // An asker that does not read is let go, so that nothing piles up.
        if (socket.writableLength > UNREAD_BYTES_MAX) socket.destroy();
        return !socket.destroyed;
      },
      signal: abort.signal,
    };
    void answer(line, token, (request) => handle(request, asker)).then((reply) => socket.end(send(reply)));
  });
}

async function answer(
  line: string,
  token: string,
  handle: (request: ControlRequest) => Promise<unknown>,
): Promise<ControlReply> {
  try {
    const { token: shown, ...request } = requestLine.parse(JSON.parse(line));
    if (!sameToken(shown, token)) throw new DraveError('UNAUTHENTICATED', 'the token is not the one of this cluster');
    return { kind: 'done', result: await handle(request) };
  } catch (reason) {
    const { code, message } = DraveError.from(reason);
    return { kind: 'failed', code, message };
  }
}

function sameToken(shown: string, token: string): boolean {
  const [one, other] = [Buffer.from(shown), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}
