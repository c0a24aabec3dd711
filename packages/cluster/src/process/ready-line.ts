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

/** Undefined for any other line. */
export function parseReadyLine(line: string): ReadyLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return readyLine.safeParse(JSON.parse(line)).data;
  } catch {
    // Not JSON, so not the ready line: a node may print anything else before it.
    return undefined;
  }
}
