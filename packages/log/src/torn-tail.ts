import { BATCH_HEADER_BYTES, BATCH_OVERHEAD_BYTES, scanBatches } from '@drave/records';

/**
 * True when the bytes from a batch to the end of its file end before the batch does. One whose length field alone is
 * damaged looks the same; but then the bytes that are there make a sound batch under the right length.
 */
export function endsInsideBatch(rest: Buffer): boolean {
  const first = scanBatches(rest, { verifyCrc: true }).next();
  if (first.done === true || first.value.kind !== 'incomplete') return false;
  if (rest.length < BATCH_HEADER_BYTES) return true;
  const patched = Buffer.from(rest);
  patched.writeInt32BE(rest.length - BATCH_OVERHEAD_BYTES, 8);
  const again = scanBatches(patched, { verifyCrc: true }).next();
  return again.done === true || again.value.kind !== 'batch';
}
