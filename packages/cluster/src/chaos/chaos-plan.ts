import * as z from 'zod';
import { DraveError, errors, type ErrorCode } from '@drave/base';

/** What chaos can do; the names are those of the verbs on the command line. */
export const chaosVerbs = [
  'kill',
  'stop',
  'pause',
  'restart',
  'partition',
  'isolate',
  'slow',
  'drop',
  'reset',
  'step-down',
  'elect',
  'lead',
  'disk',
  'clock',
  'fail',
] as const;

export type ChaosVerb = (typeof chaosVerbs)[number];

const ROUNDS_MAX = 1_000;
const FAULTS_PER_ROUND_MAX = 8;
const WAIT_MS_MAX = 3_600_000;
const EXPRESSION_LENGTH_MAX = 400;
const CLOCK_MS_MAX = 366 * 24 * 3_600_000;

const expression = z.string().min(1).max(EXPRESSION_LENGTH_MAX);
const waitMs = z.number().int().min(0).max(WAIT_MS_MAX);

const fault = z.strictObject({
  verb: z.enum(chaosVerbs),
  /** A node expression, looked up when the fault strikes; none for `step-down` and `elect`. */
  nodes: expression.optional(),
  /** The other side of a fault of the network. */
  others: expression.optional(),
  oneWay: z.boolean().optional(),
  latencyMs: z.number().min(0).max(60_000).optional(),
  jitterMs: z.number().min(0).max(60_000).optional(),
  /** Of `drop`. */
  share: z.number().gt(0).lt(1).optional(),
  /** Of `lead`: `orders/0`. */
  partition: expression.optional(),
  /** Of `disk`: how much more it holds. */
  fullAfterBytes: z.number().int().min(0).optional(),
  /** Of `disk`: every write and every sync takes so much longer. */
  slowMs: z.number().gt(0).max(60_000).optional(),
  /** Of `disk`: everything fails. */
  failing: z.literal(true).optional(),
  /** Of `disk`: the share of the reads in which one bit is wrong. */
  flipBitsShare: z.number().gt(0).max(1).optional(),
  /** Of `clock`. */
  offsetMs: z.number().int().min(-CLOCK_MS_MAX).max(CLOCK_MS_MAX).optional(),
  driftPpm: z.number().min(-500_000).max(500_000).optional(),
  /** Of `fail`: which requests, how many of each broker, and one of the things that may happen to them. */
  api: z.string().min(1).max(100).optional(),
  times: z.number().int().min(1).max(1_000_000).optional(),
  error: z.custom<ErrorCode>((value) => typeof value === 'string' && Object.hasOwn(errors, value)).optional(),
  delayMs: z.number().gt(0).max(60_000).optional(),
  drop: z.literal(true).optional(),
  disconnect: z.literal(true).optional(),
});

const round = z.strictObject({
  /** They strike one after the other, and end together. */
  faults: z.array(fault).min(1).max(FAULTS_PER_ROUND_MAX),
  /** How long they last, from when the last one has had its effect. */
  holdMs: waitMs,
  /** Whether the cluster is healthy again before the next round begins. */
  settle: z.boolean(),
  /** What passes before the next round. */
  pauseMs: waitMs,
});

const plan = z.strictObject({
  /** What it was drawn from; says nothing more about a plan that is written by hand. */
  seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  rounds: z.array(round).min(1).max(ROUNDS_MAX),
});

export type ChaosFault = Readonly<z.infer<typeof fault>>;
export interface ChaosRound extends Readonly<Omit<z.infer<typeof round>, 'faults'>> {
  readonly faults: readonly ChaosFault[];
}
export interface ChaosPlan {
  readonly seed?: number | undefined;
  readonly rounds: readonly ChaosRound[];
}

/** Checks a plan from outside, or a report that has one. @throws DraveError INVALID_REQUEST. */
export function checkChaosPlan(value: unknown): ChaosPlan {
  const inReport = z.looseObject({ plan: z.unknown() }).safeParse(value);
  const checked = plan.safeParse(inReport.success && inReport.data.plan !== undefined ? inReport.data.plan : value);
  if (!checked.success) throw new DraveError('INVALID_REQUEST', `no plan for chaos: ${problemOf(checked.error)}`);
  for (const one of checked.data.rounds.flatMap(({ faults }) => faults)) checkFault(one);
  return checked.data;
}

function problemOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? error.message : `${issue.path.join('.')}: ${issue.message}`;
}

function checkFault(one: ChaosFault): void {
  const { verb, nodes, partition, share, latencyMs, jitterMs, api } = one;
  const lacks = (what: string): DraveError =>
    new DraveError('INVALID_REQUEST', `no plan for chaos: a fault '${verb}' needs ${what}`);
  if (nodes === undefined && verb !== 'step-down' && verb !== 'elect') throw lacks("'nodes'");
  if (partition === undefined && verb === 'lead') throw lacks("'partition'");
  if (share === undefined && verb === 'drop') throw lacks("'share'");
  if (latencyMs === undefined && jitterMs === undefined && verb === 'slow') throw lacks("'latencyMs' or 'jitterMs'");
  const isOneOf = (...keys: readonly (keyof ChaosFault)[]): boolean => keys.some((key) => one[key] !== undefined);
  if (verb === 'disk' && !isOneOf('fullAfterBytes', 'slowMs', 'failing', 'flipBitsShare'))
    throw lacks("'fullAfterBytes', 'slowMs', 'failing' or 'flipBitsShare'");
  if (verb === 'clock' && !isOneOf('offsetMs', 'driftPpm')) throw lacks("'offsetMs' or 'driftPpm'");
  if (verb === 'fail' && api === undefined) throw lacks("'api'");
  if (verb === 'fail' && !isOneOf('error', 'delayMs', 'drop', 'disconnect'))
    throw lacks("'error', 'delayMs', 'drop' or 'disconnect'");
}
