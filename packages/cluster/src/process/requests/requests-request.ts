import * as z from 'zod';

export const requestVerbs = ['requests', 'watchRequests'] as const;

export type RequestVerb = (typeof requestVerbs)[number];

/** What a command says of the requests it asks for. */
export const requestsRequest = z.object({
  apis: z.array(z.string()).default([]),
  client: z.string().optional(),
  /** The last so many. */
  count: z.int().min(0).max(10_000).default(50),
  /** Nothing is logged any more. */
  off: z.boolean().default(false),
});

export type RequestsRequest = z.infer<typeof requestsRequest>;
