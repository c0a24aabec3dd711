import { limits } from '@drave/base';
import { describe, expect, it } from 'vitest';
import { internalTopic, invalidTopicName } from './topic-name.js';

const longest = 'x'.repeat(limits.topicNameLengthMax);

describe('a name of a topic', () => {
  it.each(['a', 'Orders_2.eu-west', '...', '-', '0', '__consumer_offsets'])('may be %s', (name) => {
    expect(invalidTopicName(name)).toBeUndefined();
  });

  it('may have 249 characters', () => {
    expect(longest).toHaveLength(249);
    expect(invalidTopicName(longest)).toBeUndefined();
  });

  it.each<[name: string, why: RegExp]>([
    ['', /is empty/],
    ['.', /'\.' .* stands for a directory/],
    ['..', /'\.\.' .* stands for a directory/],
    [`${longest}x`, /has 250 characters and may have 249/],
    ['two words', /'two words' is not a topic name/],
    ['a/b', /is not a topic name/],
    ['naïve', /is not a topic name/],
    ['orders\n', /'orders\\n' is not a topic name/],
    ['say "hello"', /'say \\"hello\\"' is not a topic name/],
  ])('may not be %j', (name, why) => {
    const message = expect.stringMatching(why);
    expect(invalidTopicName(name)).toEqual({ kind: 'rejected', code: 'INVALID_TOPIC_EXCEPTION', message });
  });
});

it('a refusal of an internal topic names it, and what was asked of it', () => {
  const { code, message } = internalTopic({ name: '__consumer_offsets' }, 'enlarged');
  expect(code).toBe('INVALID_TOPIC_EXCEPTION');
  expect(message).toMatch(/^'__consumer_offsets' is internal: .* not enlarged$/);
});
