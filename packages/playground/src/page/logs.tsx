import type { LogFrame, ProcessState } from '../run/frame.js';
import { epochColor } from './epoch-color.js';
import { cellsOf, windowOf } from './log-window.js';
import { frame } from './store.js';

const CELLS = 36;

interface Row {
  readonly name: string;
  readonly process: ProcessState;
  readonly log: LogFrame;
}

/** The logs themselves: a cell for each offset, in the colour of the epoch that wrote it. */
export function Logs() {
  const now = frame.value;
  if (now === undefined) return undefined;
  const quorum = now.nodes.flatMap(({ name, process, quorum: part }) =>
    part === undefined ? [] : [{ name, process, log: part.log }],
  );
  const replicas = now.nodes.flatMap(({ name, process, replica }) =>
    replica === undefined ? [] : [{ name, process, log: replica.log }],
  );
  return (
    <div class="logs">
      <LogTable title="The quorum’s log: metadata, on every node" rows={quorum} />
      <LogTable
        title={`The log of ${now.partition?.name ?? 'the partition'}: records, on its replicas`}
        rows={replicas}
      />
      <p class="key">
        On their way: <i class="quorum">among controllers</i>, <i class="replica">to and from brokers</i>,{' '}
        <i class="client">to and from clients</i>.
      </p>
      <p class="key">
        Each cell is an offset; its colour and number are the epoch that wrote it. Solid cells lie below the high
        watermark that the node knows; hollow ones are not committed.
      </p>
    </div>
  );
}

function LogTable({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }) {
  const { fromOffset, toOffset } = windowOf(
    rows.map(({ log }) => log),
    CELLS,
  );
  return (
    <section class="log" aria-hidden="true">
      <h2>{title}</h2>
      {rows.map(({ name, process, log }) => (
        <div key={name} class={`log-row ${process}`}>
          <b>{name}</b>
          <div class="cells">
            {cellsOf(log, fromOffset, toOffset).map(({ offset, epoch, isCommitted }) => (
              <i
                key={offset}
                title={`offset ${offset}`}
                class={epoch < 0 ? 'none' : isCommitted ? 'committed' : 'tail'}
                style={{ '--epoch': epochColor(epoch) }}
              >
                {epoch < 0 ? '' : epoch}
              </i>
            ))}
          </div>
          <span>{log.endOffset}</span>
        </div>
      ))}
    </section>
  );
}
