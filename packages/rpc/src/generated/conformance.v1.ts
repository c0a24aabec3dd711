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


/** Every kind of field once, for tests of the codec against another implementation. */
export interface EveryKind {
  readonly aBool: boolean;
  readonly anInt32: number;
  readonly aUint32: number;
  readonly aSint32: number;
  readonly anInt64: number;
  readonly aUint64: number;
  readonly aSint64: number;
  readonly aFixed32: number;
  readonly aSfixed32: number;
  readonly aFixed64: number;
  readonly aSfixed64: number;
  readonly aFloat: number;
  readonly aDouble: number;
  readonly aString: string;
  readonly someBytes: Uint8Array;
  readonly aKind: EveryKindKind;
  readonly aMessage: Payload;
  readonly maybeInt64?: number | undefined;
  readonly maybeMessage?: EveryKind | undefined;
  readonly manySint64: readonly number[];
  readonly manyKinds: readonly EveryKindKind[];
  readonly manyStrings: readonly string[];
  readonly manyMessages: readonly Payload[];
  readonly messagesByName: ReadonlyMap<string, Payload>;
  readonly bytesByNumber: ReadonlyMap<number, Uint8Array>;
  readonly choice?:
    | { readonly kind: 'choiceString'; readonly choiceString: string }
    | { readonly kind: 'choiceMessage'; readonly choiceMessage: Payload }
    | { readonly kind: 'choiceKind'; readonly choiceKind: EveryKindKind }
    | undefined;
  readonly manyDoubles: readonly number[];
}

export const EveryKind: wire.MessageCodec<EveryKind> = wire.messageCodec('drave.conformance.v1.EveryKind', writeEveryKind, readEveryKind, payloadEveryKind);

function writeEveryKind(w: wire.Writer, m: EveryKind): void {
  if (m.manyDoubles.length !== 0) { const mark = w.mark(); for (let i = m.manyDoubles.length - 1; i >= 0; i--) { w.double(m.manyDoubles[i]!, 'EveryKind.manyDoubles'); } w.nested(mark, 8002); }
  if (m.choice?.kind === 'choiceKind') { EveryKindKind.write(w, m.choice.choiceKind, 'EveryKind.choiceKind'); w.tag(224); }
  if (m.choice?.kind === 'choiceMessage') { { const mark = w.mark(); Payload.write(w, m.choice.choiceMessage); w.nested(mark, 218); } }
  if (m.choice?.kind === 'choiceString') { w.string(m.choice.choiceString, 'EveryKind.choiceString'); w.tag(210); }
  for (const [key, value] of wire.mapEntriesDescending(m.bytesByNumber)) { const start = w.mark(); w.bytes(value, 'EveryKind.bytesByNumber'); w.tag(18); w.int32(key, 'EveryKind.bytesByNumber'); w.tag(8); w.nested(start, 202); }
  for (const [key, value] of wire.mapEntriesDescending(m.messagesByName)) { const start = w.mark(); { const mark = w.mark(); Payload.write(w, value); w.nested(mark, 18); } w.string(key, 'EveryKind.messagesByName'); w.tag(10); w.nested(start, 194); }
  for (let i = m.manyMessages.length - 1; i >= 0; i--) { { const mark = w.mark(); Payload.write(w, m.manyMessages[i]!); w.nested(mark, 186); } }
  for (let i = m.manyStrings.length - 1; i >= 0; i--) { w.string(m.manyStrings[i]!, 'EveryKind.manyStrings'); w.tag(178); }
  if (m.manyKinds.length !== 0) { const mark = w.mark(); for (let i = m.manyKinds.length - 1; i >= 0; i--) { EveryKindKind.write(w, m.manyKinds[i]!, 'EveryKind.manyKinds'); } w.nested(mark, 170); }
  if (m.manySint64.length !== 0) { const mark = w.mark(); for (let i = m.manySint64.length - 1; i >= 0; i--) { w.sint64(m.manySint64[i]!, 'EveryKind.manySint64'); } w.nested(mark, 162); }
  if (m.maybeMessage !== undefined) { { const mark = w.mark(); EveryKind.write(w, m.maybeMessage); w.nested(mark, 154); } }
  if (m.maybeInt64 !== undefined) { w.int64(m.maybeInt64, 'EveryKind.maybeInt64'); w.tag(144); }
  { const mark = w.mark(); Payload.write(w, m.aMessage); w.nested(mark, 138); }
  if (m.aKind !== 'UNSPECIFIED') { EveryKindKind.write(w, m.aKind, 'EveryKind.aKind'); w.tag(128); }
  if (m.someBytes?.length !== 0) { w.bytes(m.someBytes, 'EveryKind.someBytes'); w.tag(122); }
  if (m.aString !== '') { w.string(m.aString, 'EveryKind.aString'); w.tag(114); }
  if (m.aDouble !== 0) { w.double(m.aDouble, 'EveryKind.aDouble'); w.tag(105); }
  if (m.aFloat !== 0) { w.float(m.aFloat, 'EveryKind.aFloat'); w.tag(101); }
  if (m.aSfixed64 !== 0) { w.sfixed64(m.aSfixed64, 'EveryKind.aSfixed64'); w.tag(89); }
  if (m.aFixed64 !== 0) { w.fixed64(m.aFixed64, 'EveryKind.aFixed64'); w.tag(81); }
  if (m.aSfixed32 !== 0) { w.sfixed32(m.aSfixed32, 'EveryKind.aSfixed32'); w.tag(77); }
  if (m.aFixed32 !== 0) { w.fixed32(m.aFixed32, 'EveryKind.aFixed32'); w.tag(69); }
  if (m.aSint64 !== 0) { w.sint64(m.aSint64, 'EveryKind.aSint64'); w.tag(56); }
  if (m.aUint64 !== 0) { w.uint64(m.aUint64, 'EveryKind.aUint64'); w.tag(48); }
  if (m.anInt64 !== 0) { w.int64(m.anInt64, 'EveryKind.anInt64'); w.tag(40); }
  if (m.aSint32 !== 0) { w.sint32(m.aSint32, 'EveryKind.aSint32'); w.tag(32); }
  if (m.aUint32 !== 0) { w.uint32(m.aUint32, 'EveryKind.aUint32'); w.tag(24); }
  if (m.anInt32 !== 0) { w.int32(m.anInt32, 'EveryKind.anInt32'); w.tag(16); }
  if (m.aBool !== false) { w.bool(m.aBool, 'EveryKind.aBool'); w.tag(8); }
}

