import type { LogFrame } from '../run/frame.js';
import { frame } from './store.js';

/** The picture in words, for whoever does not see it. */
export function Words() {
  const now = frame.value;
  if (now === undefined) return undefined;
  const { partition } = now;
  return (
    <details class="words">
      <summary>The same in words</summary>
      <table>
        <caption>Nodes</caption>
        <thead>
          <tr>
            <th scope="col">Node</th>
            <th scope="col">Process</th>
            <th scope="col">In the quorum</th>
            <th scope="col">Quorum’s log</th>
            <th scope="col">As a replica</th>
            <th scope="col">Partition’s log</th>
          </tr>
        </thead>
        <tbody>
          {now.nodes.map(({ name, process, quorum, replica }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{process}</td>
              <td>{quorum === undefined ? '' : `${quorum.role}, epoch ${quorum.epoch}`}</td>
              <td>{quorum === undefined ? '' : logInWords(quorum.log)}</td>
              <td>{replica === undefined ? '' : `${replica.role}, leader epoch ${replica.leaderEpoch}`}</td>
              <td>{replica === undefined ? '' : logInWords(replica.log)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {partition === undefined ? undefined : (
        <p>
          {partition.name} is led by {partition.leader ?? 'nobody'}. In sync: {partition.isr.join(', ')}.
        </p>
      )}
      <ul>
        {now.clients.map(({ name, kind, process, done, pending, lost }) => (
          <li key={name}>
            {name}, a {kind}, is {process}: {done} done, {pending} wait, {lost} lost.
          </li>
        ))}
      </ul>
      <p>
        {now.cuts.length === 0 ? 'No link is cut.' : `Cut: ${now.cuts.map((ends) => ends.join(' and ')).join('; ')}.`}
      </p>
    </details>
  );
}

function logInWords({ endOffset, highWatermark, epochs }: LogFrame): string {
  return `ends at ${endOffset} in epoch ${epochs.at(-1)?.epoch ?? 'none'}, committed to ${highWatermark}`;
}
