import * as z from 'zod';

export const requestVerbs = ['requests', 'watchRequests', 'record', 'replay'] as const;

export type RequestVerb = (typeof requestVerbs)[number];

/** What a command says of the requests it asks for. */
export const requestsRequest = z.object({
  apis: z.array(z.string()).default([]),
  client: z.string().optional(),
  /** The last so many. */
  count: z.int().min(0).max(10_000).default(50),
  /** Nothing is logged any more. */
  off: z.boolean().default(false),
  /** For `record` and `replay`; a path from the directory that the asker is in. */
  file: z.string().default(''),
  directory: z.string().default(''),
  /** How long `record` goes on, unless the asker has had enough before. */
  forMs: z.number().positive().optional(),
  pace: z.enum(['recorded', 'answered']).default('recorded'),
});

export type RequestsRequest = z.infer<typeof requestsRequest>;
