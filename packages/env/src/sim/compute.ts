import type { CodecName, Compute } from '../compute.js';
import { compressInline, decompressInline } from '../codecs/inline-codecs.js';
import type { SimLife } from './host.js';

/** Codecs run inline: same bytes in, same bytes out, in the event that asked. */
export class SimCompute implements Compute {
  private readonly life: SimLife;

  constructor(life: SimLife) {
    this.life = life;
  }

  async compress(codec: CodecName, input: Uint8Array): Promise<Uint8Array> {
    return compressInline(codec, input);
  }

  async decompress(codec: CodecName, input: Uint8Array, outputBytesMax: number): Promise<Uint8Array> {
    return decompressInline(codec, input, outputBytesMax);
  }

  /** A turn of virtual time after every so many steps: a time budget would depend on the machine. */
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
