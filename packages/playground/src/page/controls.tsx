import { speeds } from '../run/pacer.js';
import { tours } from '../run/tours/table.js';
import { address, ask, begin, frame, setSpeed, view } from './store.js';

/** Time, and what runs. */
export function Controls() {
  const { run, speed } = address.value;
  const isPlaying = view.value?.isPlaying === true;
  return (
    <header>
      <h1>
        Drave <span>playground</span>
      </h1>
      <div class="time">
        <button type="button" class="main" onClick={() => ask({ kind: isPlaying ? 'pause' : 'play' })}>
          {isPlaying ? 'Pause' : 'Play'}
        </button>
        <button type="button" disabled={isPlaying} onClick={() => ask({ kind: 'step' })} title="One event (.)">
          Step
        </button>
        <label>
          Speed{' '}
          <select value={String(speed)} onChange={({ currentTarget }) => setSpeed(Number(currentTarget.value))}>
            {speeds.map((one) => (
              <option key={one} value={String(one)}>
                {one} ×
              </option>
            ))}
          </select>
        </label>
        <output class="clock" title="Virtual time since the start">
          {((view.value?.shownMs ?? 0) / 1_000).toFixed(3)} s
        </output>
        <span class="events">{frame.value?.events ?? 0} events</span>
      </div>
      <form
        class="run"
        onSubmit={(event) => {
          event.preventDefault();
          const seed = Number(new FormData(event.currentTarget).get('seed'));
          begin({ run: { kind: 'playground', seed, tour: undefined, clicks: '' }, speed }, true);
        }}
      >
        <label>
          Tour{' '}
          <select
            value={run.kind === 'playground' ? (run.tour ?? '') : ''}
            onChange={({ currentTarget }) => {
              const tour = currentTarget.value === '' ? undefined : currentTarget.value;
              begin({ run: { kind: 'playground', seed: run.seed, tour, clicks: '' }, speed }, true);
            }}
          >
            <option value="">none: play freely</option>
            {tours.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label>
          Seed <input name="seed" type="number" min="0" max="9007199254740991" required value={run.seed} />
        </label>
        <button type="submit">Run</button>
      </form>
    </header>
  );
}
