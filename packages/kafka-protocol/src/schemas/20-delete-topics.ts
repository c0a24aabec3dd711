import { api, int16, int32, list, listOf, string, throttleTimeMs, uuid } from '../table/fields.js';

/** Topics are deleted by name up to version 5; by name or id from 6 on (KIP-516). */
export const deleteTopics = api('DeleteTopics', {
  key: 20,
  versions: [1, 6],
  flexibleFrom: 4,
  request: [
    list('topics', 'Topic', [string('name', { nullableSince: 6, default: null }), uuid('topicId')], {
      since: 6,
      default: 'empty',
    }),
    listOf('topicNames', 'string', { until: 5, ignorable: true }),
    int32('timeoutMs'),
  ],
  response: [
    throttleTimeMs(),
    list('responses', 'Topic', [
      string('name', { nullableSince: 6 }),
      uuid('topicId', { since: 6, ignorable: true }),
      int16('errorCode'),
      string('errorMessage', { since: 5, nullableSince: 5, default: null, ignorable: true }),
    ]),
  ],
});
