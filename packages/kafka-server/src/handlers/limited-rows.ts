import { DraveError } from '@drave/base';
import type { AnyHandlerRow } from './handler-row.js';
import { handlerTable } from './table.js';

/**
 * The table with no version above those that are given by the names of their APIs, as an older broker has it.
 * @throws DraveError INVALID_CONFIG for a name or a version that is not served.
 */
export function limitedRows(versionsMax: Readonly<Record<string, number>>): readonly AnyHandlerRow[] {
  const limits = new Map(Object.entries(versionsMax));
  const names = handlerTable.map(({ api }) => api.name);
  const unknown = [...limits.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new DraveError(
      'INVALID_CONFIG',
      `versions of '${unknown}' cannot be limited, because no API is called so: name one of ${names.toSorted().join(', ')}`,
    );
  return handlerTable.map((row) => {
    const maxVersion = limits.get(row.api.name);
    if (maxVersion === undefined) return row;
    if (!Number.isInteger(maxVersion) || maxVersion < row.minVersion || maxVersion > row.maxVersion)
      throw new DraveError(
        'INVALID_CONFIG',
        `${row.api.name} cannot be limited to version ${maxVersion}: give one from ${row.minVersion} to ${row.maxVersion}`,
      );
    return { ...row, maxVersion, refusedMaxVersion: row.maxVersion };
  });
}
