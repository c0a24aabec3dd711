// Generated from proto/drave/controller/v1/controller.proto by `npm run generate`. Do not edit.
import * as wire from '../wire/index.js';
import type { StreamMethod, UnaryMethod } from '../transport.js';
import * as commonV1 from './common.v1.js';

export interface IdentifyRequest {}

export const IdentifyRequest: wire.MessageCodec<IdentifyRequest> = wire.messageCodec('drave.controller.v1.IdentifyRequest', writeIdentifyRequest, readIdentifyRequest);

function writeIdentifyRequest(_w: wire.Writer, _m: IdentifyRequest): void {
}

function readIdentifyRequest(r: wire.Reader, end: number): IdentifyRequest {
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      default: r.skip(tag, 'IdentifyRequest');
    }
  }
  return {  };
}


export interface IdentifyResponse {
  readonly header: commonV1.ResponseHeader;
  readonly incarnationId: string;
}

export const IdentifyResponse: wire.MessageCodec<IdentifyResponse> = wire.messageCodec('drave.controller.v1.IdentifyResponse', writeIdentifyResponse, readIdentifyResponse);

function writeIdentifyResponse(w: wire.Writer, m: IdentifyResponse): void {
  if (m.incarnationId !== '') { w.string(m.incarnationId, 'IdentifyResponse.incarnationId'); w.tag(18); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readIdentifyResponse(r: wire.Reader, end: number): IdentifyResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $incarnationId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: $incarnationId = r.string(); break;
      default: r.skip(tag, 'IdentifyResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), incarnationId: $incarnationId };
}


export interface Listener {
  readonly name: string;
  readonly endpoint: commonV1.Endpoint;
}

export const Listener: wire.MessageCodec<Listener> = wire.messageCodec('drave.controller.v1.Listener', writeListener, readListener);

function writeListener(w: wire.Writer, m: Listener): void {
  { const mark = w.mark(); commonV1.Endpoint.write(w, m.endpoint); w.nested(mark, 18); }
  if (m.name !== '') { w.string(m.name, 'Listener.name'); w.tag(10); }
}

function readListener(r: wire.Reader, end: number): Listener {
  let $name: string = '';
  let $endpoint: commonV1.Endpoint | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $name = r.string(); break;
      case 18: { const end = r.enter(); $endpoint = commonV1.Endpoint.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'Listener');
    }
  }
  return { name: $name, endpoint: $endpoint ?? commonV1.Endpoint.decode(wire.EMPTY) };
}


export interface SupportedFeature {
  readonly name: string;
  readonly minLevel: number;
  readonly maxLevel: number;
}

export const SupportedFeature: wire.MessageCodec<SupportedFeature> = wire.messageCodec('drave.controller.v1.SupportedFeature', writeSupportedFeature, readSupportedFeature);

function writeSupportedFeature(w: wire.Writer, m: SupportedFeature): void {
  if (m.maxLevel !== 0) { w.int32(m.maxLevel, 'SupportedFeature.maxLevel'); w.tag(24); }
  if (m.minLevel !== 0) { w.int32(m.minLevel, 'SupportedFeature.minLevel'); w.tag(16); }
  if (m.name !== '') { w.string(m.name, 'SupportedFeature.name'); w.tag(10); }
}

function readSupportedFeature(r: wire.Reader, end: number): SupportedFeature {
  let $name: string = '';
  let $minLevel: number = 0;
  let $maxLevel: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $name = r.string(); break;
      case 16: $minLevel = r.int32(); break;
      case 24: $maxLevel = r.int32(); break;
      default: r.skip(tag, 'SupportedFeature');
    }
  }
  return { name: $name, minLevel: $minLevel, maxLevel: $maxLevel };
}


export interface RegisterBrokerRequest {
  readonly clusterId: string;
  readonly brokerId: number;
  /** New for every start of the process. */
  readonly incarnationId: string;
  readonly listeners: readonly Listener[];
  readonly rack: string;
  readonly directories: readonly string[];
  readonly features: readonly SupportedFeature[];
  /** Highest metadata level that the broker can read. */
  readonly metadataLevelMax: number;
  readonly bootId: string;
  /** The broker epoch under which this data was last served, from the broker's own disk; -1 when it has none. */
  readonly previousBrokerEpoch: number;
  /**
   * True when every log directory shows that no acknowledged write is missing: after a clean stop, or within the same
   * boot of the machine.
   */
  readonly provenDurable: boolean;
}

export const RegisterBrokerRequest: wire.MessageCodec<RegisterBrokerRequest> = wire.messageCodec('drave.controller.v1.RegisterBrokerRequest', writeRegisterBrokerRequest, readRegisterBrokerRequest);

