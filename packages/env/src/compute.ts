export type CodecName = 'gzip' | 'snappy' | 'lz4' | 'zstd';

/** CPU-heavy work, kept off the event loop in a node and done inline in the simulator. */
export interface Compute {
  /** One-shot compression: gzip stream, raw snappy block, lz4 frame, zstd frame. */
  compress(codec: CodecName, input: Uint8Array): Promise<Uint8Array>;
  /**
   * The inverse. @throws DraveError CORRUPT_MESSAGE on garbage and when the output would pass `outputBytesMax`
   * (checked before the memory is spent wherever the format says its size).
   */
  decompress(codec: CodecName, input: Uint8Array, outputBytesMax: number): Promise<Uint8Array>;
  /**
   * Runs a long job made of short steps: `step` is called until it returns false, with a turn of the event loop
   * whenever the time budget of one turn is used up.
   */
  slices(step: () => boolean): Promise<void>;
  /**
   * Says how many items were worked on in this turn of the event loop. Nothing comes of it in a node, where work takes
   * its time anyhow; the simulator charges for them (`SimHost.itemCost`), so that work in one piece holds a host up.
   */
  worked(items: number): void;
}
