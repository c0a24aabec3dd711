import * as z from 'zod';

const endpoint = z.object({ host: z.string(), port: z.int() });

/** What a node prints on stdout, as one line of JSON, once it has bound every listener. */
const readyLine = z.object({
  event: z.literal('ready'),
  name: z.string(),
  nodeId: z.int(),
  roles: z.array(z.enum(['controller', 'broker'])),
  pid: z.int(),
  endpoints: z.object({
    grpc: endpoint,
    kafka: z.array(endpoint.extend({ name: z.string() })).optional(),
    http: endpoint.optional(),
  }),
  clusterId: z.string(),
});

export type ReadyLine = z.infer<typeof readyLine>;

/** What a node prints of its faults: that those of an order are in force, or cannot be; that one has struck. */
const faultLine = z.discriminatedUnion('event', [
  z.object({ event: z.literal('faults'), serial: z.int(), error: z.string().optional() }),
  z.object({ event: z.literal('fault-struck'), name: z.string(), times: z.int() }),
]);

export type FaultLine = z.infer<typeof faultLine>;

/** Undefined for any other line. */
export function parseReadyLine(line: string): ReadyLine | undefined {
  return readyLine.safeParse(jsonOf(line)).data;
}

/** Undefined for any other line. */
export function parseFaultLine(line: string): FaultLine | undefined {
  return line.startsWith('{"event":"fault') ? faultLine.safeParse(jsonOf(line)).data : undefined;
}

function jsonOf(line: string): unknown {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    // A node may print anything else.
    return undefined;
  }
}
