import { tours } from '../run/tours/table.js';
import { address, ask, begin, setSpeed, view } from './store.js';

/** The step of the tour; without one, the tours that there are. */
export function TourCard() {
  const { run, speed } = address.value;
  if (run.kind === 'cluster') return undefined;
  const tour = view.value?.tour;
  if (tour === undefined)
    return (
      <section class="tour" aria-labelledby="tour">
        <h2 id="tour">Guided tours</h2>
        <ul>
          {tours.map(({ name, title, about }) => (
            <li key={name}>
              <button
                type="button"
                class="link-button"
                onClick={() =>
                  begin({ run: { kind: 'playground', seed: run.seed, tour: name, clicks: '' }, speed }, true)
                }
              >
                {title}
              </button>
              <p>{about}</p>
            </li>
          ))}
        </ul>
      </section>
    );
  const { title, text, index, steps, phase } = tour;
  const proceed = (): void => {
    setSpeed(tour.speed);
    ask({ kind: 'proceed' });
  };
  return (
    <section class="tour" aria-labelledby="tour" aria-live="polite">
      <p class="place-in-tour">
        {Math.min(index + 1, steps)} of {steps}
      </p>
      <h2 id="tour">{phase === 'over' ? 'The end of this tour' : title}</h2>
      <p>{phase === 'over' ? 'The cluster goes on, and is yours: break it.' : text}</p>
      {phase === 'over' ? (
        <button
          type="button"
          onClick={() =>
            begin({ run: { kind: 'playground', seed: run.seed, tour: undefined, clicks: '' }, speed }, true)
          }
        >
          Other tours
        </button>
      ) : (
        <button type="button" class="main" disabled={phase === 'running'} onClick={proceed}>
          {phase === 'running' ? 'Watch…' : 'Next'}
        </button>
      )}
    </section>
  );
}