function readEveryKind(r: wire.Reader, end: number): EveryKind {
  let $aBool: boolean = false;
  let $anInt32: number = 0;
  let $aUint32: number = 0;
  let $aSint32: number = 0;
  let $anInt64: number = 0;
  let $aUint64: number = 0;
  let $aSint64: number = 0;
  let $aFixed32: number = 0;
  let $aSfixed32: number = 0;
  let $aFixed64: number = 0;
  let $aSfixed64: number = 0;
  let $aFloat: number = 0;
  let $aDouble: number = 0;
  let $aString: string = '';
  let $someBytes: Uint8Array = wire.EMPTY;
  let $aKind: EveryKindKind = 'UNSPECIFIED';
  let $aMessage: Payload | undefined;
  let $maybeInt64: number | undefined;
  let $maybeMessage: EveryKind | undefined;
  const $manySint64: number[] = [];
  const $manyKinds: EveryKindKind[] = [];
  const $manyStrings: string[] = [];
  const $manyMessages: Payload[] = [];
  const $messagesByName = new Map<string, Payload>();
  const $bytesByNumber = new Map<number, Uint8Array>();
  let $choice: EveryKind['choice'];
  const $manyDoubles: number[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $aBool = r.bool(); break;
      case 16: $anInt32 = r.int32(); break;
      case 24: $aUint32 = r.uint32(); break;
      case 32: $aSint32 = r.sint32(); break;
      case 40: $anInt64 = r.int64(); break;
      case 48: $aUint64 = r.uint64(); break;
      case 56: $aSint64 = r.sint64(); break;
      case 69: $aFixed32 = r.fixed32(); break;
      case 77: $aSfixed32 = r.sfixed32(); break;
      case 81: $aFixed64 = r.fixed64(); break;
      case 89: $aSfixed64 = r.sfixed64(); break;
      case 101: $aFloat = r.float(); break;
      case 105: $aDouble = r.double(); break;
      case 114: $aString = r.string(); break;
      case 122: $someBytes = r.bytes(); break;
      case 128: $aKind = EveryKindKind.read(r); break;
      case 138: { const end = r.enter(); $aMessage = Payload.read(r, end); r.leave(end); } break;
      case 144: $maybeInt64 = r.int64(); break;
      case 154: { const end = r.enter(); $maybeMessage = EveryKind.read(r, end); r.leave(end); } break;
      case 160: $manySint64.push(r.sint64()); break;
      case 162: { const stop = r.enter(); while (r.position < stop) $manySint64.push(r.sint64()); r.leave(stop); break; }
      case 168: $manyKinds.push(EveryKindKind.read(r)); break;
      case 170: { const stop = r.enter(); while (r.position < stop) $manyKinds.push(EveryKindKind.read(r)); r.leave(stop); break; }
      case 178: $manyStrings.push(r.string()); break;
      case 186: { const end = r.enter(); $manyMessages.push(Payload.read(r, end)); r.leave(end); } break;
      case 194: { const stop = r.enter(); let key: string = ''; let value: Payload | undefined; while (r.position < stop) { const entry = r.tag(); if (entry === 10) { key = r.string(); } else if (entry === 18) { { const end = r.enter(); value = Payload.read(r, end); r.leave(end); } } else r.skip(entry, 'EveryKind.messagesByName'); } r.leave(stop); $messagesByName.set(key, value ?? Payload.decode(wire.EMPTY)); } break;
      case 202: { const stop = r.enter(); let key: number = 0; let value: Uint8Array = wire.EMPTY; while (r.position < stop) { const entry = r.tag(); if (entry === 8) { key = r.int32(); } else if (entry === 18) { value = r.bytes(); } else r.skip(entry, 'EveryKind.bytesByNumber'); } r.leave(stop); $bytesByNumber.set(key, value); } break;
      case 210: $choice = { kind: 'choiceString', choiceString: r.string() }; break;
      case 218: { const end = r.enter(); $choice = { kind: 'choiceMessage', choiceMessage: Payload.read(r, end) }; r.leave(end); } break;
      case 224: $choice = { kind: 'choiceKind', choiceKind: EveryKindKind.read(r) }; break;
      case 8001: $manyDoubles.push(r.double()); break;
      case 8002: { const stop = r.enter(); while (r.position < stop) $manyDoubles.push(r.double()); r.leave(stop); break; }
      default: r.skip(tag, 'EveryKind');
    }
  }
  return { aBool: $aBool, anInt32: $anInt32, aUint32: $aUint32, aSint32: $aSint32, anInt64: $anInt64, aUint64: $aUint64, aSint64: $aSint64, aFixed32: $aFixed32, aSfixed32: $aSfixed32, aFixed64: $aFixed64, aSfixed64: $aSfixed64, aFloat: $aFloat, aDouble: $aDouble, aString: $aString, someBytes: $someBytes, aKind: $aKind, aMessage: $aMessage ?? Payload.decode(wire.EMPTY), maybeInt64: $maybeInt64, maybeMessage: $maybeMessage, manySint64: $manySint64, manyKinds: $manyKinds, manyStrings: $manyStrings, manyMessages: $manyMessages, messagesByName: $messagesByName, bytesByNumber: $bytesByNumber, choice: $choice, manyDoubles: $manyDoubles };
}

