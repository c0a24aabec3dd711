import type { ConsumerRecord } from './client-records.js';
import type { Interceptor } from './interceptors.js';

/** Where in a trace something happens, as in W3C Trace Context. */
export interface TraceContext {
  /** 32 hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** The span that it happens in: 16 hexadecimal digits, not all zero. */
  readonly spanId: string;
  /** Whether the trace is recorded. */
  readonly isSampled: boolean;
  /** The `tracestate` of tracing systems, as it came. */
  readonly state?: string;
}

interface TraceContextPorts {
  /** The context of what runs at the moment; undefined outside any trace. */
  readonly current: () => TraceContext | undefined;
  /** Runs `next` in the context that came with a record. */
  readonly run: (context: TraceContext, next: () => Promise<void>) => Promise<void>;
}

/**
 * Carries W3C trace contexts from those who send records to those who handle them, in the headers `traceparent` and
 * `tracestate`. Where contexts are kept is the application's: an AsyncLocalStorage, or its tracing library.
 * A record that has a `traceparent` already keeps it.
 */
export function traceContext({ current, run }: TraceContextPorts): Interceptor {
  return {
    beforeSend: (record) => {
      const context = current();
      if (context === undefined || record.headers?.[PARENT] !== undefined) return record;
      const state = context.state === undefined ? {} : { [STATE]: context.state };
      return { ...record, headers: { ...record.headers, [PARENT]: formatTraceparent(context), ...state } };
    },
    aroundHandler: async (record, _context, next) => {
      const parent = headerOf(record, PARENT);
      const context = parent === undefined ? undefined : parseTraceparent(parent, headerOf(record, STATE));
      await (context === undefined ? next() : run(context, next));
    },
  };
}

const PARENT = 'traceparent';
const STATE = 'tracestate';

/** The header `traceparent`, version 00. */
export function formatTraceparent({ traceId, spanId, isSampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}

/**
 * The context in a `traceparent` of version 00 or a later one; undefined for anything else, as the recommendation wants
 * it ignored. A `tracestate` of more than 512 characters is dropped.
 */
export function parseTraceparent(traceparent: string, tracestate?: string): TraceContext | undefined {
  const match = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(traceparent);
  if (match === null || traceparent.length > HEADER_LENGTH_MAX) return undefined;
  const [, version = '', traceId = '', spanId = '', flags = '', rest] = match;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  const isSampled = (Number.parseInt(flags, 16) & 1) === 1;
  const isKept = tracestate !== undefined && tracestate !== '' && tracestate.length <= HEADER_LENGTH_MAX;
  return { traceId, spanId, isSampled, ...(isKept ? { state: tracestate } : {}) };
}

/** The last header of a name, as text. */
function headerOf(record: ConsumerRecord<unknown, unknown>, name: string): string | undefined {
  const found = record.headers.filter(({ key }) => key === name).at(-1);
  return found?.value === null || found === undefined ? undefined : found.value.toString('utf8');
}

const HEADER_LENGTH_MAX = 512;