function writeRegisterBrokerRequest(w: wire.Writer, m: RegisterBrokerRequest): void {
  if (m.provenDurable !== false) { w.bool(m.provenDurable, 'RegisterBrokerRequest.provenDurable'); w.tag(88); }
  if (m.previousBrokerEpoch !== 0) { w.int64(m.previousBrokerEpoch, 'RegisterBrokerRequest.previousBrokerEpoch'); w.tag(80); }
  if (m.bootId !== '') { w.string(m.bootId, 'RegisterBrokerRequest.bootId'); w.tag(74); }
  if (m.metadataLevelMax !== 0) { w.int32(m.metadataLevelMax, 'RegisterBrokerRequest.metadataLevelMax'); w.tag(64); }
  for (let i = m.features.length - 1; i >= 0; i--) { { const mark = w.mark(); SupportedFeature.write(w, m.features[i]!); w.nested(mark, 58); } }
  for (let i = m.directories.length - 1; i >= 0; i--) { w.string(m.directories[i]!, 'RegisterBrokerRequest.directories'); w.tag(50); }
  if (m.rack !== '') { w.string(m.rack, 'RegisterBrokerRequest.rack'); w.tag(42); }
  for (let i = m.listeners.length - 1; i >= 0; i--) { { const mark = w.mark(); Listener.write(w, m.listeners[i]!); w.nested(mark, 34); } }
  if (m.incarnationId !== '') { w.string(m.incarnationId, 'RegisterBrokerRequest.incarnationId'); w.tag(26); }
  if (m.brokerId !== 0) { w.int32(m.brokerId, 'RegisterBrokerRequest.brokerId'); w.tag(16); }
  if (m.clusterId !== '') { w.string(m.clusterId, 'RegisterBrokerRequest.clusterId'); w.tag(10); }
}

function readRegisterBrokerRequest(r: wire.Reader, end: number): RegisterBrokerRequest {
  let $clusterId: string = '';
  let $brokerId: number = 0;
  let $incarnationId: string = '';
  const $listeners: Listener[] = [];
  let $rack: string = '';
  const $directories: string[] = [];
  const $features: SupportedFeature[] = [];
  let $metadataLevelMax: number = 0;
  let $bootId: string = '';
  let $previousBrokerEpoch: number = 0;
  let $provenDurable: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $clusterId = r.string(); break;
      case 16: $brokerId = r.int32(); break;
      case 26: $incarnationId = r.string(); break;
      case 34: { const end = r.enter(); $listeners.push(Listener.read(r, end)); r.leave(end); } break;
      case 42: $rack = r.string(); break;
      case 50: $directories.push(r.string()); break;
      case 58: { const end = r.enter(); $features.push(SupportedFeature.read(r, end)); r.leave(end); } break;
      case 64: $metadataLevelMax = r.int32(); break;
      case 74: $bootId = r.string(); break;
      case 80: $previousBrokerEpoch = r.int64(); break;
      case 88: $provenDurable = r.bool(); break;
      default: r.skip(tag, 'RegisterBrokerRequest');
    }
  }
  return { clusterId: $clusterId, brokerId: $brokerId, incarnationId: $incarnationId, listeners: $listeners, rack: $rack, directories: $directories, features: $features, metadataLevelMax: $metadataLevelMax, bootId: $bootId, previousBrokerEpoch: $previousBrokerEpoch, provenDurable: $provenDurable };
}


export interface RegisterBrokerResponse {
  readonly header: commonV1.ResponseHeader;
  readonly brokerEpoch: number;
  /** The broker must apply the metadata below this offset before it serves clients. */
  readonly metadataOffset: number;
}

export const RegisterBrokerResponse: wire.MessageCodec<RegisterBrokerResponse> = wire.messageCodec('drave.controller.v1.RegisterBrokerResponse', writeRegisterBrokerResponse, readRegisterBrokerResponse);

