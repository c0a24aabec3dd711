import { assert } from '@drave/base';
import { handlerRows } from '../generated/handler-rows.js';
import type { AnyHandlerRow } from './handler-row.js';

/** Every API that this broker serves. ApiVersions answers from this list, so what stands here is what is advertised. */
export const handlerTable: readonly AnyHandlerRow[] = handlerRows;

/** By their names in the protocol. */
export const servedApis: readonly string[] = handlerTable.map((row) => row.api.name);

const keys = handlerTable.map((row) => row.api.key);
assert(new Set(keys).size === keys.length, 'one row for one API');
for (const { api, minVersion, maxVersion } of handlerTable) {
  const { request, response } = api;
  const min = Math.max(request.minVersion, response.minVersion);
  const max = Math.min(request.maxVersion, response.maxVersion);
  assert(minVersion >= min && maxVersion <= max, `${api.name}: only versions ${min} to ${max} can be read and written`);
}
