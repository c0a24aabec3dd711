import { statusMessage } from '../http/burrow-messages.js';
import type { Notification } from './incidents.js';

/**
 * The body of a notification: a JSON object with the status of the group as the API gives it, or a template of one's
 * own.
 */
export function bodyOf(notification: Notification, template: string | undefined): string {
  // In a template the values stand between quotes.
  if (template !== undefined) return filled(template, notification, (text) => JSON.stringify(text).slice(1, -1));
  const { event, id, startMs, evaluation } = notification;
  const start = new Date(startMs).toISOString();
  const { cluster, group } = evaluation;
  return JSON.stringify({ event, id, start, cluster, group, status: statusMessage(evaluation, 'bad') });
}

/** A template with `{cluster}`, `{group}`, `{id}`, `{event}`, `{status}`, `{totalLag}` and `{start}` filled in. */
export function filled(template: string, notification: Notification, escape: (text: string) => string): string {
  const { event, id, startMs, evaluation } = notification;
  const { cluster, group, status, totalLag } = evaluation;
  const start = new Date(startMs).toISOString();
  const values = new Map(Object.entries({ cluster, group, id, event, status, totalLag: `${totalLag}`, start }));
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values.get(name);
    return value === undefined ? whole : escape(value);
  });
}
