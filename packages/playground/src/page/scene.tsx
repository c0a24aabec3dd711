import type { ComponentChildren } from 'preact';
import type { ClientFrame, Frame, NodeFrame, PartitionFrame } from '../run/frame.js';
import { epochColor } from './epoch-color.js';
import { HEIGHT, pathBetween, placesOf, pointBetween, WIDTH, type Point } from './layout.js';
import { click, frame, selected, view } from './store.js';

/** Where everybody stands, the links between them, and what is on its way. The table of words says the same. */
export function Scene() {
  const now = frame.value;
  if (now === undefined) return undefined;
  const places = placesOf(now);
  return (
    <div class="scene">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <Links now={now} places={places} />
        <Messages now={now} places={places} />
      </svg>
      {now.nodes.map((node) => (
        <Place key={node.name} at={places.get(node.name)} name={node.name} process={node.process} kind={node.kind}>
          <NodeText node={node} now={now} />
        </Place>
      ))}
      {now.clients.map((client) => (
        <Place key={client.name} at={places.get(client.name)} name={client.name} process={client.process} kind="client">
          <ClientText client={client} />
        </Place>
      ))}
    </div>
  );
}

interface Drawn {
  readonly now: Frame;
  readonly places: ReadonlyMap<string, Point>;
}

function Links({ now, places }: Drawn) {
  const { nodes } = now;
  const pairs = nodes.flatMap(({ name: one }, index) =>
    nodes.slice(index + 1).map(({ name: other }) => [one, other] as const),
  );
  return pairs.map(([one, other]) => {
    const [from, to] = [places.get(one), places.get(other)];
    if (from === undefined || to === undefined) return undefined;
    const isCut = now.cuts.some(([left, right]) => left === one && right === other);
    const path = pathBetween(from, to);
    return (
      <g
        key={`${one}-${other}`}
        class={isCut ? 'link cut' : 'link'}
        onClick={() => click({ verb: isCut ? 'heal' : 'cut', target: `${one}-${other}` })}
      >
        <title>
          {isCut ? `mend the link between ${one} and ${other}` : `cut the link between ${one} and ${other}`}
        </title>
        <path class="reach" d={path} />
        <path class="line" d={path} />
      </g>
    );
  });
}

function Messages({ now, places }: Drawn) {
  const shownMs = view.value?.shownMs ?? now.nowMs;
  const controllers = new Set(now.nodes.filter(({ kind }) => kind === 'controller').map(({ name }) => name));
  const clients = new Set(now.clients.map(({ name }) => name));
  return (
    <g class="messages">
      {now.messages.map(({ from, to, sentMs, arrivalMs }, index) => {
        const [start, end] = [places.get(from), places.get(to)];
        if (start === undefined || end === undefined) return undefined;
        const share = Math.min(1, Math.max(0, (shownMs - sentMs) / Math.max(0.001, arrivalMs - sentMs)));
        const { x, y } = pointBetween(start, end, share);
        const isOfQuorum = controllers.has(from) && controllers.has(to);
        const kind = isOfQuorum ? 'quorum' : clients.has(from) || clients.has(to) ? 'client' : 'replica';
        return <circle key={index} class={kind} cx={x} cy={y} r={0.62} />;
      })}
    </g>
  );
}

interface PlaceProps {
  readonly at: Point | undefined;
  readonly name: string;
  readonly process: string;
  readonly kind: string;
  readonly children: ComponentChildren;
}

function Place({ at, name, process, kind, children }: PlaceProps) {
  if (at === undefined) return undefined;
  const style = { left: `${(100 * at.x) / WIDTH}%`, top: `${(100 * at.y) / HEIGHT}%` };
  const isSelected = selected.value === name;
  return (
    <button
      type="button"
      class={`place ${kind} ${process}`}
      style={style}
      aria-pressed={isSelected}
      onClick={() => (selected.value = isSelected ? undefined : name)}
    >
      {children}
    </button>
  );
}

function NodeText({ node, now }: { readonly node: NodeFrame; readonly now: Frame }) {
  const { name, kind, process, quorum } = node;
  const role = kind === 'controller' ? (quorum?.role ?? 'starting') : roleOfBroker(name, now.partition);
  const epoch = kind === 'controller' ? quorum?.epoch : node.replica?.leaderEpoch;
  return (
    <>
      <b>
        {name}
        {epoch === undefined || epoch < 0 ? undefined : (
          <span class="epoch" style={{ background: epochColor(epoch) }}>
            {epoch}
          </span>
        )}
      </b>
      <span>{process === 'up' ? role : process}</span>
    </>
  );
}

function roleOfBroker(name: string, partition: PartitionFrame | undefined): string {
  if (partition === undefined || !partition.replicas.includes(name)) return 'no replica';
  if (partition.leader === name) return `leads ${partition.name}`;
  return partition.isr.includes(name) ? 'in sync' : 'not in sync';
}

function ClientText({ client }: { readonly client: ClientFrame }) {
  const { name, kind, done, pending, lost, fenced, process } = client;
  const text = kind === 'consumer' ? `${done} read` : `${done} done${pending > 0 ? `, ${pending} wait` : ''}`;
  return (
    <>
      <b>{name}</b>
      <span>{process === 'up' ? (fenced ? 'fenced' : text) : process}</span>
      {lost > 0 ? <span class="lost">{lost} lost</span> : undefined}
    </>
  );
}
