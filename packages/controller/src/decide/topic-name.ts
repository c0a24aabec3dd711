import { limits, type TopicName } from '@drave/base';
import { reject, type Rejection } from '../decision.js';

const legalName = /^[a-zA-Z0-9._-]+$/;

/** Why this name cannot be a topic's; undefined when it can. */
export function invalidTopicName(name: TopicName): Rejection | undefined {
  if (name === '') return reject('INVALID_TOPIC_EXCEPTION', 'the topic name is empty: give it 1 to 249 characters');
  if (name === '.' || name === '..') {
    return reject('INVALID_TOPIC_EXCEPTION', `'${name}' cannot be a topic name: it stands for a directory`);
  }
  if (name.length > limits.topicNameLengthMax) {
    const message = `the topic name has ${name.length} characters and may have ${limits.topicNameLengthMax}`;
    return reject('INVALID_TOPIC_EXCEPTION', message);
  }
  if (legalName.test(name)) return undefined;
  // What cannot be printed is escaped: an error stays one line in every log and terminal.
  const message = `'${JSON.stringify(name).slice(1, -1)}' is not a topic name: use letters, digits, '.', '_' and '-' only`;
  return reject('INVALID_TOPIC_EXCEPTION', message);
}

/**
 * Coordinators keep their state in the topic: without it groups lose their offsets, and with more partitions their
 * coordinator is another one.
 */
export function internalTopic({ name }: { readonly name: TopicName }, what: 'deleted' | 'enlarged'): Rejection {
  return reject('INVALID_TOPIC_EXCEPTION', `'${name}' is internal: it holds the state of groups and is not ${what}`);
}