function writeRegisterBrokerResponse(w: wire.Writer, m: RegisterBrokerResponse): void {
  if (m.metadataOffset !== 0) { w.int64(m.metadataOffset, 'RegisterBrokerResponse.metadataOffset'); w.tag(24); }
  if (m.brokerEpoch !== 0) { w.int64(m.brokerEpoch, 'RegisterBrokerResponse.brokerEpoch'); w.tag(16); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readRegisterBrokerResponse(r: wire.Reader, end: number): RegisterBrokerResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $brokerEpoch: number = 0;
  let $metadataOffset: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 16: $brokerEpoch = r.int64(); break;
      case 24: $metadataOffset = r.int64(); break;
      default: r.skip(tag, 'RegisterBrokerResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), brokerEpoch: $brokerEpoch, metadataOffset: $metadataOffset };
}


export interface SessionRequest {
  readonly brokerId: number;
  readonly brokerEpoch: number;
  /** Exclusive: the broker has applied the metadata below this offset. */
  readonly appliedOffset: number;
  /** The broker is not ready to serve yet, for example while it recovers. */
  readonly wantFence: boolean;
  readonly wantShutdown: boolean;
  /** Log directories that failed since the registration. */
  readonly offlineDirectories: readonly string[];
  /** Numbered by the broker, so that it can tell how old the answer is. */
  readonly sequence: number;
  /**
   * How long the controller may hold the answer back while nothing has changed. The broker's next request releases it
   * at once.
   */
  readonly maxWaitMs: number;
}

export const SessionRequest: wire.MessageCodec<SessionRequest> = wire.messageCodec('drave.controller.v1.SessionRequest', writeSessionRequest, readSessionRequest);

function writeSessionRequest(w: wire.Writer, m: SessionRequest): void {
  if (m.maxWaitMs !== 0) { w.int32(m.maxWaitMs, 'SessionRequest.maxWaitMs'); w.tag(64); }
  if (m.sequence !== 0) { w.int64(m.sequence, 'SessionRequest.sequence'); w.tag(56); }
  for (let i = m.offlineDirectories.length - 1; i >= 0; i--) { w.string(m.offlineDirectories[i]!, 'SessionRequest.offlineDirectories'); w.tag(50); }
  if (m.wantShutdown !== false) { w.bool(m.wantShutdown, 'SessionRequest.wantShutdown'); w.tag(40); }
  if (m.wantFence !== false) { w.bool(m.wantFence, 'SessionRequest.wantFence'); w.tag(32); }
  if (m.appliedOffset !== 0) { w.int64(m.appliedOffset, 'SessionRequest.appliedOffset'); w.tag(24); }
  if (m.brokerEpoch !== 0) { w.int64(m.brokerEpoch, 'SessionRequest.brokerEpoch'); w.tag(16); }
  if (m.brokerId !== 0) { w.int32(m.brokerId, 'SessionRequest.brokerId'); w.tag(8); }
}

function readSessionRequest(r: wire.Reader, end: number): SessionRequest {
  let $brokerId: number = 0;
  let $brokerEpoch: number = 0;
  let $appliedOffset: number = 0;
  let $wantFence: boolean = false;
  let $wantShutdown: boolean = false;
  const $offlineDirectories: string[] = [];
  let $sequence: number = 0;
  let $maxWaitMs: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $brokerId = r.int32(); break;
      case 16: $brokerEpoch = r.int64(); break;
      case 24: $appliedOffset = r.int64(); break;
      case 32: $wantFence = r.bool(); break;
      case 40: $wantShutdown = r.bool(); break;
      case 50: $offlineDirectories.push(r.string()); break;
      case 56: $sequence = r.int64(); break;
      case 64: $maxWaitMs = r.int32(); break;
      default: r.skip(tag, 'SessionRequest');
    }
  }
  return { brokerId: $brokerId, brokerEpoch: $brokerEpoch, appliedOffset: $appliedOffset, wantFence: $wantFence, wantShutdown: $wantShutdown, offlineDirectories: $offlineDirectories, sequence: $sequence, maxWaitMs: $maxWaitMs };
}


export interface SessionResponse {
  readonly header: commonV1.ResponseHeader;
  readonly sequence: number;
  readonly fenced: boolean;
  readonly caughtUp: boolean;
  /** Every leadership has moved (controlled shutdown), so the process may end. */
  readonly shouldShutDown: boolean;
  /** The answer was held back until the next request is due. */
  readonly held: boolean;
}

export const SessionResponse: wire.MessageCodec<SessionResponse> = wire.messageCodec('drave.controller.v1.SessionResponse', writeSessionResponse, readSessionResponse);

function writeSessionResponse(w: wire.Writer, m: SessionResponse): void {
  if (m.held !== false) { w.bool(m.held, 'SessionResponse.held'); w.tag(48); }
  if (m.shouldShutDown !== false) { w.bool(m.shouldShutDown, 'SessionResponse.shouldShutDown'); w.tag(40); }
  if (m.caughtUp !== false) { w.bool(m.caughtUp, 'SessionResponse.caughtUp'); w.tag(32); }
  if (m.fenced !== false) { w.bool(m.fenced, 'SessionResponse.fenced'); w.tag(24); }
  if (m.sequence !== 0) { w.int64(m.sequence, 'SessionResponse.sequence'); w.tag(16); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readSessionResponse(r: wire.Reader, end: number): SessionResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $sequence: number = 0;
  let $fenced: boolean = false;
  let $caughtUp: boolean = false;
  let $shouldShutDown: boolean = false;
  let $held: boolean = false;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 16: $sequence = r.int64(); break;
      case 24: $fenced = r.bool(); break;
      case 32: $caughtUp = r.bool(); break;
      case 40: $shouldShutDown = r.bool(); break;
      case 48: $held = r.bool(); break;
      default: r.skip(tag, 'SessionResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), sequence: $sequence, fenced: $fenced, caughtUp: $caughtUp, shouldShutDown: $shouldShutDown, held: $held };
}


export interface IsrMember {
  readonly brokerId: number;
  /** Broker epoch of the follower that the leader saw fetching (KIP-903); -1 for members that stay. */
  readonly brokerEpoch: number;
}

export const IsrMember: wire.MessageCodec<IsrMember> = wire.messageCodec('drave.controller.v1.IsrMember', writeIsrMember, readIsrMember);

function writeIsrMember(w: wire.Writer, m: IsrMember): void {
  if (m.brokerEpoch !== 0) { w.int64(m.brokerEpoch, 'IsrMember.brokerEpoch'); w.tag(16); }
  if (m.brokerId !== 0) { w.int32(m.brokerId, 'IsrMember.brokerId'); w.tag(8); }
}

function readIsrMember(r: wire.Reader, end: number): IsrMember {
  let $brokerId: number = 0;
  let $brokerEpoch: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $brokerId = r.int32(); break;
      case 16: $brokerEpoch = r.int64(); break;
      default: r.skip(tag, 'IsrMember');
    }
  }
  return { brokerId: $brokerId, brokerEpoch: $brokerEpoch };
}


