import { errors } from '@drave/base';
import type { ErrorCode } from '@drave/base';
import type { HandlerContext } from './handler-row.js';

/** Kafka's number for the outcome of a group's operation. */
export function kafkaCodeOf(failure: ErrorCode | undefined): number {
  return failure === undefined ? 0 : errors[failure].kafka;
}

/** As Kafka shows it: a slash in front of the address. */
export function clientHostOf({ connection }: HandlerContext): string {
  return `/${connection.remote.host}`;
}

/** Requests give slices of their frame; what a group keeps must not keep the frame. */
export function ownBytes(slice: Buffer): Buffer {
  return Buffer.from(slice);
}
