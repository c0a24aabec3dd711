import { gunzipSync, gzipSync } from 'node:zlib';
import { corrupt } from '../codecs/codec-errors.js';
import { compressPure, decompressPure } from '../codecs/pure-codecs.js';
import type { CodecName, Compute } from '../compute.js';
import type { SimLife } from './host.js';

/** Codecs run inline: same bytes in, same bytes out, in the event that asked. */
export class SimCompute implements Compute {
  private readonly life: SimLife;

  constructor(life: SimLife) {
    this.life = life;
  }

  async compress(codec: CodecName, input: Uint8Array): Promise<Uint8Array> {
    return codec === 'gzip' ? gzipSync(input) : compressPure(codec, input);
  }

  async decompress(codec: CodecName, input: Uint8Array, outputBytesMax: number): Promise<Uint8Array> {
    if (codec !== 'gzip') return decompressPure(codec, input, outputBytesMax);
    try {
      return gunzipSync(input, { maxOutputLength: Math.max(1, outputBytesMax) });
    } catch (reason) {
      throw corrupt(codec, reason);
    }
  }

  worked(items: number): void {
    if (this.life.alive) this.life.host.work(items);
  }

  /** Virtual time gets a turn after every so many steps: a time budget would depend on the machine. */
  async slices(step: () => boolean): Promise<void> {
    const { world } = this.life.host;
    for (;;) {
      for (let count = 0; count < STEPS_PER_TURN; count++) if (!step()) return;
      await new Promise<void>((resolve) => world.schedule(TURN_MS, resolve, this.life, 'slice'));
    }
  }
}

const STEPS_PER_TURN = 64;
const TURN_MS = 1;
