/** The optional native codecs, each loaded when first needed; undefined where no prebuilt fits this machine. */

interface SnappyModule {
  compress(input: Uint8Array): Promise<Uint8Array>;
  uncompress(input: Uint8Array, options: { readonly asBuffer: true }): Promise<string | Uint8Array>;
}

interface Lz4Module {
  compressFrame(input: Uint8Array): Promise<Uint8Array>;
  decompressFrame(input: Uint8Array): Promise<Uint8Array>;
}

interface ZstdModule {
  compress(input: Buffer, level?: number): Promise<Uint8Array>;
  decompress(input: Buffer): Promise<Uint8Array>;
}

export const loadSnappy = once<SnappyModule>(() => import('snappy'));
export const loadLz4 = once<Lz4Module>(() => import('lz4-napi'));
export const loadZstd = once<ZstdModule>(() => import('@mongodb-js/zstd'));

function once<T>(load: () => Promise<T>): () => Promise<T | undefined> {
  let loading: Promise<T | undefined> | undefined;
  return () => {
    // A missing optional dependency is an expected outcome: the caller has a plain JavaScript one.
    loading ??= load().catch(() => undefined);
    return loading;
  };
}
