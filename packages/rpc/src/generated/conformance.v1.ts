// Generated from proto/drave/conformance/v1/conformance.proto by `npm run generate`. Do not edit.
import * as wire from '../wire/index.js';
import type { StreamMethod, UnaryMethod } from '../transport.js';

export interface Payload {
  readonly number: number;
  readonly command: string;
  readonly data: Uint8Array;
  readonly size: number;
}

export const Payload: wire.MessageCodec<Payload> = wire.messageCodec('drave.conformance.v1.Payload', writePayload, readPayload, payloadPayload);

function writePayload(w: wire.Writer, m: Payload): void {
  if (m.size !== 0) { w.int32(m.size, 'Payload.size'); w.tag(32); }
  if (m.data?.length !== 0) { w.bytes(m.data, 'Payload.data'); w.tag(26); }
  if (m.command !== '') { w.string(m.command, 'Payload.command'); w.tag(18); }
  if (m.number !== 0) { w.int64(m.number, 'Payload.number'); w.tag(8); }
}

function readPayload(r: wire.Reader, end: number): Payload {
  let $number: number = 0;
  let $command: string = '';
  let $data: Uint8Array = wire.EMPTY;
  let $size: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $number = r.int64(); break;
      case 18: $command = r.string(); break;
      case 26: $data = r.bytes(); break;
      case 32: $size = r.int32(); break;
      default: r.skip(tag, 'Payload');
    }
  }
  return { number: $number, command: $command, data: $data, size: $size };
}

function payloadPayload(m: Payload): number {
  let sum = 0;
  sum += m.data.length;
  return sum;
}

export interface CallFacts {
  readonly peerHost: string;
  readonly peerCertificateName?: string | undefined;
  readonly callerId?: number | undefined;
  readonly deadlineMs?: number | undefined;
}

export const CallFacts: wire.MessageCodec<CallFacts> = wire.messageCodec('drave.conformance.v1.CallFacts', writeCallFacts, readCallFacts);

function writeCallFacts(w: wire.Writer, m: CallFacts): void {
  if (m.deadlineMs !== undefined) { w.int64(m.deadlineMs, 'CallFacts.deadlineMs'); w.tag(32); }
  if (m.callerId !== undefined) { w.int32(m.callerId, 'CallFacts.callerId'); w.tag(24); }
  if (m.peerCertificateName !== undefined) { w.string(m.peerCertificateName, 'CallFacts.peerCertificateName'); w.tag(18); }
  if (m.peerHost !== '') { w.string(m.peerHost, 'CallFacts.peerHost'); w.tag(10); }
}

function readCallFacts(r: wire.Reader, end: number): CallFacts {
  let $peerHost: string = '';
  let $peerCertificateName: string | undefined;
  let $callerId: number | undefined;
  let $deadlineMs: number | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $peerHost = r.string(); break;
      case 18: $peerCertificateName = r.string(); break;
      case 24: $callerId = r.int32(); break;
      case 32: $deadlineMs = r.int64(); break;
      default: r.skip(tag, 'CallFacts');
    }
  }
  return { peerHost: $peerHost, peerCertificateName: $peerCertificateName, callerId: $callerId, deadlineMs: $deadlineMs };
}


/** Spoken only by the conformance suite of Transport. */
export const conformanceService: {
  readonly name: 'drave.conformance.v1.Conformance';
  readonly methods: {
    readonly echo: UnaryMethod<Payload, Payload>;
    /** Fails with the error named in `command`, with a leader hint. */
    readonly fail: UnaryMethod<Payload, Payload>;
    /** Never answers; ends when the call is cancelled or its deadline passes. */
    readonly hang: UnaryMethod<Payload, Payload>;
    /** Answers with what the handler learnt of the call. */
    readonly context: UnaryMethod<Payload, CallFacts>;
    /** Behaves as the first message's `command` says. */
    readonly converse: StreamMethod<Payload, Payload>;
    /** One request, then `number` messages of `size` bytes each. */
    readonly pour: StreamMethod<Payload, Payload>;
    /** Counts what arrives. */
    readonly collect: StreamMethod<Payload, Payload>;
  };
} = {
  name: 'drave.conformance.v1.Conformance',
  methods: {
    echo: {
      kind: 'unary',
      path: '/drave.conformance.v1.Conformance/Echo',
      encodeRequest: Payload.encode,
      decodeRequest: Payload.decode,
      encodeResponse: Payload.encode,
      decodeResponse: Payload.decode,
    },
    fail: {
      kind: 'unary',
      path: '/drave.conformance.v1.Conformance/Fail',
      encodeRequest: Payload.encode,
      decodeRequest: Payload.decode,
      encodeResponse: Payload.encode,
      decodeResponse: Payload.decode,
    },
    hang: {
      kind: 'unary',
      path: '/drave.conformance.v1.Conformance/Hang',
      encodeRequest: Payload.encode,
      decodeRequest: Payload.decode,
      encodeResponse: Payload.encode,
      decodeResponse: Payload.decode,
    },
    context: {
      kind: 'unary',
      path: '/drave.conformance.v1.Conformance/Context',
      encodeRequest: Payload.encode,
      decodeRequest: Payload.decode,
      encodeResponse: CallFacts.encode,
      decodeResponse: CallFacts.decode,
    },
    converse: {
      kind: 'stream',
      path: '/drave.conformance.v1.Conformance/Converse',
      requestStream: true,
      responseStream: true,
      encodeRequest: Payload.encode,
      decodeRequest: Payload.decode,
      encodeResponse: Payload.encode,
      decodeResponse: Payload.decode,
    },
    pour: {
      kind: 'stream',
      path: '/drave.conformance.v1.Conformance/Pour',
      requestStream: false,
      responseStream: true,
      encodeRequest: Payload.encode,
      decodeRequest: Payload.decode,
      encodeResponse: Payload.encode,
      decodeResponse: Payload.decode,
    },
    collect: {
      kind: 'stream',
      path: '/drave.conformance.v1.Conformance/Collect',
      requestStream: true,
      responseStream: false,
      encodeRequest: Payload.encode,
      decodeRequest: Payload.decode,
      encodeResponse: Payload.encode,
      decodeResponse: Payload.decode,
    },
  },
};
