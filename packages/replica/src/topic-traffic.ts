import type { TopicName } from '@drave/base';
import type { MetricLabels, Metrics } from '@drave/env';

/** What went in and out of the partitions of one topic here: plain numbers that hot paths count up. */
export interface TopicCounts {
  messagesIn: number;
  bytesIn: number;
  bytesOut: number;
  /** One for each partition of a request, as Kafka counts them. */
  produceRequests: number;
  failedProduceRequests: number;
  fetchRequests: number;
  failedFetchRequests: number;
}

/** The label of what is not told by itself; no topic can have this name. */
export const OTHERS = '(other)';

const SERIES = {
  messagesin: ['messagesIn', 'Records that this broker appended as a leader.'],
  bytesin: ['bytesIn', 'Bytes of the records that this broker appended as a leader.'],
  bytesout: ['bytesOut', 'Bytes of the records that consumers were given.'],
  totalproducerequests: ['produceRequests', 'Partitions of Produce requests.'],
  failedproducerequests: [
    'failedProduceRequests',
    'Partitions of Produce requests that failed, not because they are led elsewhere.',
  ],
  totalfetchrequests: ['fetchRequests', 'Partitions of consumers’ fetches.'],
  failedfetchrequests: [
    'failedFetchRequests',
    'Partitions of consumers’ fetches that failed, not because they are led elsewhere.',
  ],
} as const;

/**
 * The traffic of all topics. The first topics have counts of their own, as many as there may be series; those after
 * them share one. A topic that is deleted takes its series with it, and what it counted stays in the sum of all.
 */
export class TopicTraffic {
  private readonly byTopic = new Map<TopicName, TopicCounts>();
  private readonly others = noTraffic();
  private readonly gone = noTraffic();
  private readonly seriesMax: number;
  private sharing = 0;

  constructor(seriesMax: number) {
    this.seriesMax = seriesMax;
  }

  /** Keep it as long as the topic lives, to count without a look-up. */
  of(topic: TopicName): TopicCounts {
    const known = this.byTopic.get(topic);
    if (known !== undefined) return known;
    const shares = this.byTopic.size - this.sharing >= this.seriesMax;
    const counts = shares ? this.others : noTraffic();
    if (shares) this.sharing++;
    this.byTopic.set(topic, counts);
    return counts;
  }

  /** The topic was deleted. */
  forget(topic: TopicName): void {
    const counts = this.byTopic.get(topic);
    if (counts === undefined) return;
    this.byTopic.delete(topic);
    if (counts === this.others) this.sharing--;
    else for (const key of KEYS) this.gone[key] += counts[key];
  }

  /** Topics that have no series of their own. */
  get leftOut(): number {
    return this.sharing;
  }

  register(metrics: Metrics): void {
    for (const [name, [key, help]] of Object.entries(SERIES))
      metrics.counters(`kafka_server_brokertopicmetrics_${name}_total`, help, () => this.series(key));
  }

  /** The sum of all topics, which has no label, comes first. */
  private *series(key: keyof TopicCounts): Iterable<readonly [MetricLabels, number]> {
    const told: (readonly [MetricLabels, number])[] = [];
    let all = this.gone[key] + this.others[key];
    for (const [topic, counts] of this.byTopic) {
      if (counts === this.others) continue;
      all += counts[key];
      told.push([{ topic }, counts[key]]);
    }
    yield [{}, all];
    yield* told;
    if (this.sharing > 0 || this.others[key] > 0) yield [{ topic: OTHERS }, this.others[key]];
  }
}

function noTraffic(): TopicCounts {
  return {
    messagesIn: 0,
    bytesIn: 0,
    bytesOut: 0,
    produceRequests: 0,
    failedProduceRequests: 0,
    fetchRequests: 0,
    failedFetchRequests: 0,
  };
}

const KEYS = Object.keys(noTraffic()) as readonly (keyof TopicCounts)[];
