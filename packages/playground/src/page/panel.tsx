import { nodeOf } from '../run/frame.js';
import { address, click, frame, selected } from './store.js';

/** What can be done to who is selected. */
export function Panel() {
  const [now, name] = [frame.value, selected.value];
  if (now === undefined) return undefined;
  if (address.value.run.kind === 'cluster')
    return (
      <p class="panel">
        This is a run of the simulator, with the faults that its seed has drawn: watch, or make it slower.
      </p>
    );
  if (name === undefined)
    return <p class="panel">Select a node or a client to break it; click on a link to cut it, and again to mend it.</p>;
  const node = nodeOf(now, name);
  const process = node?.process ?? now.clients.find((client) => client.name === name)?.process;
  const others = node === undefined ? [] : now.nodes.filter((other) => other.name !== name);
  const button = (text: string, verb: 'kill' | 'start' | 'pause' | 'resume') => (
    <button type="button" onClick={() => click({ verb, target: name })}>
      {text}
    </button>
  );
  return (
    <div class="panel" role="group" aria-label={`What can be done to ${name}`}>
      <b>{name}</b>
      {node !== undefined && process !== 'down' ? button('Kill', 'kill') : undefined}
      {process === 'down' ? button('Start', 'start') : undefined}
      {process === 'up' ? button('Pause', 'pause') : undefined}
      {process === 'paused' ? button('Resume', 'resume') : undefined}
      {others.map((other) => {
        const ends = now.nodes.filter((one) => one.name === name || one.name === other.name).map((one) => one.name);
        const isCut = now.cuts.some((cut) => cut.every((end) => ends.includes(end)));
        return (
          <button
            type="button"
            key={other.name}
            onClick={() => click({ verb: isCut ? 'heal' : 'cut', target: ends.join('-') })}
          >
            {isCut ? 'Mend' : 'Cut'} {name}–{other.name}
          </button>
        );
      })}
    </div>
  );
}
