import { errors, type ErrorCode } from '@drave/base';
import type { GroupType } from '@drave/coordinator';
import type { HandlerContext } from './handler-row.js';

/** Kafka's number for the outcome of a group's operation. */
export function kafkaCodeOf(failure: ErrorCode | undefined): number {
  return failure === undefined ? 0 : errors[failure].kafka;
}

/** Why a group cannot be described, in Kafka's words; null when the error says it all. */
export function undescribedText(
  wanted: GroupType,
  { groupId, failure, otherType }: { groupId: string; failure?: ErrorCode | undefined; otherType?: GroupType },
): string | null {
  if (failure !== 'GROUP_ID_NOT_FOUND') return null;
  return otherType === undefined ? `Group ${groupId} not found.` : `Group ${groupId} is not a ${wanted} group.`;
}

/** The client's host as Kafka shows it: a slash in front of the address. */
export function clientHostOf({ caller }: HandlerContext): string {
  return `/${caller.clientHost}`;
}

/** Requests give slices of their frame; what a group keeps must not keep the frame. */
export function ownBytes(slice: Buffer): Buffer {
  return Buffer.from(slice);
}
