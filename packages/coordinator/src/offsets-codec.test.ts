import { effectiveBrokerConfig } from '@drave/config';
import { compressionTypes } from '@drave/records';
import { expect, it } from 'vitest';

it('offsets.topic.compression.codec has the numbers of the record format', () => {
  const codecs = compressionTypes.map((_, id) => {
    const file = new Map([['offsets.topic.compression.codec', String(id)]]);
    return effectiveBrokerConfig({ file }).offsetsTopicCompressionCodec;
  });
  expect(codecs).toEqual(compressionTypes);
});
