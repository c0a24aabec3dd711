import { effectiveTopicConfig } from '@drave/config';
import type { LogConfig } from '@drave/log';
import { logConfigDefaults } from '@drave/log/testing';
import { TestMetadata } from '@drave/metadata/testing';
import { expect, it } from 'vitest';
import { TopicSettings } from './settings.js';

it('gives the log each of its settings as the topic has it', () => {
  const topic = new Map([
    ['cleanup.policy', 'compact'],
    ['delete.retention.ms', '1'],
    ['file.delete.delay.ms', '2'],
    ['flush.messages', '3'],
    ['flush.ms', '4'],
    ['index.interval.bytes', '5'],
    ['max.compaction.lag.ms', '6'],
    ['min.cleanable.dirty.ratio', '0.7'],
    ['min.compaction.lag.ms', '8'],
    ['retention.bytes', '9'],
    ['retention.ms', '10'],
    ['segment.bytes', '1024'],
    ['segment.index.bytes', '12'],
    ['segment.jitter.ms', '13'],
    ['segment.ms', '14'],
  ]);
  const config = effectiveTopicConfig({ topic });
  const metadata = new TestMetadata();
  metadata.topic('orders', []);
  for (const [key, value] of topic) metadata.config('orders', key, value);
  const source = { nodeId: 1, file: new Map(), defaults: new Map(), replicaLagTimeMaxMs: 1, isrRetryBackoffMs: 1 };
  const { log } = new TopicSettings(source).of('orders', metadata.image);
  const fields = Object.keys(logConfigDefaults) as (keyof LogConfig)[];
  expect(log).toEqual(Object.fromEntries(fields.map((field) => [field, config[field]])));
  expect(fields.filter((field) => log[field] === logConfigDefaults[field])).toEqual([]);
});
