import { effectiveBrokerConfig } from '@drave/config';
import { TestMetadata } from '@drave/metadata/testing';
import { expect, it } from 'vitest';
import { overridesOfImages } from './group-overrides.js';

const HEARTBEAT = 'consumer.heartbeat.interval.ms';
const SESSION = 'consumer.session.timeout.ms';

const config = effectiveBrokerConfig({
  file: new Map([
    ['group.consumer.min.heartbeat.interval.ms', '1000'],
    ['group.consumer.max.heartbeat.interval.ms', '9000'],
    ['group.consumer.heartbeat.interval.ms', '3000'],
    ['group.consumer.min.session.timeout.ms', '20000'],
    ['group.consumer.max.session.timeout.ms', '90000'],
  ]),
});

function groupWith(settings: Readonly<Record<string, string>>, name = 'g'): TestMetadata {
  const metadata = new TestMetadata();
  for (const [key, value] of Object.entries(settings)) {
    metadata.apply({ kind: 'config', resource: { type: 'group', name }, key, value });
  }
  return metadata;
}

it.each<[settings: Readonly<Record<string, string>>, overrides: object | undefined]>([
  [{}, undefined],
  [{ [HEARTBEAT]: '2000' }, { heartbeatIntervalMs: 2_000 }],
  [{ [SESSION]: '50000' }, { sessionTimeoutMs: 50_000 }],
  [
    { [HEARTBEAT]: '1000', [SESSION]: '90000' },
    { heartbeatIntervalMs: 1_000, sessionTimeoutMs: 90_000 },
  ],
  // Bounds that this broker has had since they were set.
  [
    { [HEARTBEAT]: '999', [SESSION]: '90001' },
    { heartbeatIntervalMs: 1_000, sessionTimeoutMs: 90_000 },
  ],
  [
    { [HEARTBEAT]: '9001', [SESSION]: '19999' },
    { heartbeatIntervalMs: 9_000, sessionTimeoutMs: 20_000 },
  ],
])('a group with %j has the overrides %j', (settings, overrides) => {
  const { image } = groupWith(settings);
  expect(overridesOfImages(() => image, config)('g')).toEqual(overrides);
});

it('are those of the group by its name, at the moment', () => {
  let { image } = groupWith({ [SESSION]: '50000' }, 'other');
  const overridesOf = overridesOfImages(() => image, config);
  expect(overridesOf('g')).toBeUndefined();
  image = groupWith({ [SESSION]: '50000' }).image;
  expect(overridesOf('g')).toEqual({ sessionTimeoutMs: 50_000 });
});