export interface AlterPartition {
  readonly topicId: string;
  readonly partition: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly isr: readonly IsrMember[];
}

export const AlterPartition: wire.MessageCodec<AlterPartition> = wire.messageCodec('drave.controller.v1.AlterPartition', writeAlterPartition, readAlterPartition);

function writeAlterPartition(w: wire.Writer, m: AlterPartition): void {
  for (let i = m.isr.length - 1; i >= 0; i--) { { const mark = w.mark(); IsrMember.write(w, m.isr[i]!); w.nested(mark, 42); } }
  if (m.partitionEpoch !== 0) { w.int32(m.partitionEpoch, 'AlterPartition.partitionEpoch'); w.tag(32); }
  if (m.leaderEpoch !== 0) { w.int32(m.leaderEpoch, 'AlterPartition.leaderEpoch'); w.tag(24); }
  if (m.partition !== 0) { w.int32(m.partition, 'AlterPartition.partition'); w.tag(16); }
  if (m.topicId !== '') { w.string(m.topicId, 'AlterPartition.topicId'); w.tag(10); }
}

function readAlterPartition(r: wire.Reader, end: number): AlterPartition {
  let $topicId: string = '';
  let $partition: number = 0;
  let $leaderEpoch: number = 0;
  let $partitionEpoch: number = 0;
  const $isr: IsrMember[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topicId = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 24: $leaderEpoch = r.int32(); break;
      case 32: $partitionEpoch = r.int32(); break;
      case 42: { const end = r.enter(); $isr.push(IsrMember.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'AlterPartition');
    }
  }
  return { topicId: $topicId, partition: $partition, leaderEpoch: $leaderEpoch, partitionEpoch: $partitionEpoch, isr: $isr };
}


export interface AlterPartitionsRequest {
  readonly brokerId: number;
  readonly brokerEpoch: number;
  readonly partitions: readonly AlterPartition[];
}

export const AlterPartitionsRequest: wire.MessageCodec<AlterPartitionsRequest> = wire.messageCodec('drave.controller.v1.AlterPartitionsRequest', writeAlterPartitionsRequest, readAlterPartitionsRequest);

function writeAlterPartitionsRequest(w: wire.Writer, m: AlterPartitionsRequest): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); AlterPartition.write(w, m.partitions[i]!); w.nested(mark, 26); } }
  if (m.brokerEpoch !== 0) { w.int64(m.brokerEpoch, 'AlterPartitionsRequest.brokerEpoch'); w.tag(16); }
  if (m.brokerId !== 0) { w.int32(m.brokerId, 'AlterPartitionsRequest.brokerId'); w.tag(8); }
}

function readAlterPartitionsRequest(r: wire.Reader, end: number): AlterPartitionsRequest {
  let $brokerId: number = 0;
  let $brokerEpoch: number = 0;
  const $partitions: AlterPartition[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $brokerId = r.int32(); break;
      case 16: $brokerEpoch = r.int64(); break;
      case 26: { const end = r.enter(); $partitions.push(AlterPartition.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'AlterPartitionsRequest');
    }
  }
  return { brokerId: $brokerId, brokerEpoch: $brokerEpoch, partitions: $partitions };
}


