import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

const CREATE = 1;
const LENGTH_BYTES = 4;

/** As much of a ZooKeeper as Burrow asks before it begins to watch: sessions, and nodes that can be made. */
export async function startFakeZookeeper(): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, server };
}

function serve(socket: Socket): void {
  let held = Buffer.alloc(0);
  let hasSession = false;
  let transactions = 0n;
  // A client that ends without a word is none of its business.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    while (held.length >= LENGTH_BYTES && held.length >= LENGTH_BYTES + held.readInt32BE(0)) {
      const request = held.subarray(LENGTH_BYTES, LENGTH_BYTES + held.readInt32BE(0));
      held = held.subarray(LENGTH_BYTES + request.length);
      if (hasSession) transactions += 1n;
      socket.write(framed(hasSession ? answered(request, transactions) : session(request)));
      hasSession = true;
    }
  });
}

/** Version, timeout in ms, session id, password. */
function session(request: Buffer): Buffer {
  const answer = Buffer.alloc(36);
  answer.writeInt32BE(request.readInt32BE(12), 4);
  answer.writeBigInt64BE(1n, 8);
  answer.writeInt32BE(16, 16);
  return answer;
}

/** Success for everything; whoever makes a node is told its path. */
function answered(request: Buffer, transaction: bigint): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32BE(request.readInt32BE(0), 0);
  header.writeBigInt64BE(transaction, 4);
  const isCreate = request.readInt32BE(4) === CREATE;
  return isCreate ? Buffer.concat([header, request.subarray(8, 12 + request.readInt32BE(8))]) : header;
}

function framed(body: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeInt32BE(body.length, 0);
  return Buffer.concat([length, body]);
}
