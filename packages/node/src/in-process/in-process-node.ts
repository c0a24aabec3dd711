import { deferred, DraveError, type Deferred } from '@drave/base';
import type { SimHost } from '@drave/env/sim';
import type { OutsideOfNode, StartedNode } from './start-node.js';

interface RunSteps {
  /** Begins a life and starts the node in it. */
  readonly begin: (outside: OutsideOfNode) => Promise<StartedNode>;
  readonly applyFaults: () => Promise<void>;
  /** Ends the life at once; resolves when nothing that it had open is left. */
  readonly end: (loseUnsynced: boolean) => Promise<void>;
}

/** One run of a node in this process. */
export class InProcessNode {
  private readonly host: SimHost;
  private readonly steps: RunSteps;
  private readonly openings: Promise<{ close(): Promise<void> }>[] = [];
  private readonly started: Promise<StartedNode>;
  private readonly end: Deferred<DraveError | undefined> = deferred();
  private ending: Promise<void> | undefined;

  constructor(host: SimHost, steps: RunSteps) {
    this.host = host;
    this.steps = steps;
    this.started = steps.begin({
      onFatal: (error) => this.fail(error),
      onOpening: (opening) => void this.openings.push(opening),
    });
    // A start that fails ends the run; whoever waits for `ready` hears why.
    this.started.catch((reason: unknown) => this.fail(DraveError.from(reason)));
  }

  /** Resolves when every listener is bound, with what the node tells of itself. @throws DraveError why it cannot. */
  async ready(): Promise<StartedNode['facts']> {
    return (await this.started).facts;
  }

  /**
   * Resolves when nothing of the run is left: with the error that the node could not go on for, or undefined when it
   * was stopped or crashed from outside.
   */
  get ended(): Promise<DraveError | undefined> {
    return this.end.promise;
  }

  /** A controlled shutdown. Resolves when nothing of the run is left. */
  async stop(): Promise<void> {
    // A run that ends by itself meanwhile, or is crashed, is as good as stopped.
    const stopped = this.started.then(({ node }) => node.stop());
    await Promise.race([stopped.catch(() => {}), this.ended]);
    await this.finish(undefined, false);
  }

  /**
   * From now on nothing of the node goes on. Resolves when its ports are free and its files are closed. With
   * `loseUnsynced`, on a disk in memory, what the node has not synced may be gone, as after a power loss.
   */
  crash({ loseUnsynced = false }: { readonly loseUnsynced?: boolean } = {}): Promise<void> {
    return this.finish(undefined, loseUnsynced);
  }

  /** The node can go on no longer, by its own word. */
  fail(error: DraveError): void {
    void this.finish(error, false);
  }

  /**
   * Resolves when exactly the faults that are ordered are in force; never of a run that has ended. @throws DraveError
   * INVALID_REQUEST for those that the node cannot have.
   */
  applyFaults(): Promise<void> {
    return this.steps.applyFaults();
  }

  /** The node stands still: whatever is due or arrives waits, and its connections stay open. */
  pause(): void {
    this.host.pause();
  }

  resume(): void {
    this.host.resume();
  }

  private finish(error: DraveError | undefined, loseUnsynced: boolean): Promise<void> {
    this.ending ??= this.finishOnce(error, loseUnsynced);
    return this.ending;
  }

  private async finishOnce(error: DraveError | undefined, loseUnsynced: boolean): Promise<void> {
    const ended = this.steps.end(loseUnsynced);
    // What could not be opened needs no closing.
    const outside = await Promise.allSettled(this.openings);
    const closers = outside.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    await Promise.all([ended, ...closers.map((one) => one.close())]);
    this.end.resolve(error);
  }
}
