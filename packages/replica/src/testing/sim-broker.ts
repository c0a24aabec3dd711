import { DraveError, assert, type BrokerEpoch, type NodeId, type PartitionIndex, type TopicId } from '@drave/base';
import { effectiveBrokerConfig, timerProfiles } from '@drave/config';
import type { SimHost, SimLife, SimWorld } from '@drave/env/sim';
import { LogResources } from '@drave/log';
import { ReplicaManager } from '../replica-manager.js';
import type { Partition } from '../partition.js';
import type { ReplicaControllerPort, TransactionVerificationPort } from '../ports.js';
import type { ScriptedController } from './scripted-controller.js';
import { acceptLeaderStream, dialFollowerStream } from './sim-streams.js';

const PORT = 9_000;
const CLUSTER_ID = 'replica-simulation';

export interface SimBrokerOptions {
  readonly world: SimWorld;
  readonly controller: ScriptedController;
  readonly id: NodeId;
  readonly paths?: readonly string[];
  readonly rack?: string;
  /** Kafka keys over the profile `local`. */
  readonly settings?: ReadonlyMap<string, string>;
  /** Who is asked before a transaction begins. */
  readonly transactionCoordinators?: TransactionVerificationPort;
  /** The way between broker and controller, in each direction. */
  readonly link: ControllerLink;
}

/** How requests to the controller, its answers and its metadata travel; tests change it at any time. */
export interface ControllerLink {
  delayMs(): number;
  /** Draws whether this message is lost. */
  lost(): boolean;
}

export const promptLink: ControllerLink = { delayMs: () => 1, lost: () => false };

const REQUEST_TIMEOUT_MS = 500;

/** One broker's replicas on a simulated host, with real logs on its disk. */
export class SimBroker {
  readonly id: NodeId;
  readonly host: SimHost;
  manager: ReplicaManager | undefined;
  brokerEpoch: BrokerEpoch = -1;
  /** What ended the process by itself; tests demand that there is none. */
  failure: unknown;
  /** Metadata stops arriving while true. */
  deaf = false;
  private delivered = 0;
  private delivering = false;

  private readonly options: SimBrokerOptions;

  constructor(options: SimBrokerOptions) {
    this.options = options;
    this.id = options.id;
    this.host = options.world.createHost(`broker-${options.id}`);
    options.controller.onChange(() => this.deliverMetadata());
  }

  get alive(): boolean {
    return this.host.alive && this.manager !== undefined;
  }

  /** Opens the logs, registers, and takes up its roles. On the first call and after a crash. */
  async start(): Promise<void> {
    const { controller, rack } = this.options;
    if (!this.host.alive) this.host.restart();
    const { life } = this.host;
    const manager = await ReplicaManager.open(this.managerOptions(life));
    if (!life.alive) return;
    this.brokerEpoch = controller.register(this.id, {
      provenDurable: manager.provenDurable,
      ...(rack === undefined ? {} : { rack }),
    });
    this.manager = manager;
    this.delivered = controller.history.length;
    manager.activate(controller.image);
    this.options.world.bind(life, PORT, {
      onPipe: (pipe) => {
        manager.serveReplicaFetch(acceptLeaderStream(pipe)).catch((reason: unknown) => {
          if (!(reason instanceof DraveError)) this.fail(reason);
        });
      },
    });
  }

  /** The process dies; with `loseUnsynced` the machine loses its power. */
  crash(options: { readonly loseUnsynced: boolean }): void {
    this.manager = undefined;
    this.host.crash(options);
  }

  /** An orderly stop. */
  async stop(): Promise<void> {
    const { manager } = this;
    this.manager = undefined;
    await manager?.close();
    this.host.crash();
  }

  partition(topicId: TopicId, index: PartitionIndex): Partition | undefined {
    return this.manager?.partitionOf(topicId, index);
  }

  requirePartition(topicId: TopicId, index: PartitionIndex): Partition {
    const partition = this.partition(topicId, index);
    assert(partition !== undefined, `broker ${this.id} has partition ${index}`);
    return partition;
  }

