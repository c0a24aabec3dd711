import type { SimCluster } from '@drave/simulator';

/** What a hand can do to a run: to a node or a client by its name, or to the link between two, as in `b1-c2`. */
export interface Action {
  readonly verb: Verb;
  readonly target: string;
}

const nodeVerbs = ['kill', 'start', 'pause', 'resume'] as const;
const linkVerbs = ['cut', 'slow', 'heal'] as const;
const clientVerbs = ['begin'] as const;
const verbs = [...nodeVerbs, ...linkVerbs, ...clientVerbs];

export type Verb = (typeof verbs)[number];

/** An action of a run, and after how many events it was taken: between two events, so that a replay is exact. */
export interface TakenAction extends Action {
  readonly afterEvents: number;
}

/** What a run may hold: a page's address is no place for more. */
const ACTIONS_MAX = 200;
/** Each way, on a slow link: longer than it takes until followers give up a leader at different times. */
const SLOW_MS = 150;

/** Does it, and says whether it changed anything: a node that is down is not killed. */
export function act(cluster: SimCluster, { verb, target }: Action): boolean {
  const ends = target.split('-');
  const { links } = cluster.world;
  switch (verb) {
    case 'kill':
    case 'start':
    case 'pause':
    case 'resume':
      return actOnProcess(cluster, verb, target);
    case 'cut':
    case 'slow':
    case 'heal': {
      const [one, other] = ends.map((name) => cluster.nodes.find((node) => node.name === name)?.host);
      if (one === undefined || other === undefined || one === other || ends.length !== 2) return false;
      const half = cluster.conditions.linkDelayMs / 2;
      const delay =
        verb === 'slow' ? { delayMsMin: SLOW_MS, delayMsJitter: 0 } : { delayMsMin: half, delayMsJitter: half };
      for (const [from, to] of [
        [one, other],
        [other, one],
      ] as const)
        links.set(from, to, { ...delay, blocked: verb === 'cut' });
      return true;
    }
    // Only the clients of a tour can begin.
    case 'begin':
      return false;
  }
}

function actOnProcess(cluster: SimCluster, verb: (typeof nodeVerbs)[number], name: string): boolean {
  const node = cluster.nodes.find((one) => one.name === name);
  const host = node?.host ?? cluster.world.host(name);
  if (host === undefined) return false;
  switch (verb) {
    case 'kill':
      if (node === undefined || !host.alive) return false;
      node.wantedDown = true;
      node.crash({ loseUnsynced: false });
      return true;
    case 'start':
      if (node === undefined || host.alive) return false;
      node.start();
      return true;
    case 'pause':
      if (!host.alive || host.paused) return false;
      host.pause();
      return true;
    case 'resume':
      if (!host.paused) return false;
      host.resume();
      return true;
  }
}

/** As it stands in the page's address: `1200.kill.b1~1904.cut.b2-b3`. */
export function writeActions(actions: readonly TakenAction[]): string {
  return actions.map(({ afterEvents, verb, target }) => `${afterEvents}.${verb}.${target}`).join('~');
}

/** Whatever is not understood is left out, and so is what comes after the first two hundred. */
export function readActions(text: string): TakenAction[] {
  return text
    .split('~', ACTIONS_MAX)
    .flatMap((part) => {
      const [, count, word, target] = /^(\d{1,12})\.([a-z]+)\.([a-z]\d{1,2}(?:-[a-z]\d{1,2})?)$/.exec(part) ?? [];
      const verb = verbs.find((one) => one === word);
      return verb === undefined || target === undefined ? [] : [{ afterEvents: Number(count), verb, target }];
    })
    .toSorted((one, other) => one.afterEvents - other.afterEvents);
}
