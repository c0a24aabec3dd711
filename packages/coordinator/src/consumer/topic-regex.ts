import { DraveError, type TopicName, isError } from '@drave/base';
import { RE2JS } from 're2js';
import type { ResolvedRegex } from './records.js';
import type { TopicsView } from './topics-view.js';

/** Longer expressions are refused: a compiled automaton grows with its pattern. */
const REGEX_LENGTH_MAX = 4096;

/**
 * RE2 syntax, as in Kafka, which uses RE2J: matching takes time linear in the name, so that no client can stall the
 * coordinator with a pattern. The whole name must match.
 * @throws DraveError INVALID_REGULAR_EXPRESSION.
 */
export function compileTopicRegex(pattern: string): (name: TopicName) => boolean {
  if (pattern.length > REGEX_LENGTH_MAX) {
    const message = `the regular expression has ${pattern.length} characters and ${REGEX_LENGTH_MAX} are allowed`;
    throw new DraveError('INVALID_REGULAR_EXPRESSION', message);
  }
  try {
    const compiled = RE2JS.compile(pattern);
    return (name) => compiled.matches(name);
  } catch (reason) {
    const complaint = isError(reason) ? reason.message : String(reason);
    throw new DraveError('INVALID_REGULAR_EXPRESSION', `'${pattern}' is not a valid RE2 expression: ${complaint}`);
  }
}

export function resolveTopicRegex(
  pattern: string,
  view: TopicsView,
  visible: (name: TopicName) => boolean,
  timestampMs: number,
): ResolvedRegex {
  const matches = compileTopicRegex(pattern);
  const topics = view.topicNames().filter((name) => matches(name) && visible(name));
  return { topics, version: view.version, timestampMs };
}
