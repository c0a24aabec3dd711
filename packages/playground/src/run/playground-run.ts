import { calmConditions, createTopic, SimCluster, type Conditions } from '@drave/simulator';
import { assert } from '@drave/base';
import { act, type Action, type TakenAction } from './action.js';
import { OrdersConsumer, OrdersProducer, PaymentsProducer, TOPIC } from './clients.js';
import { epochAt, type Frame } from './frame.js';
import { Lookout } from './look.js';
import { TourGuide } from './tours/guide.js';
import type { Tour } from './tours/tour.js';

interface PlaygroundRunOptions {
  readonly seed: number;
  readonly tour?: Tour | undefined;
  /** What was clicked in the run that is to be replayed, in order. */
  readonly clicks?: readonly TakenAction[];
  /** Asked before each event, once the clients are at work. Undefined: at once. */
  readonly pace?: (dueMs: number) => Promise<void> | undefined;
  /** The clients are at work. */
  readonly onReady?: () => void;
  /** The guide has come to a step, or to the end: the world stands still until `proceed`. */
  readonly onStep?: () => void;
}

const READY_MS = 20_000;
/** Longer than anybody watches. */
const RUN_MS = 86_400_000;
/** Slow enough that messages can be watched, fast enough for the timers of the profile `local`. */
const LINK_DELAY_MS = 16;

/**
 * Three controllers, three brokers, one topic, and clients at work. What happens depends on the seed, the tour and the
 * clicks alone: these are taken between two events, and how fast it is watched changes nothing.
 */
export class PlaygroundRun {
  readonly cluster: SimCluster;
  readonly guide: TourGuide | undefined;
  private readonly taken: TakenAction[] = [];
  private readonly options: PlaygroundRunOptions;
  private readonly lookout: Lookout;
  private readonly producer: OrdersProducer;
  private readonly consumer: OrdersConsumer;
  private readonly payments = new Map<string, PaymentsProducer>();
  private replayed: readonly TakenAction[];
  private goOn: (() => void) | undefined;

  constructor(options: PlaygroundRunOptions) {
    const { seed, tour, clicks = [] } = options;
    this.options = options;
    this.replayed = clicks;
    this.cluster = new SimCluster(seed, conditionsOf(tour));
    this.lookout = new Lookout(this.cluster, TOPIC);
    this.producer = new OrdersProducer(this.cluster, 'p1', (offset) => this.epochOf(offset));
    this.consumer = new OrdersConsumer(this.cluster, 'r1');
    if (tour !== undefined) this.guide = new TourGuide(tour, this);
  }

  /** Runs until the predicate holds, or for a virtual day. @throws what has gone wrong in it. */
  async run(isOver: () => boolean = () => false): Promise<void> {
    const { cluster, options } = this;
    const { world } = cluster;
    await cluster.format();
    cluster.start();
    assert(await world.runUntil(() => cluster.whole && cluster.registered, READY_MS), 'the cluster has not started');
    await createTopic(cluster, TOPIC, 1, new Map(Object.entries(options.tour?.topicConfigs ?? {})));
    this.producer.start();
    this.consumer.start();
    const working = (): boolean => cluster.whole && this.frame().clients.every(({ done }) => done > 0);
    assert(await world.runUntil(working, READY_MS), 'the clients do not come to work');
    options.onReady?.();
    if (this.guide !== undefined) {
      this.guide.begin();
      options.onStep?.();
    }
    world.pace = (dueMs) => this.before(dueMs);
    await world.runUntil(isOver, RUN_MS);
  }

  frame(): Frame {
    const clients = [this.producer, this.consumer, ...this.payments.values()];
    return this.lookout.frame((leaderLog) => clients.map((client) => client.frame(leaderLog)));
  }

  /** Every click that has changed something so far, and those that are still to be replayed. */
  get clicks(): readonly TakenAction[] {
    return [...this.taken, ...this.replayed];
  }

  /**
   * Does what was clicked at once, and nothing more of what was to be replayed: from here on it is another run. Call it
   * between events only, as a message to a worker is.
   */
  click(action: Action): void {
    this.replayed = [];
    this.take(action);
  }

  /** What a click does, or the guide; false when there was nothing to do. */
  act(action: Action): boolean {
    if (action.verb !== 'begin') return act(this.cluster, action);
    if (!/^t\d$/.test(action.target) || this.payments.has(action.target)) return false;
    const client = new PaymentsProducer(this.cluster, action.target);
    this.payments.set(action.target, client);
    client.start();
    return true;
  }

  /** The reader has read the step. */
  proceed(): void {
    this.guide?.proceed();
    this.goOn?.();
    this.goOn = undefined;
  }

  private before(dueMs: number): Promise<void> | undefined {
    const { world } = this.cluster;
    const isDue = ({ afterEvents }: TakenAction): boolean => afterEvents <= world.eventsRun;
    const due = this.replayed.filter(isDue);
    if (due.length > 0) this.replayed = this.replayed.slice(due.length);
    for (const action of due) this.take(action);
    if (this.guide?.look(world.nowMs()) === true) this.options.onStep?.();
    if (this.guide?.place.phase === 'reading') return new Promise((goOn) => (this.goOn = goOn));
    return this.options.pace?.(dueMs);
  }

  private take({ verb, target }: Action): void {
    if (this.act({ verb, target })) this.taken.push({ verb, target, afterEvents: this.cluster.world.eventsRun });
  }

  private epochOf(offset: number): number {
    const { nodes, partition } = this.lookout.frame(() => []);
    const log = nodes.find(({ name }) => name === partition?.leader)?.replica?.log;
    return log === undefined ? -1 : epochAt(log, offset);
  }
}

function conditionsOf(tour: Tour | undefined): Conditions {
  return {
    ...calmConditions,
    linkDelayMs: LINK_DELAY_MS,
    minInsyncReplicas: tour?.minInsyncReplicas ?? calmConditions.minInsyncReplicas,
  };
}
