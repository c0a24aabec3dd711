import { DraveError } from '@drave/base';
import { createLifeEnv, RealTimeWorld, type LifeEnv, type LifeEnvOptions } from '@drave/env/in-process';
import type { SimHost, SimLife } from '@drave/env/sim';
import { formatNode, type FormatNodeOptions } from '../format.js';
import { nodeName, type NodeConfig } from '../node-config.js';
import { InProcessNode } from './in-process-node.js';
import { LifeFaults, type FaultOrders } from './life-faults.js';
import { startNode } from './start-node.js';

interface InProcessNodesOptions {
  /** Whether data directories are on the file system, or in memory, where they go with their cluster. */
  readonly storage: 'disk' | 'memory';
}

/** Nodes in this process, each on a machine of its own. */
export class InProcessNodes {
  private readonly world: RealTimeWorld;
  private readonly options: InProcessNodesOptions;
  private readonly machines = new Map<string, InProcessMachine>();

  constructor(options: InProcessNodesOptions) {
    this.options = options;
    this.world = new RealTimeWorld((life, reason) => this.machines.get(life.host.name)?.onThrown(life, reason));
  }

  /** The machine of this node, made when it is asked for first. */
  machineOf(config: NodeConfig): InProcessMachine {
    const name = machineName(config);
    const known = this.machines.get(name);
    if (known !== undefined) return known;
    const made = new InProcessMachine(this.world, config, this.options.storage);
    this.machines.set(name, made);
    return made;
  }
}

/** Several clusters may have nodes of the same name. */
function machineName(config: NodeConfig): string {
  return `${config.cluster.id}/${nodeName(config)}`;
}

/** A machine that runs one node, again and again. What is on its disk outlives every run. */
class InProcessMachine {
  private readonly world: RealTimeWorld;
  private readonly host: SimHost;
  private readonly storage: LifeEnvOptions['storage'];
  private config: NodeConfig;
  private node: InProcessNode | undefined;
  private opened: LifeEnv | undefined;

  constructor(world: RealTimeWorld, config: NodeConfig, storage: LifeEnvOptions['storage']) {
    this.world = world;
    this.config = config;
    this.storage = storage;
    const instantly = { latencyMs: 0, syncLatencyMs: 0 };
    const quotaBytes = config.faults?.diskQuotaBytes;
    const options = {
      disk: instantly,
      store: { ...instantly, onDisk: quotaBytes !== undefined },
      ...(quotaBytes === undefined ? {} : { diskBytes: quotaBytes }),
    };
    this.host = world.createHost(machineName(config), options, (life) => this.createEnv(life));
    // The first life is there before there is anything to do, and has nothing open but its log.
    this.host.crash();
    void this.opened?.end();
  }

  /** As `formatNode`, in a run of its own. @throws DraveError. */
  async format(config: NodeConfig, options: FormatNodeOptions): Promise<void> {
    this.begin(config);
    try {
      await formatNode(this.host.env, config, options);
    } finally {
      await this.end(false);
    }
  }

  /** What the node has written in memory is gone. It must not run. */
  wipe(): void {
    this.host.wipeDisk();
  }

  /** Begins a run of the node, with the faults that are ordered. There must be no other one. */
  run(config: NodeConfig, orders: FaultOrders): InProcessNode {
    let faults: LifeFaults | undefined;
    const node = new InProcessNode(this.host, {
      begin: (outside) => {
        this.begin(config);
        faults = new LifeFaults(this.host, orders);
        return startNode(this.host, config, { ...outside, storage: this.storage, faults });
      },
      applyFaults: async () => faults?.apply(),
      end: (loseUnsynced) => this.end(loseUnsynced),
    });
    this.node = node;
    return node;
  }

  /** Something that the node ran has thrown. */
  onThrown(life: SimLife, reason: unknown): void {
    if (life === this.host.life) this.node?.fail(DraveError.from(reason));
  }

  private createEnv(life: SimLife) {
    const { log, dataDirectories, faults } = this.config;
    const quotaBytes = faults?.diskQuotaBytes;
    this.opened = createLifeEnv(life, {
      storage: this.storage,
      root: quotaBytes === undefined ? '/' : (dataDirectories[0] ?? '/'),
      quotaBytes,
      logger: {
        level: log.level,
        destination: log.file === undefined ? 'stderr' : { file: log.file },
        fields: { cluster: this.config.cluster.name, node: nodeName(this.config) },
      },
    });
    return this.opened.env;
  }

  private begin(config: NodeConfig): void {
    this.config = config;
    this.host.restart();
  }

  private async end(loseUnsynced: boolean): Promise<void> {
    const { life } = this.host;
    this.host.crash({ loseUnsynced });
    this.world.forget(life);
    await this.opened?.end();
  }
}
