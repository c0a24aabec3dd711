import { AssertionFailure, DraveError, type ErrorCode } from '@drave/base';
import type { CrashOptions, SimHost, SimWorld } from '@drave/env/sim';
import { DraveNode, everyRole, formatNode, validateNodeConfig, type NodeConfig, type NodeTuning } from '@drave/node';
import { SimTransport } from '@drave/rpc/sim';

/** How a process ends that blames what is stored, on its own disk or elsewhere. */
const blamesStorage: ReadonlySet<ErrorCode> = new Set([
  'KAFKA_STORAGE_ERROR',
  'CORRUPT_DATA',
  'CORRUPT_MESSAGE',
  'UNKNOWN_SERVER_ERROR',
] as const);

/** A pause before a supervisor starts a process again. */
const RESTART_PAUSE_MS = 100;

/** One node of the simulated cluster: a host, its configuration, and the node that runs on it now. */
export class SimNode {
  readonly host: SimHost;
  readonly config: NodeConfig;
  /** Undefined while the process is down or still opening its files. */
  node: DraveNode | undefined;
  /** How far its clock has been set off. */
  clockSkewMs = 0;
  /** The node is down on purpose: the supervisor does not restart it. */
  wantedDown = false;
  /** What its disk holds when no fault makes it smaller. */
  capacityBytes = Number.POSITIVE_INFINITY;
  /** What it keeps free on its disk for its metadata. */
  diskReserveBytesMax = 0;
  /** A log directory whose volume has failed. */
  lostDirectory: string | undefined;
  /** Its disk does nothing wrong in this run. */
  soundDisks = false;
  /** The power was lost at some time, and with it perhaps what was not synced. */
  hasLostPower = false;
  /** What no configuration names, of the process with this number. */
  tuningOf: (incarnation: number) => NodeTuning = () => ({});
  private formatted = false;
  private replaced = false;
  private readonly world: SimWorld;
  private readonly onBroken: (reason: unknown) => void;

  constructor(world: SimWorld, host: SimHost, config: NodeConfig, onBroken: (reason: unknown) => void) {
    this.world = world;
    this.host = host;
    this.config = validateNodeConfig(config, host.name);
    this.onBroken = onBroken;
  }

  get name(): string {
    return this.host.name;
  }

  get isBroker(): boolean {
    return this.config.node.roles.includes('broker');
  }

  async format(): Promise<void> {
    const initialControllers = !this.replaced;
    await formatNode(this.host.env, this.config, { allowEven: true, initialControllers });
    this.formatted = true;
  }

  /**
   * Starts the process on the host's present incarnation; what goes wrong there is either a crash of ours or a finding.
   */
  start(): void {
    this.wantedDown = false;
    if (!this.host.alive) this.host.restart();
    const { incarnation, env } = this.host;
    const current = () => this.host.alive && this.host.incarnation === incarnation;
    const onFatal = (error: DraveError): void => {
      if (!current()) return;
      this.world.trace('fatal', this.name, `${error.code} ${error.message}`);
      if (error.details.cause instanceof AssertionFailure) this.onBroken(error.details.cause);
      // The simulator's own mistake, which no restart mends.
      if (error.code === 'INVALID_CONFIG') this.onBroken(error);
      // With one volume lost the others are sound, and no other fault of disks is drawn then.
      const sound = this.soundDisks || this.lostDirectory !== undefined;
      // A snapshot that is gone was replaced by a newer one, which no disk is to blame for.
      const replaced = error.code === 'SNAPSHOT_NOT_FOUND';
      if (replaced || (sound && this.isBroker && blamesStorage.has(error.code))) this.onBroken(error);
      // It keeps room for that, and in time records expire.
      if (this.diskReserveBytesMax > 0 && error.code === 'DISK_FULL') this.onBroken(error);
      this.crash({ loseUnsynced: false });
      this.startLater();
    };
    const { diskReserveBytesMax } = this;
    const world = {
      env,
      transport: new SimTransport(this.host),
      roles: everyRole,
      diskReserveBytesMax,
      onFatal,
      tuning: this.tuningOf(incarnation),
    };
    const open = async (): Promise<DraveNode> => {
      if (!this.formatted) await this.format();
      return DraveNode.start(world, this.config);
    };
    open().then(
      (node) => {
        if (current()) this.node = node;
      },
      (reason: unknown) => {
        if (!current()) return;
        if (reason instanceof AssertionFailure || !(reason instanceof DraveError)) this.onBroken(reason);
        else onFatal(reason);
      },
    );
  }

  crash(options: CrashOptions): void {
    this.hasLostPower ||= options.loseUnsynced === true;
    this.node = undefined;
    this.host.crash(options);
  }

  /** SIGTERM. Resolves when the process would exit; never when it dies before. */
  async stop(): Promise<void> {
    await this.node?.stop();
  }

  /** An empty disk in the place of the old one; the next start formats it. Only while the host is down. */
  replaceDisk(): void {
    this.host.wipeDisk();
    this.formatted = false;
    this.replaced = true;
  }

  /**
   * Replaces the disk as `replaceDisk` does, but the new one is formatted with the unchanged configuration, as at the
   * very first time.
   */
  reformat(): void {
    this.host.wipeDisk();
    this.formatted = false;
  }

  limitDisk(capacityBytes: number): void {
    this.capacityBytes = capacityBytes;
    this.host.diskFaults({ capacityBytes });
    // With a reserve metadata and records lie on the same disk, as they do where the operator has not given them two.
    this.host.storeFaults({ onDisk: this.diskReserveBytesMax > 0 });
  }

  loseDirectory(path: string): void {
    this.lostDirectory = path;
    this.host.diskState.loseDirectory(path);
    this.world.trace('lost', this.name, path);
  }

  /** What runs goes on without it until it is started again. */
  restoreDirectory(): void {
    if (this.lostDirectory !== undefined) this.host.diskState.restoreDirectory(this.lostDirectory);
    this.lostDirectory = undefined;
  }

  /** The process has found fewer log directories than it was told of, or has given some up. */
  get lacksDirectory(): boolean {
    const { broker } = this.node ?? {};
    return broker !== undefined && broker.replicas.directories.online.length < this.config.dataDirectories.length;
  }

  /** Something that no environment excuses. */
  fail(reason: unknown): void {
    this.onBroken(reason);
  }

  /** A supervisor's restart, unless the node is wanted down by then. */
  startLater(delayMs: number = RESTART_PAUSE_MS): void {
    this.world.schedule(delayMs, () => {
      if (!this.wantedDown && !this.host.alive) this.start();
    });
  }
}