  /** Hands over the metadata that has not been delivered yet, one change after another, each after its delay. */
  deliverMetadata(): void {
    const { world, controller, link } = this.options;
    if (this.delivering || this.deaf || this.manager === undefined) return;
    if (this.delivered >= controller.history.length) return;
    this.delivering = true;
    const { life } = this.host;
    world.schedule(
      link.delayMs(),
      () => {
        this.delivering = false;
        const change = controller.history[this.delivered];
        if (this.deaf || this.manager === undefined || this.host.life !== life || change === undefined) {
          this.deliverMetadata();
          return;
        }
        this.delivered++;
        this.manager.onMetadata(change.delta, change.image, { offset: this.delivered });
        this.deliverMetadata();
      },
      undefined,
      'metadata',
    );
  }

  private fail(reason: unknown): void {
    this.failure ??= reason;
  }

  private managerOptions(life: SimLife) {
    const { env } = this.host;
    const file = this.options.settings ?? new Map<string, string>();
    const defaults = new Map(Object.entries(timerProfiles.local));
    return {
      env,
      clusterId: CLUSTER_ID,
      nodeId: this.id,
      paths: this.options.paths ?? ['data'],
      config: effectiveBrokerConfig({ file, defaults }),
      fileSettings: file,
      defaultSettings: defaults,
      transport: {
        open: (leaderId: NodeId) =>
          dialFollowerStream(this.options.world, life, { host: `broker-${leaderId}`, port: PORT }),
      },
      controller: this.controllerPort(life),
      transactionCoordinators: this.options.transactionCoordinators,
      brokerEpoch: () => this.brokerEpoch,
      // A small tail, so that reads reach the disk too.
      logResources: new LogResources(env, { tailBytesMax: 16 * 1024, openFilesMax: 16, indexBytesMax: 4096 }),
      scrubIntervalMs: 0,
      onDirectoryOffline: () => this.reportOffline(life),
      onAllDirectoriesOffline: (reason: DraveError) => this.crashOwn(life, reason),
      onFatal: (reason: unknown) => this.fail(reason),
    };
  }

  /** Reports as the next heartbeat does: by directory, whether the replicas in it are open yet or not. */
  private reportOffline(life: SimLife): void {
    const { world, controller, link } = this.options;
    world.schedule(
      link.delayMs(),
      () => {
        const failed = this.manager?.directories.all.filter((directory) => !directory.online) ?? [];
        const replicas = failed.flatMap(({ logs }) =>
          logs.map(({ topicId, topicPartition }) => [topicId, topicPartition.partition] as const),
        );
        controller.replicasOffline(this.id, this.brokerEpoch, replicas);
      },
      life,
      'heartbeat',
    );
  }

  private crashOwn(life: SimLife, _reason: DraveError): void {
    if (this.host.life === life && life.alive) this.crash({ loseUnsynced: false });
  }

  private controllerPort(life: SimLife): ReplicaControllerPort {
    const { controller } = this.options;
    return {
      alterPartition: (request) => this.call(life, () => controller.alterPartition(request)),
      leaveIsr: (request) => this.call(life, () => controller.leaveIsr(request)),
      assignDirectories: (request) => this.call(life, () => controller.assignDirectories(request)),
    };
  }

  /** A request may be lost, its answer may be lost, and either may come late: then the caller has given up. */
  private call<T>(life: SimLife, serve: () => T): Promise<T> {
    const { world, link } = this.options;
    return new Promise((resolve, reject) => {
      let open = true;
      const settle = (run: () => void): void => {
        if (!open || !life.alive) return;
        open = false;
        run();
      };
      world.schedule(
        REQUEST_TIMEOUT_MS,
        () => settle(() => reject(new DraveError('REQUEST_TIMED_OUT', 'the controller did not answer'))),
        life,
        'call-timeout',
      );
      if (link.lost()) return;
      world.schedule(link.delayMs(), () => {
        let answer: () => void;
        try {
          const result = serve();
          answer = () => resolve(result);
        } catch (reason) {
          answer = () => reject(DraveError.from(reason));
        }
        if (!link.lost()) world.schedule(link.delayMs(), () => settle(answer), life, 'answer');
      });
    });
  }
}
