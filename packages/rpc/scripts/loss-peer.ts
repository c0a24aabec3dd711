/** For loss.test.ts: `serve <port>` serves the conformance service, `call <port>` holds a stream open. Tells its parent. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createConformanceService, payload } from '../src/conformance/service.js';
import { conformanceService } from '../src/generated/conformance.v1.js';
import { GrpcTransport } from '../src/grpc/index.js';

const [role, portText] = process.argv.slice(2);
const port = Number(portText);
process.once('disconnect', () => process.exit());

if (role === 'serve') {
  const timers = {
    set: () => ({ timer: 0 }),
    clear: () => {},
    sleep: (ms: number) => sleep(ms),
    yieldTurn: async () => {},
  };
  const { implementation } = createConformanceService(timers);
  const server = await new GrpcTransport().serve({ host: '127.0.0.1', port }, [implementation]);
  process.send?.(server.endpoint.port);
} else {
  const stream = new GrpcTransport().connect({ host: '127.0.0.1', port }).stream(conformanceService.methods.converse);
  await stream.send(payload({ command: 'hang' }));
  await stream.receive();
  process.send?.(port);
}