export interface AlteredPartition {
  readonly topicId: string;
  readonly partition: number;
  /** Empty on success; else the name of an error. */
  readonly errorCode: string;
  readonly errorMessage: string;
  /** The state after the change; with an error the current state, where the controller knows the partition. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly isr: readonly number[];
}

export const AlteredPartition: wire.MessageCodec<AlteredPartition> = wire.messageCodec('drave.controller.v1.AlteredPartition', writeAlteredPartition, readAlteredPartition);

function writeAlteredPartition(w: wire.Writer, m: AlteredPartition): void {
  if (m.isr.length !== 0) { const mark = w.mark(); for (let i = m.isr.length - 1; i >= 0; i--) { w.int32(m.isr[i]!, 'AlteredPartition.isr'); } w.nested(mark, 66); }
  if (m.partitionEpoch !== 0) { w.int32(m.partitionEpoch, 'AlteredPartition.partitionEpoch'); w.tag(56); }
  if (m.leaderEpoch !== 0) { w.int32(m.leaderEpoch, 'AlteredPartition.leaderEpoch'); w.tag(48); }
  if (m.leaderId !== 0) { w.int32(m.leaderId, 'AlteredPartition.leaderId'); w.tag(40); }
  if (m.errorMessage !== '') { w.string(m.errorMessage, 'AlteredPartition.errorMessage'); w.tag(34); }
  if (m.errorCode !== '') { w.string(m.errorCode, 'AlteredPartition.errorCode'); w.tag(26); }
  if (m.partition !== 0) { w.int32(m.partition, 'AlteredPartition.partition'); w.tag(16); }
  if (m.topicId !== '') { w.string(m.topicId, 'AlteredPartition.topicId'); w.tag(10); }
}

function readAlteredPartition(r: wire.Reader, end: number): AlteredPartition {
  let $topicId: string = '';
  let $partition: number = 0;
  let $errorCode: string = '';
  let $errorMessage: string = '';
  let $leaderId: number = 0;
  let $leaderEpoch: number = 0;
  let $partitionEpoch: number = 0;
  const $isr: number[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topicId = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 26: $errorCode = r.string(); break;
      case 34: $errorMessage = r.string(); break;
      case 40: $leaderId = r.int32(); break;
      case 48: $leaderEpoch = r.int32(); break;
      case 56: $partitionEpoch = r.int32(); break;
      case 64: $isr.push(r.int32()); break;
      case 66: { const stop = r.enter(); while (r.position < stop) $isr.push(r.int32()); r.leave(stop); break; }
      default: r.skip(tag, 'AlteredPartition');
    }
  }
  return { topicId: $topicId, partition: $partition, errorCode: $errorCode, errorMessage: $errorMessage, leaderId: $leaderId, leaderEpoch: $leaderEpoch, partitionEpoch: $partitionEpoch, isr: $isr };
}


export interface AlterPartitionsResponse {
  readonly header: commonV1.ResponseHeader;
  readonly partitions: readonly AlteredPartition[];
}

export const AlterPartitionsResponse: wire.MessageCodec<AlterPartitionsResponse> = wire.messageCodec('drave.controller.v1.AlterPartitionsResponse', writeAlterPartitionsResponse, readAlterPartitionsResponse);

function writeAlterPartitionsResponse(w: wire.Writer, m: AlterPartitionsResponse): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); AlteredPartition.write(w, m.partitions[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readAlterPartitionsResponse(r: wire.Reader, end: number): AlterPartitionsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $partitions: AlteredPartition[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $partitions.push(AlteredPartition.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'AlterPartitionsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), partitions: $partitions };
}


export interface LeaveIsrPartition {
  readonly topicId: string;
  readonly partition: number;
  readonly leaderEpoch: number;
}

export const LeaveIsrPartition: wire.MessageCodec<LeaveIsrPartition> = wire.messageCodec('drave.controller.v1.LeaveIsrPartition', writeLeaveIsrPartition, readLeaveIsrPartition);

function writeLeaveIsrPartition(w: wire.Writer, m: LeaveIsrPartition): void {
  if (m.leaderEpoch !== 0) { w.int32(m.leaderEpoch, 'LeaveIsrPartition.leaderEpoch'); w.tag(24); }
  if (m.partition !== 0) { w.int32(m.partition, 'LeaveIsrPartition.partition'); w.tag(16); }
  if (m.topicId !== '') { w.string(m.topicId, 'LeaveIsrPartition.topicId'); w.tag(10); }
}

function readLeaveIsrPartition(r: wire.Reader, end: number): LeaveIsrPartition {
  let $topicId: string = '';
  let $partition: number = 0;
  let $leaderEpoch: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topicId = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 24: $leaderEpoch = r.int32(); break;
      default: r.skip(tag, 'LeaveIsrPartition');
    }
  }
  return { topicId: $topicId, partition: $partition, leaderEpoch: $leaderEpoch };
}


export interface LeaveIsrRequest {
  readonly brokerId: number;
  readonly brokerEpoch: number;
  readonly partitions: readonly LeaveIsrPartition[];
}

export const LeaveIsrRequest: wire.MessageCodec<LeaveIsrRequest> = wire.messageCodec('drave.controller.v1.LeaveIsrRequest', writeLeaveIsrRequest, readLeaveIsrRequest);

function writeLeaveIsrRequest(w: wire.Writer, m: LeaveIsrRequest): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); LeaveIsrPartition.write(w, m.partitions[i]!); w.nested(mark, 26); } }
  if (m.brokerEpoch !== 0) { w.int64(m.brokerEpoch, 'LeaveIsrRequest.brokerEpoch'); w.tag(16); }
  if (m.brokerId !== 0) { w.int32(m.brokerId, 'LeaveIsrRequest.brokerId'); w.tag(8); }
}

function readLeaveIsrRequest(r: wire.Reader, end: number): LeaveIsrRequest {
  let $brokerId: number = 0;
  let $brokerEpoch: number = 0;
  const $partitions: LeaveIsrPartition[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $brokerId = r.int32(); break;
      case 16: $brokerEpoch = r.int64(); break;
      case 26: { const end = r.enter(); $partitions.push(LeaveIsrPartition.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'LeaveIsrRequest');
    }
  }
  return { brokerId: $brokerId, brokerEpoch: $brokerEpoch, partitions: $partitions };
}


export interface LeaveIsrResponse {
  readonly header: commonV1.ResponseHeader;
  /**
   * Without an error the replica is in neither ISR nor ELR. ELIGIBLE_LEADERS_NOT_AVAILABLE: it was the last complete
   * replica; it stays in the metadata, the partition is offline, and the data must be kept.
   */
  readonly partitions: readonly AlteredPartition[];
}

export const LeaveIsrResponse: wire.MessageCodec<LeaveIsrResponse> = wire.messageCodec('drave.controller.v1.LeaveIsrResponse', writeLeaveIsrResponse, readLeaveIsrResponse);

