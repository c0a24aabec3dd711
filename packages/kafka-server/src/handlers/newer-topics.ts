import type { HandlerContext } from './handler-row.js';

/**
 * A topic may have been made by way of another broker a moment ago: when one of these is not in this broker's image,
 * resolves when that is up to date.
 */
export async function catchUpOnTopics({ domain }: HandlerContext, names: readonly string[]): Promise<void> {
  if (names.some((name) => domain.feed.image.topicByName(name) === undefined)) await domain.broker.bringUpToDate();
}