function payloadEveryKind(m: EveryKind): number {
  let sum = 0;
  sum += m.someBytes.length;
  sum += Payload.payloadBytes(m.aMessage);
  if (m.maybeMessage !== undefined) sum += EveryKind.payloadBytes(m.maybeMessage);
  for (const value of m.manyMessages) sum += Payload.payloadBytes(value);
  for (const value of m.messagesByName.values()) sum += Payload.payloadBytes(value);
  for (const value of m.bytesByNumber.values()) sum += value.length;
  if (m.choice?.kind === 'choiceMessage') sum += Payload.payloadBytes(m.choice.choiceMessage);
  return sum;
}

export type EveryKindKind =
  | 'UNSPECIFIED'
  | 'ONE'
  | 'NEGATIVE';
export const EveryKindKind: wire.EnumCodec<EveryKindKind> = wire.enumCodec('drave.conformance.v1.EveryKind.Kind', {
  UNSPECIFIED: 0,
  ONE: 1,
  NEGATIVE: -5,
});

/** A service for the conformance suite of Transport only. */
export const conformanceService: {
  readonly name: 'drave.conformance.v1.Conformance';
  readonly methods: {
    readonly echo: UnaryMethod<Payload, Payload>;
    /** Fails with the error named in `command`, with a leader hint. */
    readonly fail: UnaryMethod<Payload, Payload>;
    /** Never answers; ends when the call is cancelled or its deadline passes. */
    readonly hang: UnaryMethod<Payload, Payload>;
    /** Answers with what the transport told the handler about the call. */
    readonly context: UnaryMethod<Payload, CallFacts>;
    /** Behaves as the first message's `command` says. */
    readonly converse: StreamMethod<Payload, Payload>;
    /** Answers one request with `number` messages of `size` bytes each. */
    readonly pour: StreamMethod<Payload, Payload>;
    /** Answers with the number of messages that arrived. */
    readonly collect: StreamMethod<Payload, Payload>;
  };
} = {
  name: 'drave.conformance.v1.Conformance',
  methods: {
    echo: {
      kind: 'unary',
      path: '/drave.conformance.v1.Conformance/Echo',
      encodeRequest: Payload.encode,
      encodeRequestPieces: Payload.encodePieces,
      decodeRequest: Payload.decode,
      encodeResponse: Payload.encode,
      encodeResponsePieces: Payload.encodePieces,
      decodeResponse: Payload.decode,
    },
    fail: {
      kind: 'unary',
      path: '/drave.conformance.v1.Conformance/Fail',
      encodeRequest: Payload.encode,
      encodeRequestPieces: Payload.encodePieces,
      decodeRequest: Payload.decode,
      encodeResponse: Payload.encode,
      encodeResponsePieces: Payload.encodePieces,
      decodeResponse: Payload.decode,
    },
    hang: {
      kind: 'unary',
      path: '/drave.conformance.v1.Conformance/Hang',
      encodeRequest: Payload.encode,
      encodeRequestPieces: Payload.encodePieces,
      decodeRequest: Payload.decode,
      encodeResponse: Payload.encode,
      encodeResponsePieces: Payload.encodePieces,
      decodeResponse: Payload.decode,
    },
    context: {
      kind: 'unary',
      path: '/drave.conformance.v1.Conformance/Context',
      encodeRequest: Payload.encode,
      encodeRequestPieces: Payload.encodePieces,
      decodeRequest: Payload.decode,
      encodeResponse: CallFacts.encode,
      encodeResponsePieces: CallFacts.encodePieces,
      decodeResponse: CallFacts.decode,
    },
    converse: {
      kind: 'stream',
      path: '/drave.conformance.v1.Conformance/Converse',
      requestStream: true,
      responseStream: true,
      encodeRequest: Payload.encode,
      encodeRequestPieces: Payload.encodePieces,
      decodeRequest: Payload.decode,
      encodeResponse: Payload.encode,
      encodeResponsePieces: Payload.encodePieces,
      decodeResponse: Payload.decode,
    },
    pour: {
      kind: 'stream',
      path: '/drave.conformance.v1.Conformance/Pour',
      requestStream: false,
      responseStream: true,
      encodeRequest: Payload.encode,
      encodeRequestPieces: Payload.encodePieces,
      decodeRequest: Payload.decode,
      encodeResponse: Payload.encode,
      encodeResponsePieces: Payload.encodePieces,
      decodeResponse: Payload.decode,
    },
    collect: {
      kind: 'stream',
      path: '/drave.conformance.v1.Conformance/Collect',
      requestStream: true,
      responseStream: false,
      encodeRequest: Payload.encode,
      encodeRequestPieces: Payload.encodePieces,
      decodeRequest: Payload.decode,
      encodeResponse: Payload.encode,
      encodeResponsePieces: Payload.encodePieces,
      decodeResponse: Payload.decode,
    },
  },
};