function writeLeaveIsrResponse(w: wire.Writer, m: LeaveIsrResponse): void {
  for (let i = m.partitions.length - 1; i >= 0; i--) { { const mark = w.mark(); AlteredPartition.write(w, m.partitions[i]!); w.nested(mark, 18); } }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readLeaveIsrResponse(r: wire.Reader, end: number): LeaveIsrResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $partitions: AlteredPartition[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: { const end = r.enter(); $partitions.push(AlteredPartition.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'LeaveIsrResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), partitions: $partitions };
}


export interface AllocateProducerIdsRequest {
  readonly brokerId: number;
  readonly brokerEpoch: number;
}

export const AllocateProducerIdsRequest: wire.MessageCodec<AllocateProducerIdsRequest> = wire.messageCodec('drave.controller.v1.AllocateProducerIdsRequest', writeAllocateProducerIdsRequest, readAllocateProducerIdsRequest);

function writeAllocateProducerIdsRequest(w: wire.Writer, m: AllocateProducerIdsRequest): void {
  if (m.brokerEpoch !== 0) { w.int64(m.brokerEpoch, 'AllocateProducerIdsRequest.brokerEpoch'); w.tag(16); }
  if (m.brokerId !== 0) { w.int32(m.brokerId, 'AllocateProducerIdsRequest.brokerId'); w.tag(8); }
}

function readAllocateProducerIdsRequest(r: wire.Reader, end: number): AllocateProducerIdsRequest {
  let $brokerId: number = 0;
  let $brokerEpoch: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $brokerId = r.int32(); break;
      case 16: $brokerEpoch = r.int64(); break;
      default: r.skip(tag, 'AllocateProducerIdsRequest');
    }
  }
  return { brokerId: $brokerId, brokerEpoch: $brokerEpoch };
}


export interface AllocateProducerIdsResponse {
  readonly header: commonV1.ResponseHeader;
  readonly firstProducerId: number;
  readonly count: number;
}

export const AllocateProducerIdsResponse: wire.MessageCodec<AllocateProducerIdsResponse> = wire.messageCodec('drave.controller.v1.AllocateProducerIdsResponse', writeAllocateProducerIdsResponse, readAllocateProducerIdsResponse);

function writeAllocateProducerIdsResponse(w: wire.Writer, m: AllocateProducerIdsResponse): void {
  if (m.count !== 0) { w.int32(m.count, 'AllocateProducerIdsResponse.count'); w.tag(24); }
  if (m.firstProducerId !== 0) { w.int64(m.firstProducerId, 'AllocateProducerIdsResponse.firstProducerId'); w.tag(16); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readAllocateProducerIdsResponse(r: wire.Reader, end: number): AllocateProducerIdsResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $firstProducerId: number = 0;
  let $count: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 16: $firstProducerId = r.int64(); break;
      case 24: $count = r.int32(); break;
      default: r.skip(tag, 'AllocateProducerIdsResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), firstProducerId: $firstProducerId, count: $count };
}


export interface ReplicaDirectory {
  readonly topicId: string;
  readonly partition: number;
  readonly directoryId: string;
}

export const ReplicaDirectory: wire.MessageCodec<ReplicaDirectory> = wire.messageCodec('drave.controller.v1.ReplicaDirectory', writeReplicaDirectory, readReplicaDirectory);

function writeReplicaDirectory(w: wire.Writer, m: ReplicaDirectory): void {
  if (m.directoryId !== '') { w.string(m.directoryId, 'ReplicaDirectory.directoryId'); w.tag(26); }
  if (m.partition !== 0) { w.int32(m.partition, 'ReplicaDirectory.partition'); w.tag(16); }
  if (m.topicId !== '') { w.string(m.topicId, 'ReplicaDirectory.topicId'); w.tag(10); }
}

function readReplicaDirectory(r: wire.Reader, end: number): ReplicaDirectory {
  let $topicId: string = '';
  let $partition: number = 0;
  let $directoryId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topicId = r.string(); break;
      case 16: $partition = r.int32(); break;
      case 26: $directoryId = r.string(); break;
      default: r.skip(tag, 'ReplicaDirectory');
    }
  }
  return { topicId: $topicId, partition: $partition, directoryId: $directoryId };
}


export interface AssignReplicasToDirectoriesRequest {
  readonly brokerId: number;
  readonly brokerEpoch: number;
  readonly replicas: readonly ReplicaDirectory[];
}

export const AssignReplicasToDirectoriesRequest: wire.MessageCodec<AssignReplicasToDirectoriesRequest> = wire.messageCodec('drave.controller.v1.AssignReplicasToDirectoriesRequest', writeAssignReplicasToDirectoriesRequest, readAssignReplicasToDirectoriesRequest);

function writeAssignReplicasToDirectoriesRequest(w: wire.Writer, m: AssignReplicasToDirectoriesRequest): void {
  for (let i = m.replicas.length - 1; i >= 0; i--) { { const mark = w.mark(); ReplicaDirectory.write(w, m.replicas[i]!); w.nested(mark, 26); } }
  if (m.brokerEpoch !== 0) { w.int64(m.brokerEpoch, 'AssignReplicasToDirectoriesRequest.brokerEpoch'); w.tag(16); }
  if (m.brokerId !== 0) { w.int32(m.brokerId, 'AssignReplicasToDirectoriesRequest.brokerId'); w.tag(8); }
}

function readAssignReplicasToDirectoriesRequest(r: wire.Reader, end: number): AssignReplicasToDirectoriesRequest {
  let $brokerId: number = 0;
  let $brokerEpoch: number = 0;
  const $replicas: ReplicaDirectory[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $brokerId = r.int32(); break;
      case 16: $brokerEpoch = r.int64(); break;
      case 26: { const end = r.enter(); $replicas.push(ReplicaDirectory.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'AssignReplicasToDirectoriesRequest');
    }
  }
  return { brokerId: $brokerId, brokerEpoch: $brokerEpoch, replicas: $replicas };
}


export interface AssignReplicasToDirectoriesResponse {
  readonly header: commonV1.ResponseHeader;
  /** One for each replica, in the order of the request: empty on success, else the name of an error. */
  readonly errorCodes: readonly string[];
}

export const AssignReplicasToDirectoriesResponse: wire.MessageCodec<AssignReplicasToDirectoriesResponse> = wire.messageCodec('drave.controller.v1.AssignReplicasToDirectoriesResponse', writeAssignReplicasToDirectoriesResponse, readAssignReplicasToDirectoriesResponse);

function writeAssignReplicasToDirectoriesResponse(w: wire.Writer, m: AssignReplicasToDirectoriesResponse): void {
  for (let i = m.errorCodes.length - 1; i >= 0; i--) { w.string(m.errorCodes[i]!, 'AssignReplicasToDirectoriesResponse.errorCodes'); w.tag(18); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readAssignReplicasToDirectoriesResponse(r: wire.Reader, end: number): AssignReplicasToDirectoriesResponse {
  let $header: commonV1.ResponseHeader | undefined;
  const $errorCodes: string[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: $errorCodes.push(r.string()); break;
      default: r.skip(tag, 'AssignReplicasToDirectoriesResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), errorCodes: $errorCodes };
}


export interface ForwardRequest {
  readonly principal: string;
  readonly clientId: string;
  readonly command: Uint8Array;
}

export const ForwardRequest: wire.MessageCodec<ForwardRequest> = wire.messageCodec('drave.controller.v1.ForwardRequest', writeForwardRequest, readForwardRequest, payloadForwardRequest);

function writeForwardRequest(w: wire.Writer, m: ForwardRequest): void {
  if (m.command?.length !== 0) { w.bytes(m.command, 'ForwardRequest.command'); w.tag(26); }
  if (m.clientId !== '') { w.string(m.clientId, 'ForwardRequest.clientId'); w.tag(18); }
  if (m.principal !== '') { w.string(m.principal, 'ForwardRequest.principal'); w.tag(10); }
}

function readForwardRequest(r: wire.Reader, end: number): ForwardRequest {
  let $principal: string = '';
  let $clientId: string = '';
  let $command: Uint8Array = wire.EMPTY;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $principal = r.string(); break;
      case 18: $clientId = r.string(); break;
      case 26: $command = r.bytes(); break;
      default: r.skip(tag, 'ForwardRequest');
    }
  }
  return { principal: $principal, clientId: $clientId, command: $command };
}

function payloadForwardRequest(m: ForwardRequest): number {
  let sum = 0;
  sum += m.command.length;
  return sum;
}

export interface ForwardResponse {
  readonly header: commonV1.ResponseHeader;
  readonly result: Uint8Array;
}

export const ForwardResponse: wire.MessageCodec<ForwardResponse> = wire.messageCodec('drave.controller.v1.ForwardResponse', writeForwardResponse, readForwardResponse, payloadForwardResponse);

function writeForwardResponse(w: wire.Writer, m: ForwardResponse): void {
  if (m.result?.length !== 0) { w.bytes(m.result, 'ForwardResponse.result'); w.tag(18); }
  { const mark = w.mark(); commonV1.ResponseHeader.write(w, m.header); w.nested(mark, 10); }
}

function readForwardResponse(r: wire.Reader, end: number): ForwardResponse {
  let $header: commonV1.ResponseHeader | undefined;
  let $result: Uint8Array = wire.EMPTY;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $header = commonV1.ResponseHeader.read(r, end); r.leave(end); } break;
      case 18: $result = r.bytes(); break;
      default: r.skip(tag, 'ForwardResponse');
    }
  }
  return { header: $header ?? commonV1.ResponseHeader.decode(wire.EMPTY), result: $result };
}

