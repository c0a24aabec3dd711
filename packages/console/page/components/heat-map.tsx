import type { JSX } from 'preact';
import type { PartitionRow } from '../../src/contract.js';
import { heatMapOf, letters, words, type HeatCell, type HeatColumn, type ReplicaState } from '../model/heat-map.js';
import { withQuery } from '../model/route.js';
import { route } from '../state/location.js';

const COLUMNS_MAX = 25;
const shown: readonly ReplicaState[] = ['leader', 'in-sync', 'eligible', 'behind'];

/**
 * Replicas of many partitions at a glance: brokers as rows, partitions as columns. The table below it says the same.
 */
export function HeatMap({ partitions }: { readonly partitions: readonly PartitionRow[] }): JSX.Element {
  const { brokerIds, blocks } = heatMapOf(partitions, COLUMNS_MAX);
  return (
    <div class="body">
      {blocks.map((block) => (
        <Block key={block[0]?.partition} brokerIds={brokerIds} block={block} />
      ))}
      <p class="legend">
        {shown.map((state) => (
          <span key={state}>
            <span class={`heat-cell key ${state}`} aria-hidden="true">
              {letters[state]}
            </span>
            {words[state]}
          </span>
        ))}
        <span>
          <span class="heat-cell key" aria-hidden="true">
            ×
          </span>
          its broker is down
        </span>
      </p>
    </div>
  );
}

interface BlockProps {
  readonly brokerIds: readonly number[];
  readonly block: readonly HeatColumn[];
}

function Block({ brokerIds, block }: BlockProps): JSX.Element {
  const name = `Replicas of partitions ${block[0]?.partition} to ${block.at(-1)?.partition}`;
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={name}>
      <table class="heat">
        <caption class="visually-hidden">{name}</caption>
        <thead>
          <tr>
            <td />
            {block.map(({ partition, hasLeader }) => (
              <th key={partition} scope="col">
                <a
                  class={hasLeader ? undefined : 'bad-text'}
                  href={withQuery(route.value, { partition })}
                  aria-label={`partition ${partition}${hasLeader ? '' : ', without a leader'}`}
                >
                  {partition}
                </a>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {brokerIds.map((brokerId, index) => (
            <tr key={brokerId}>
              <th scope="row">broker {brokerId}</th>
              {block.map(({ partition, cells }) => (
                <td key={partition}>
                  <Cell cell={cells[index]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell }: { readonly cell: HeatCell | undefined }): JSX.Element {
  const { state, isOffline } = cell ?? { state: 'none' as const, isOffline: false };
  const word = `${words[state]}${isOffline ? ', its broker is down' : ''}`;
  return (
    <span class={`heat-cell ${state}`} data-state={state} title={word}>
      <span aria-hidden="true">{isOffline ? '×' : letters[state]}</span>
      <span class="visually-hidden">{word}</span>
    </span>
  );
}
