// Generated from proto/google/protobuf/any.proto, proto/google/protobuf/duration.proto by `npm run generate`. Do not edit.
import * as wire from '../wire/index.js';

/** A message of any type, encoded, with the address of its type. */
export interface Any {
  /** Ends in the full name of the type: "type.googleapis.com/google.rpc.ErrorInfo". */
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

export const Any: wire.MessageCodec<Any> = wire.messageCodec('google.protobuf.Any', writeAny, readAny, payloadAny);

function writeAny(w: wire.Writer, m: Any): void {
  if (m.value?.length !== 0) { w.bytes(m.value, 'Any.value'); w.tag(18); }
  if (m.typeUrl !== '') { w.string(m.typeUrl, 'Any.typeUrl'); w.tag(10); }
}

function readAny(r: wire.Reader, end: number): Any {
  let $typeUrl: string = '';
  let $value: Uint8Array = wire.EMPTY;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $typeUrl = r.string(); break;
      case 18: $value = r.bytes(); break;
      default: r.skip(tag, 'Any');
    }
  }
  return { typeUrl: $typeUrl, value: $value };
}

function payloadAny(m: Any): number {
  let sum = 0;
  sum += m.value.length;
  return sum;
}

export interface Duration {
  readonly seconds: number;
  /** 0 to 999,999,999, of the same sign as `seconds`. */
  readonly nanos: number;
}

export const Duration: wire.MessageCodec<Duration> = wire.messageCodec('google.protobuf.Duration', writeDuration, readDuration);

function writeDuration(w: wire.Writer, m: Duration): void {
  if (m.nanos !== 0) { w.int32(m.nanos, 'Duration.nanos'); w.tag(16); }
  if (m.seconds !== 0) { w.int64(m.seconds, 'Duration.seconds'); w.tag(8); }
}

function readDuration(r: wire.Reader, end: number): Duration {
  let $seconds: number = 0;
  let $nanos: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $seconds = r.int64(); break;
      case 16: $nanos = r.int32(); break;
      default: r.skip(tag, 'Duration');
    }
  }
  return { seconds: $seconds, nanos: $nanos };
}

