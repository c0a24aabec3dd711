import { assert, unreachable } from '@drave/base';
import { focusNames, runClusterSeed, type SimCluster } from '@drave/simulator';
import { readActions, writeActions } from '../run/action.js';
import type { Frame } from '../run/frame.js';
import { Lookout } from '../run/look.js';
import { Pacer } from '../run/pacer.js';
import { PlaygroundRun } from '../run/playground-run.js';
import { newsBetween } from '../run/news.js';
import type { TourGuide } from '../run/tours/guide.js';
import { tours } from '../run/tours/table.js';
import type { PageMessage, RunRequest, TourView, WorkerMessage } from './messages.js';

type Begin = Extract<PageMessage, { readonly kind: 'begin' }>;

/** The topic that is shown of a cluster seed. */
const LEDGER_TOPIC = 'ledger1';

/** One run that is watched: what the page says goes in, views come out. */
export class Session {
  private readonly request: RunRequest;
  private readonly send: (message: WorkerMessage) => void;
  private readonly pacer = new Pacer();
  private readonly playground: PlaygroundRun | undefined;
  /** Undefined until there is something to be seen. */
  private watched: { readonly cluster: SimCluster; readonly frame: () => Frame } | undefined;
  private before: Frame | undefined;
  private isOver = false;

  constructor({ run, speed, playing }: Begin, send: (message: WorkerMessage) => void) {
    this.request = run;
    this.send = send;
    this.pacer.speed = speed;
    if (playing) this.pacer.play();
    if (run.kind === 'playground') this.playground = this.openPlayground(run.seed, run.tour, run.clicks);
  }

  /** @throws what has gone wrong in the run. */
  async run(): Promise<void> {
    const { request, playground } = this;
    if (playground !== undefined) return playground.run();
    assert(request.kind === 'cluster', 'everything else is the playground');
    const focus = focusNames.find((name) => name === request.focus);
    const onBegin = (cluster: SimCluster): void => this.watch(cluster);
    try {
      const options = focus === undefined ? { onBegin } : { onBegin, focus };
      this.send({ kind: 'ended', result: await runClusterSeed(request.seed, options) });
    } finally {
      this.show();
      this.isOver = true;
    }
  }

  take(message: Exclude<PageMessage, Begin>): void {
    switch (message.kind) {
      case 'play':
        this.pacer.play();
        break;
      case 'pause':
        this.pacer.pause();
        break;
      case 'step':
        this.pacer.step();
        break;
      case 'speed':
        this.pacer.speed = message.speed;
        break;
      case 'proceed':
        this.pacer.play();
        this.playground?.proceed();
        break;
      case 'click':
        this.playground?.click(message.action);
        break;
      default:
        unreachable(message);
    }
    this.show();
  }

  /** So much of the viewer's time has passed. */
  tick(elapsedMs: number): void {
    if (this.isOver || this.watched === undefined) return;
    this.pacer.pass(elapsedMs, this.watched.cluster.world.nowMs());
    this.show();
  }

  private openPlayground(seed: number, tourName: string | undefined, clicks: string): PlaygroundRun {
    const tour = tours.find(({ name }) => name === tourName);
    const playground = new PlaygroundRun({
      seed: tour?.seed ?? seed,
      tour,
      clicks: readActions(clicks),
      pace: (dueMs) => this.pacer.before(dueMs),
      // Virtual time has passed while nobody was asked.
      onReady: () => {
        this.watched = { cluster: playground.cluster, frame: () => playground.frame() };
        this.pacer.beginAt(playground.cluster.world.nowMs());
      },
    });
    return playground;
  }

  private watch(cluster: SimCluster): void {
    const lookout = new Lookout(cluster, LEDGER_TOPIC);
    this.watched = { cluster, frame: () => lookout.frame(() => []) };
    cluster.world.pace = (dueMs) => this.pacer.before(dueMs);
  }

  private show(): void {
    if (this.watched === undefined) return;
    const frame = this.watched.frame();
    const { playground, pacer } = this;
    const news = this.before === undefined ? [] : newsBetween(this.before, frame);
    this.before = frame;
    this.send({
      kind: 'view',
      view: {
        frame,
        shownMs: pacer.shownMs(frame.nowMs),
        isPlaying: pacer.isPlaying,
        clicks: writeActions(playground?.clicks ?? []),
        tour: tourView(playground?.guide),
        news,
      },
    });
  }
}

function tourView(guide: TourGuide | undefined): TourView | undefined {
  if (guide === undefined) return undefined;
  const { place, step, text, tour } = guide;
  return {
    ...place,
    name: tour.name,
    title: step?.title ?? tour.title,
    text,
    steps: tour.steps.length,
    speed: step?.speed ?? 1,
  };
}
