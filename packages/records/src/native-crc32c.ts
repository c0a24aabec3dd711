import { createRequire } from 'node:module';

type NativeCrc32c = Pick<typeof import('@node-rs/crc32'), 'crc32c'>;

/** Undefined where no prebuilt module fits this machine. Loaded at once, so that no module has to wait for it. */
export function loadNativeCrc32c(): NativeCrc32c | undefined {
  try {
    return createRequire(import.meta.url)('@node-rs/crc32') as NativeCrc32c;
  } catch {
    // An optional dependency: absent on platforms without a prebuilt binary. The portable one gives the same numbers.
    return undefined;
  }
}
