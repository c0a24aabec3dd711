import type { Offset } from '@drave/base';
import { readWhole, writeSynced } from '../atomic-file.js';
import { CLEANED_SUFFIX, offsetFromName, offsetName, suffix, SWAP_SUFFIX } from '../file-names.js';
import type { LogCore } from '../log-core.js';
import { decodeCheckpoint, encodeCheckpoint, wholeNumber } from '../text-checkpoint.js';

/**
 * How a cleaned segment takes the place of the ones that it was made from (KAFKA-12520):
 *
 * 1. `<base>.log.cleaned` is written and synced.
 * 2. It is renamed to `<base>.log.swap`, and the directory is synced: from here on the swap is decided. Up to here a
 * crash
 *    leaves the old segments as they were, and the `.cleaned` file is thrown away.
 * 3. The old segments go, newest first, and the swap file takes its final name. A crash in between is finished by
 * `finishSwaps`
 *    before anything is loaded.
 *
 * Which segments are replaced stands in `<base>.swap-plan`, durable before step 2, so nothing has to be guessed.
 */
export async function decideSwap(core: LogCore, baseOffset: Offset, replaced: readonly Offset[]): Promise<void> {
  const { disk } = core.host.env;
  const plan = encodeCheckpoint({ version: 0, entries: replaced.map((base) => [String(base)]) });
  await writeSynced(disk, planPath(core, baseOffset), plan);
  await disk.syncDirectory(core.directory);
  const log = `${core.directory}/${offsetName(baseOffset)}${suffix.log}`;
  await disk.rename(`${log}${CLEANED_SUFFIX}`, `${log}${SWAP_SUFFIX}`);
  await disk.syncDirectory(core.directory);
}

/** Steps 3: also what recovery does with a decided swap. Harmless to repeat. */
export async function finishSwap(core: LogCore, baseOffset: Offset, replaced: readonly Offset[]): Promise<void> {
  const { env, handles } = core.host;
  for (const base of [...replaced].sort((a, b) => b - a)) {
    const stem = `${core.directory}/${offsetName(base)}`;
    for (const ending of [suffix.seal, suffix.offsetIndex, suffix.timeIndex, suffix.transactionIndex, suffix.log]) {
      await handles.forget(`${stem}${ending}`);
      // The one of the same name is replaced by the rename, so there is never a moment without the segment.
      if (base !== baseOffset || ending !== suffix.log) await env.disk.remove(`${stem}${ending}`);
    }
  }
  // Without this a power loss could keep the rename and undo a removal, and both generations would stand side by side.
  await env.disk.syncDirectory(core.directory);
  const log = `${core.directory}/${offsetName(baseOffset)}${suffix.log}`;
  await env.disk.rename(`${log}${SWAP_SUFFIX}`, log);
  await env.disk.syncDirectory(core.directory);
  await env.disk.remove(planPath(core, baseOffset));
}

/** Before a log is loaded: decided swaps are finished, undecided ones forgotten. `names`: what the directory holds. */
export async function finishSwaps(core: LogCore, names: readonly string[]): Promise<void> {
  const { disk } = core.host.env;
  for (const name of names.filter(isSwapPlan)) {
    const baseOffset = offsetFromName(name, PLAN_ENDING);
    if (baseOffset === undefined) continue;
    const decided = names.includes(`${offsetName(baseOffset)}${suffix.log}${SWAP_SUFFIX}`);
    const replaced = decided ? await readPlan(core, baseOffset) : undefined;
    if (replaced !== undefined) await finishSwap(core, baseOffset, replaced);
    else await disk.remove(`${core.directory}/${name}`);
  }
}

export function isSwapPlan(name: string): boolean {
  return name.endsWith(PLAN_ENDING);
}

const PLAN_ENDING = '.swap-plan';

async function readPlan(core: LogCore, baseOffset: Offset): Promise<readonly Offset[] | undefined> {
  const bytes = await readWhole(core.host.env.disk, planPath(core, baseOffset));
  const plan = bytes === undefined ? undefined : decodeCheckpoint(bytes, 1);
  return plan?.entries.map(([word]) => wholeNumber(word)).filter((base) => base !== undefined);
}

function planPath(core: LogCore, baseOffset: Offset): string {
  return `${core.directory}/${offsetName(baseOffset)}${PLAN_ENDING}`;
}