function payloadForwardResponse(m: ForwardResponse): number {
  let sum = 0;
  sum += m.result.length;
  return sum;
}

export const controllerService: {
  readonly name: 'drave.controller.v1.ControllerService';
  readonly methods: {
    readonly registerBroker: UnaryMethod<RegisterBrokerRequest, RegisterBrokerResponse>;
    /**
     * The heartbeats of a broker (KIP-631), each of which the controller answers. When the connection ends, the
     * controller checks the broker at once (BrokerIdentityService), instead of waiting for the session to expire.
     */
    readonly session: StreamMethod<SessionRequest, SessionResponse>;
    /** Requests changes of ISRs (KIP-497), any number in one request; a broker has one request in flight. */
    readonly alterPartitions: UnaryMethod<AlterPartitionsRequest, AlterPartitionsResponse>;
    /**
     * Removes a replica with corruption below the high watermark from ISR and ELR, which must be done before its data is
     * deleted.
     */
    readonly leaveIsr: UnaryMethod<LeaveIsrRequest, LeaveIsrResponse>;
    readonly allocateProducerIds: UnaryMethod<AllocateProducerIdsRequest, AllocateProducerIdsResponse>;
    /** Reports in which log directories the replicas of a broker are (KIP-858). */
    readonly assignReplicasToDirectories: UnaryMethod<AssignReplicasToDirectoriesRequest, AssignReplicasToDirectoriesResponse>;
    /** Carries an admin command that another node received, in the controller's own encoding. */
    readonly forward: UnaryMethod<ForwardRequest, ForwardResponse>;
  };
} = {
  name: 'drave.controller.v1.ControllerService',
  methods: {
    registerBroker: {
      kind: 'unary',
      path: '/drave.controller.v1.ControllerService/RegisterBroker',
      encodeRequest: RegisterBrokerRequest.encode,
      encodeRequestPieces: RegisterBrokerRequest.encodePieces,
      decodeRequest: RegisterBrokerRequest.decode,
      encodeResponse: RegisterBrokerResponse.encode,
      encodeResponsePieces: RegisterBrokerResponse.encodePieces,
      decodeResponse: RegisterBrokerResponse.decode,
    },
    session: {
      kind: 'stream',
      path: '/drave.controller.v1.ControllerService/Session',
      requestStream: true,
      responseStream: true,
      encodeRequest: SessionRequest.encode,
      encodeRequestPieces: SessionRequest.encodePieces,
      decodeRequest: SessionRequest.decode,
      encodeResponse: SessionResponse.encode,
      encodeResponsePieces: SessionResponse.encodePieces,
      decodeResponse: SessionResponse.decode,
    },
    alterPartitions: {
      kind: 'unary',
      path: '/drave.controller.v1.ControllerService/AlterPartitions',
      encodeRequest: AlterPartitionsRequest.encode,
      encodeRequestPieces: AlterPartitionsRequest.encodePieces,
      decodeRequest: AlterPartitionsRequest.decode,
      encodeResponse: AlterPartitionsResponse.encode,
      encodeResponsePieces: AlterPartitionsResponse.encodePieces,
      decodeResponse: AlterPartitionsResponse.decode,
    },
    leaveIsr: {
      kind: 'unary',
      path: '/drave.controller.v1.ControllerService/LeaveIsr',
      encodeRequest: LeaveIsrRequest.encode,
      encodeRequestPieces: LeaveIsrRequest.encodePieces,
      decodeRequest: LeaveIsrRequest.decode,
      encodeResponse: LeaveIsrResponse.encode,
      encodeResponsePieces: LeaveIsrResponse.encodePieces,
      decodeResponse: LeaveIsrResponse.decode,
    },
    allocateProducerIds: {
      kind: 'unary',
      path: '/drave.controller.v1.ControllerService/AllocateProducerIds',
      encodeRequest: AllocateProducerIdsRequest.encode,
      encodeRequestPieces: AllocateProducerIdsRequest.encodePieces,
      decodeRequest: AllocateProducerIdsRequest.decode,
      encodeResponse: AllocateProducerIdsResponse.encode,
      encodeResponsePieces: AllocateProducerIdsResponse.encodePieces,
      decodeResponse: AllocateProducerIdsResponse.decode,
    },
    assignReplicasToDirectories: {
      kind: 'unary',
      path: '/drave.controller.v1.ControllerService/AssignReplicasToDirectories',
      encodeRequest: AssignReplicasToDirectoriesRequest.encode,
      encodeRequestPieces: AssignReplicasToDirectoriesRequest.encodePieces,
      decodeRequest: AssignReplicasToDirectoriesRequest.decode,
      encodeResponse: AssignReplicasToDirectoriesResponse.encode,
      encodeResponsePieces: AssignReplicasToDirectoriesResponse.encodePieces,
      decodeResponse: AssignReplicasToDirectoriesResponse.decode,
    },
    forward: {
      kind: 'unary',
      path: '/drave.controller.v1.ControllerService/Forward',
      encodeRequest: ForwardRequest.encode,
      encodeRequestPieces: ForwardRequest.encodePieces,
      decodeRequest: ForwardRequest.decode,
      encodeResponse: ForwardResponse.encode,
      encodeResponsePieces: ForwardResponse.encodePieces,
      decodeResponse: ForwardResponse.decode,
    },
  },
};

/**
 * Served by every broker. The active controller calls it when the broker's connection has ended: a refused connection
 * or another incarnation id proves that the process which had registered is gone.
 */
export const brokerIdentityService: {
  readonly name: 'drave.controller.v1.BrokerIdentityService';
  readonly methods: {
    readonly identify: UnaryMethod<IdentifyRequest, IdentifyResponse>;
  };
} = {
  name: 'drave.controller.v1.BrokerIdentityService',
  methods: {
    identify: {
      kind: 'unary',
      path: '/drave.controller.v1.BrokerIdentityService/Identify',
      encodeRequest: IdentifyRequest.encode,
      encodeRequestPieces: IdentifyRequest.encodePieces,
      decodeRequest: IdentifyRequest.decode,
      encodeResponse: IdentifyResponse.encode,
      encodeResponsePieces: IdentifyResponse.encodePieces,
      decodeResponse: IdentifyResponse.decode,
    },
  },
};
