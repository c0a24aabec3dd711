import { Controls } from './controls.js';
import { Logs } from './logs.js';
import { Panel } from './panel.js';
import { Scene } from './scene.js';
import { frame, news, outcome, view } from './store.js';
import { TourCard } from './tour-card.js';
import { Words } from './words.js';

/** The whole page. */
export function App() {
  return (
    <>
      <Controls />
      <Ending />
      <main>
        <div class="stage">
          {frame.value === undefined ? (
            <p class="waiting">The cluster starts: production nodes, in this tab.</p>
          ) : (
            <Scene />
          )}
          <Panel />
        </div>
        <aside>
          <TourCard />
          <section aria-labelledby="news">
            <h2 id="news">What happens</h2>
            <ol class="news" tabIndex={0} aria-labelledby="news">
              {news.value.map(({ number, atMs, text }) => (
                <li key={number}>
                  <time>{(atMs / 1_000).toFixed(3)}</time> {text}
                </li>
              ))}
            </ol>
          </section>
        </aside>
        {view.value === undefined ? undefined : <Logs />}
        {view.value === undefined ? undefined : <Words />}
      </main>
    </>
  );
}

/** How a cluster seed has ended, or why nothing runs. */
function Ending() {
  const ended = outcome.value;
  if (ended === undefined) return undefined;
  if (ended.kind === 'failed')
    return (
      <section class="ending failed" data-outcome="failed" role="alert">
        <h2>This run has failed</h2>
        <pre tabIndex={0}>{ended.report}</pre>
      </section>
    );
  const { events, traceHash, acknowledged, struck } = ended.result;
  return (
    <section class="ending" data-outcome="ended" role="status">
      The seed has passed: {events} events, {acknowledged} records acknowledged, {struck.length} faults. Its hash is{' '}
      <code>{traceHash}</code>, as in Node.
    </section>
  );
}
