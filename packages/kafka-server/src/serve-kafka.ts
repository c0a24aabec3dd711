import type { Env } from '@drave/env';
import type { FaultControl } from '@drave/env/faulty';
import { AnswerMemory } from './connection/answer-memory.js';
import { Dispatcher } from './dispatch.js';
import { RequestFaults } from './faults/request-faults.js';
import { FetchSessions } from './fetch-sessions/fetch-sessions.js';
import { limitedRows } from './handlers/limited-rows.js';
import { handlerTable } from './handlers/table.js';
import type { KafkaDomain } from './kafka-domain.js';
import type { KafkaListenerConfig } from './kafka-listener-config.js';
import { KafkaServer } from './kafka-server.js';
import type { RequestWatches } from './requests/request-watches.js';

interface ServeKafkaOptions {
  readonly env: Pick<Env, 'clock' | 'timers' | 'random' | 'network' | 'logger' | 'metrics'>;
  readonly listeners: readonly KafkaListenerConfig[];
  readonly domain: KafkaDomain;
  /** The faults that a fault kit has for requests; a production node has none. */
  readonly faults?: FaultControl | undefined;
  /** Those who watch requests; a production node has none. */
  readonly watches?: RequestWatches | undefined;
  /** The highest versions of APIs, by name, where they are limited. */
  readonly apiVersionsMax?: Readonly<Record<string, number>> | undefined;
  /** A broken promise of our own code: the process must end. */
  readonly onFatal: (reason: unknown) => void;
}

/**
 * The Kafka side of a broker: bound when it resolves, answering as soon as the broker is in service.
 * @throws DraveError ADDRESS_IN_USE.
 */
export function serveKafka({
  env,
  listeners,
  domain,
  faults: control,
  watches,
  apiVersionsMax,
  onFatal,
}: ServeKafkaOptions): Promise<KafkaServer> {
  const { settings } = domain;
  const answers = new AnswerMemory();
  const sessions = new FetchSessions({
    clock: env.clock,
    random: env.random.fork('kafka.fetch-sessions'),
    slots: settings.maxIncrementalFetchSessionCacheSlots,
  });
  env.metrics.gauge('drave_kafka_fetch_sessions', 'Incremental fetch sessions.', () => sessions.count);
  env.metrics.gauge(
    'drave_kafka_fetch_session_partitions',
    'Partitions in incremental fetch sessions.',
    () => sessions.partitionCount,
  );
  const topicName = (topicId: string): string | undefined => domain.feed.image.topic(topicId)?.name;
  const faults = control === undefined ? undefined : new RequestFaults({ control, timers: env.timers, topicName });
  const rows = apiVersionsMax === undefined ? handlerTable : limitedRows(apiVersionsMax);
  const runner = new Dispatcher({ env, domain, rows, answers, sessions, faults, watches });
  return KafkaServer.listen({
    env,
    listeners,
    memory: domain.broker.memory,
    quotas: domain.broker.quotas,
    answers,
    runner,
    onFatal,
    settings,
  });
}
