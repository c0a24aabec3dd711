import type { ConfigTarget } from '@drave/client';
import { parseInteger, UsageError } from './parse.js';

const parseBrokerId = parseInteger('broker id', 0, 2 ** 31 - 1);

/**
 * Parses what has settings: `topic/orders`, `group/billing`, `broker/2`, or `cluster` for all brokers together. @throws
 * UsageError.
 */
export function parseConfigTarget(text: string): ConfigTarget {
  if (text === 'cluster') return { broker: 'all' };
  const [, kind, name = ''] = /^(topic|group|broker)\/(.+)$/.exec(text) ?? [];
  if (kind === 'topic') return { topic: name };
  if (kind === 'group') return { group: name };
  if (kind === 'broker') return { broker: parseBrokerId(name) };
  throw new UsageError(`'${text}' has no settings: give topic/orders, group/billing, broker/2, or cluster`);
}
