import { deferred, type Deferred, type Endpoint, type Millis, type Offset } from '@drave/base';
import { clusterService, type adminV1 } from '@drave/rpc';
import type { ClusterLink } from './cluster-link.js';

interface MirroredTopic {
  readonly topic: adminV1.Topic;
  readonly partitions: ReadonlyMap<number, adminV1.Partition>;
}

/** What one step of the metadata has changed. */
export interface MirrorStep {
  /** The mirror begins anew with it: nothing is known of what was before. */
  readonly isReset: boolean;
  /** Of the controller, as the node that told knows it. */
  readonly epoch: number;
  /** Undefined when the step says nothing of it. -1 for none. */
  readonly controller: { readonly before: number; readonly after: number } | undefined;
  readonly createdTopics: readonly string[];
  readonly deletedTopics: readonly string[];
  readonly partitions: readonly { readonly before: adminV1.Partition | undefined; readonly after: adminV1.Partition }[];
  readonly brokers: readonly {
    readonly id: number;
    readonly before: adminV1.Broker | undefined;
    /** Undefined for one that the cluster has forgotten. */
    readonly after: adminV1.Broker | undefined;
  }[];
  readonly configs: readonly adminV1.ConfigResource[];
}

/** Before a node that was lost is asked again, or the next one. */
const PAUSE_MS: Millis = 500;
const NO_CONTROLLER = -1;

/**
 * Topics, partitions and brokers of the cluster as its metadata feed tells of them, for as long as somebody looks. What
 * is in here is what the users of the console may see.
 */
export class ClusterMirror {
  private readonly link: ClusterLink;
  private readonly onStep: (step: MirrorStep) => void;
  private readonly topicsByName = new Map<
    string,
    { topic: adminV1.Topic; partitions: Map<number, adminV1.Partition> }
  >();
  private readonly brokersById = new Map<number, adminV1.Broker>();
  private controllerId = NO_CONTROLLER;
  private offset: Offset = 0;
  private attempt: { readonly endpoint: Endpoint; readonly lost: AbortController } | undefined;
  private parts: adminV1.ClusterChange[] = [];
  private isReset = false;
  private readonly first: Deferred<void> = deferred();

  constructor(link: ClusterLink, onStep: (step: MirrorStep) => void) {
    this.link = link;
    this.onStep = onStep;
  }

  /** Resolves when the whole state is here. */
  get whole(): Promise<void> {
    return this.first.promise;
  }

  get topics(): ReadonlyMap<string, MirroredTopic> {
    return this.topicsByName;
  }

  get brokers(): ReadonlyMap<number, adminV1.Broker> {
    return this.brokersById;
  }

  /** -1 for none. */
  get activeControllerId(): number {
    return this.controllerId;
  }

  /** Follows until the signal. A node that is lost is asked again from where it was, and so is the next one. */
  async follow(signal: AbortSignal): Promise<void> {
    const { timers, logger } = this.link.access.env;
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        await this.followOne(signal, attempt);
      } catch (reason) {
        if (signal.aborted) return;
        logger.debug({ err: reason }, 'the console lost the node whose metadata it follows; it asks again');
      }
      await timers.sleep(PAUSE_MS, signal).catch(() => undefined);
    }
  }

  /** To be called when other nodes may have to be asked: leaves one that is no longer among them. */
  recheck(): void {
    const { attempt } = this;
    if (attempt === undefined) return;
    const { host, port } = attempt.endpoint;
    if (!this.link.access.nodes().some((one) => one.host === host && one.port === port)) attempt.lost.abort();
  }

  private async followOne(signal: AbortSignal, count: number): Promise<void> {
    const nodes = this.link.access.nodes();
    const endpoint = nodes[count % Math.max(1, nodes.length)];
    if (endpoint === undefined) return;
    const lost = new AbortController();
    this.attempt = { endpoint, lost };
    this.parts = [];
    const stream = this.link.stream(
      endpoint,
      clusterService.methods.watchCluster,
      AbortSignal.any([signal, lost.signal]),
    );
    try {
      await stream.send({ fromOffset: this.offset });
      stream.end();
      for (let part = await stream.receive(); part !== undefined; part = await stream.receive()) this.take(part);
    } finally {
      this.attempt = undefined;
      stream.cancel();
    }
  }

  /** A large step comes in several messages, and only the last of them moves the offset. */
  private take({ header, reset, changes, nextOffset }: adminV1.WatchClusterResponse): void {
    if (reset) {
      this.isReset = true;
      this.parts = [];
      this.offset = 0;
    }
    this.parts.push(...changes);
    if (nextOffset <= this.offset) return;
    const { parts, isReset } = this;
    this.parts = [];
    this.isReset = false;
    this.offset = nextOffset;
    if (isReset) {
      this.topicsByName.clear();
      this.brokersById.clear();
    }
    const step = this.apply(parts, isReset, header.controllerEpoch);
    this.first.resolve();
    this.onStep(step);
  }

  private apply(parts: readonly adminV1.ClusterChange[], isReset: boolean, epoch: number): MirrorStep {
    const createdTopics: string[] = [];
    const deletedTopics: string[] = [];
    const partitions: { before: adminV1.Partition | undefined; after: adminV1.Partition }[] = [];
    const brokers: { id: number; before: adminV1.Broker | undefined; after: adminV1.Broker | undefined }[] = [];
    const configs: adminV1.ConfigResource[] = [];
    let controller: { before: number; after: number } | undefined;
    for (const { change } of parts) {
      switch (change?.kind) {
        case 'topic':
          this.topicsByName.set(change.topic.name, { topic: change.topic, partitions: new Map() });
          createdTopics.push(change.topic.name);
          break;
        case 'deletedTopic':
          this.topicsByName.delete(change.deletedTopic.name);
          deletedTopics.push(change.deletedTopic.name);
          break;
        case 'partition': {
          const { partition: after } = change;
          const known = this.topicsByName.get(after.topic)?.partitions;
          partitions.push({ before: known?.get(after.index), after });
          known?.set(after.index, after);
          break;
        }
        case 'broker': {
          const { broker: after } = change;
          brokers.push({ id: after.id, before: this.brokersById.get(after.id), after });
          this.brokersById.set(after.id, after);
          break;
        }
        case 'unregisteredBrokerId': {
          const { unregisteredBrokerId: id } = change;
          brokers.push({ id, before: this.brokersById.get(id), after: undefined });
          this.brokersById.delete(id);
          break;
        }
        case 'config':
          configs.push(change.config);
          break;
        case 'activeControllerId':
          controller = { before: controller?.before ?? this.controllerId, after: change.activeControllerId };
          this.controllerId = change.activeControllerId;
          break;
        case undefined:
          break;
      }
    }
    return { isReset, epoch, controller, createdTopics, deletedTopics, partitions, brokers, configs };
  }
}
