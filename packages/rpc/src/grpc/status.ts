import { DraveError } from '@drave/base';
import { Metadata, status as grpcCodes, type StatusObject } from '@grpc/grpc-js';
import { connectionLostError } from '../connection-loss.js';
import { errorFromStatus, STATUS_DETAILS_KEY, statusFromError } from '../status-mapping.js';
import type { ConnectionLoss } from '../transport.js';

/** What the server side of a call ends with. */
interface OutgoingStatus {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
}

export function outgoingStatus(error: DraveError): OutgoingStatus {
  const { code, message, details } = statusFromError(error);
  const metadata = new Metadata();
  if (details !== undefined) metadata.set(STATUS_DETAILS_KEY, asBuffer(details));
  return { code, details: message, metadata };
}

/** `lossNow` asks the connection how it was lost; undefined means that it stands or that the reason is unknown. */
export function incomingError(
  status: StatusObject,
  where: string,
  lossNow: () => ConnectionLoss | undefined,
): DraveError {
  const trailer = status.metadata.get(STATUS_DETAILS_KEY)[0];
  if (trailer instanceof Buffer)
    return errorFromStatus({ code: status.code, message: status.details, details: trailer });
  const loss = lossOf(status, lossNow);
  if (loss !== undefined) return connectionLostError(loss, `${where}: ${status.details}`);
  const message = `${where}: ${status.details}`;
  if (status.code === grpcCodes.RESOURCE_EXHAUSTED && /larger than|decompresses to a size/.test(status.details))
    return new DraveError('INVALID_REQUEST', message);
  return errorFromStatus({ code: status.code, message, details: undefined });
}

/**
 * Only statuses that grpc-js made up on this side may mean a lost connection; what the peer answers carries our
 * details.
 */
function lossOf(status: StatusObject, lossNow: () => ConnectionLoss | undefined): ConnectionLoss | undefined {
  switch (status.code) {
    case grpcCodes.UNAVAILABLE:
      if (status.details.includes('ECONNREFUSED')) return 'refused';
      if (status.details.includes('ECONNRESET')) return 'reset';
      return lossNow() ?? 'timeout';
    case grpcCodes.CANCELLED:
    case grpcCodes.INTERNAL:
    case grpcCodes.UNKNOWN:
      return lossNow();
    default:
      return undefined;
  }
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
