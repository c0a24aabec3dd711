import { api, int16, list, string, throttleTimeMs, uuid } from '../table/fields.js';

export const deleteShareGroupOffsets = api('DeleteShareGroupOffsets', {
  key: 92,
  versions: [0, 0],
  flexibleFrom: 0,
  request: [string('groupId'), list('topics', 'Topic', [string('topicName')])],
  response: [
    throttleTimeMs(),
    int16('errorCode'),
    string('errorMessage', { nullableSince: 0, default: null }),
    list('responses', 'Topic', [
      string('topicName'),
      uuid('topicId'),
      int16('errorCode'),
      string('errorMessage', { nullableSince: 0, default: null }),
    ]),
  ],
});
