import { describe, expect, it } from 'vitest';
import { SimWorld } from './index.js';

describe('SimWorld', () => {
  it('runs timers, disk and network of a host in virtual time', async () => {
    const world = new SimWorld({ seed: 1 });
    const left = world.createHost('left');
    const right = world.createHost('right');
    const received: string[] = [];
    const serve = async (): Promise<void> => {
      await right.env.network.listen({ host: 'right', port: 9092 }, (connection) => {
        const pump = async (): Promise<void> => {
          for (;;) {
            const bytes = await connection.read();
            if (bytes === undefined) return;
            received.push(Buffer.from(bytes).toString());
          }
        };
        pump().then(
          () => received.push('end'),
          (thrown: Error) => received.push(thrown.message),
        );
      });
    };
    await world.finish(serve());
    const connection = await world.finish(left.env.network.connect({ host: 'right', port: 9092 }));
    await world.finish(connection.write([Buffer.from('one')]));
    await world.finish(connection.write([Buffer.from('two')]));
    await world.runFor(10);
    left.crash();
    await world.runFor(10);
    expect(received).toEqual(['one', 'two', 'the connection to left is gone (reset)']);
  });
});
