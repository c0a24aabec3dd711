import type { Steps } from '@drave/base';
import type { Histogram, Metrics } from '@drave/env';
import { isReassigning, NO_LEADER, type MetadataDelta, type MetadataFeed, type MetadataImage } from '@drave/metadata';

interface ControllerFigures {
  readonly feed: Pick<MetadataFeed, 'image' | 'appliedOffset'>;
  readonly active: () => boolean;
  readonly queueLength: () => number;
  /** Exclusive end of what is committed. */
  readonly committedOffset: () => number;
}

const FAILOVER_BUCKETS_SECONDS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60];
const MS_PER_SECOND = 1_000;

/** What a controller counts while it is active; another one begins at zero. */
export class ControllerMetrics {
  private readonly failovers: Histogram;
  private readonly elections = { clean: 0, unclean: 0 };
  private brokersLost = 0;

  constructor(metrics: Metrics, figures: ControllerFigures) {
    this.failovers = metrics.histogram(
      'drave_failover_seconds',
      'Time from the last sign of life of a broker to the commit of what follows from its loss: new leaders.',
      FAILOVER_BUCKETS_SECONDS,
    );
    this.registerCounts(metrics, figures);
    registerCluster(metrics, figures);
  }

  /** Of the metadata that this node has committed as the active controller. */
  committed(delta: MetadataDelta): void {
    for (const { before, after } of delta.leaderChanges()) {
      if (after.leader === NO_LEADER) continue;
      const clean = before.isr.includes(after.leader) || before.elr.includes(after.leader);
      this.elections[clean ? 'clean' : 'unclean']++;
    }
  }

  /** A lost broker is fenced, and its partitions have other leaders where they can. */
  failedOver(sinceMs: number): void {
    this.brokersLost++;
    this.failovers.observe(sinceMs / MS_PER_SECOND);
  }

  private registerCounts(metrics: Metrics, { active, queueLength }: ControllerFigures): void {
    const { elections } = this;
    metrics.gauge('drave_controller_active', 'Whether this node is the active controller.', () => (active() ? 1 : 0));
    metrics.gauge('drave_controller_queue_length', 'Requests waiting for the controller.', queueLength);
    for (const kind of ['clean', 'unclean'] as const)
      metrics.counterFrom(
        'drave_leader_elections_total',
        'Changes of partition leaders that this node has decided as the active controller.',
        () => elections[kind],
        { kind },
      );
    metrics.counterFrom(
      'kafka_controller_controllerstats_uncleanleaderelections_total',
      'Leaders that this node has elected outside of the ISR and the ELR: committed records may be lost.',
      () => elections.unclean,
    );
    metrics.counterFrom(
      'kafka_controller_kafkacontroller_timedoutbrokerheartbeat_total',
      'Brokers that this node has found lost as the active controller.',
      () => this.brokersLost,
    );
  }
}

/** What the metadata says of the cluster: every controller tells it, as far as it has come. */
function registerCluster(metrics: Metrics, { feed, active, committedOffset }: ControllerFigures): void {
  const census = new ClusterCensus(() => feed.image);
  metrics.beforeScrape(() => census.take());
  const gauge = (what: string, help: string, read: () => number): void =>
    metrics.gauge(`kafka_controller_kafkacontroller_${what}`, help, read);
  gauge('activecontrollercount', '1 on the active controller.', () => (active() ? 1 : 0));
  gauge('globaltopiccount', 'Topics of the cluster.', () => feed.image.topicCount);
  gauge('globalpartitioncount', 'Partitions of the cluster.', () => feed.image.partitionCount);
  gauge('offlinepartitionscount', 'Partitions without a leader.', () => census.counts.offline);
  gauge(
    'preferredreplicaimbalancecount',
    'Partitions that another replica than the preferred one leads.',
    () => census.counts.imbalanced,
  );
  const brokers = (fenced: boolean): number => feed.image.brokers().filter((one) => one.fenced === fenced).length;
  gauge('activebrokercount', 'Registered brokers that are in service.', () => brokers(false));
  gauge('fencedbrokercount', 'Registered brokers that are fenced.', () => brokers(true));
  gauge('lastappliedrecordoffset', 'The last offset of the metadata applied here.', () => feed.appliedOffset - 1);
  gauge('lastcommittedrecordoffset', 'The last offset of the metadata known committed.', () => committedOffset() - 1);
  metrics.gauge(
    'drave_reassigning_partitions',
    'Partitions whose replicas are being moved, as this controller knows it.',
    () => census.counts.reassigning,
  );
}

/** Counts all partitions of the metadata, unless that is still the same. */
class ClusterCensus {
  counts = { offline: 0, imbalanced: 0, reassigning: 0 };
  private readonly image: () => MetadataImage;
  private taken: MetadataImage | undefined;

  constructor(image: () => MetadataImage) {
    this.image = image;
  }

  take(): Steps<void> | undefined {
    const image = this.image();
    return image === this.taken ? undefined : this.count(image);
  }

  private *count(image: MetadataImage): Steps<void> {
    const counts = { offline: 0, imbalanced: 0, reassigning: 0 };
    for (const topic of image.topics())
      for (const partition of topic.partitions()) {
        if (partition.leader === NO_LEADER) counts.offline++;
        else if (partition.leader !== partition.replicas[0]) counts.imbalanced++;
        if (isReassigning(partition)) counts.reassigning++;
        yield;
      }
    this.counts = counts;
    this.taken = image;
  }
}
