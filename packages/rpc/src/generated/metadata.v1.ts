// Generated from proto/drave/metadata/v1/metadata.proto by `npm run generate`. Do not edit.
import * as wire from '../wire/index.js';

/** The payload of one Raft entry, and one frame of a snapshot: applied whole or not at all. */
export interface MetadataBatch {
  readonly records: readonly MetadataRecord[];
}

export const MetadataBatch: wire.MessageCodec<MetadataBatch> = wire.messageCodec('drave.metadata.v1.MetadataBatch', writeMetadataBatch, readMetadataBatch, payloadMetadataBatch);

function writeMetadataBatch(w: wire.Writer, m: MetadataBatch): void {
  for (let i = m.records.length - 1; i >= 0; i--) { { const mark = w.mark(); MetadataRecord.write(w, m.records[i]!); w.nested(mark, 10); } }
}

function readMetadataBatch(r: wire.Reader, end: number): MetadataBatch {
  const $records: MetadataRecord[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $records.push(MetadataRecord.read(r, end)); r.leave(end); } break;
      default: r.skip(tag, 'MetadataBatch');
    }
  }
  return { records: $records };
}

function payloadMetadataBatch(m: MetadataBatch): number {
  let sum = 0;
  for (const value of m.records) sum += MetadataRecord.payloadBytes(value);
  return sum;
}

export interface MetadataRecord {
  readonly value?:
    | { readonly kind: 'metadataLevel'; readonly metadataLevel: MetadataLevel }
    | { readonly kind: 'featureLevel'; readonly featureLevel: FeatureLevel }
    | { readonly kind: 'registerBroker'; readonly registerBroker: RegisterBroker }
    | { readonly kind: 'unregisterBroker'; readonly unregisterBroker: UnregisterBroker }
    | { readonly kind: 'brokerRegistrationChange'; readonly brokerRegistrationChange: BrokerRegistrationChange }
    | { readonly kind: 'topic'; readonly topic: Topic }
    | { readonly kind: 'removeTopic'; readonly removeTopic: RemoveTopic }
    | { readonly kind: 'partition'; readonly partition: Partition }
    | { readonly kind: 'partitionChange'; readonly partitionChange: PartitionChange }
    | { readonly kind: 'config'; readonly config: Config }
    | { readonly kind: 'producerIds'; readonly producerIds: ProducerIds }
    | { readonly kind: 'requestOutcome'; readonly requestOutcome: RequestOutcome }
    | { readonly kind: 'beginTransaction'; readonly beginTransaction: BeginTransaction }
    | { readonly kind: 'endTransaction'; readonly endTransaction: EndTransaction }
    | { readonly kind: 'abortTransaction'; readonly abortTransaction: AbortTransaction }
    | { readonly kind: 'accessControlEntry'; readonly accessControlEntry: AccessControlEntry }
    | { readonly kind: 'removeAccessControlEntry'; readonly removeAccessControlEntry: RemoveAccessControlEntry }
    | { readonly kind: 'userScramCredential'; readonly userScramCredential: UserScramCredential }
    | { readonly kind: 'removeUserScramCredential'; readonly removeUserScramCredential: RemoveUserScramCredential }
    | { readonly kind: 'clientQuota'; readonly clientQuota: ClientQuota }
    | undefined;
}

export const MetadataRecord: wire.MessageCodec<MetadataRecord> = wire.messageCodec('drave.metadata.v1.MetadataRecord', writeMetadataRecord, readMetadataRecord, payloadMetadataRecord);

function writeMetadataRecord(w: wire.Writer, m: MetadataRecord): void {
  if (m.value?.kind === 'clientQuota') { { const mark = w.mark(); ClientQuota.write(w, m.value.clientQuota); w.nested(mark, 162); } }
  if (m.value?.kind === 'removeUserScramCredential') { { const mark = w.mark(); RemoveUserScramCredential.write(w, m.value.removeUserScramCredential); w.nested(mark, 154); } }
  if (m.value?.kind === 'userScramCredential') { { const mark = w.mark(); UserScramCredential.write(w, m.value.userScramCredential); w.nested(mark, 146); } }
  if (m.value?.kind === 'removeAccessControlEntry') { { const mark = w.mark(); RemoveAccessControlEntry.write(w, m.value.removeAccessControlEntry); w.nested(mark, 138); } }
  if (m.value?.kind === 'accessControlEntry') { { const mark = w.mark(); AccessControlEntry.write(w, m.value.accessControlEntry); w.nested(mark, 130); } }
  if (m.value?.kind === 'abortTransaction') { { const mark = w.mark(); AbortTransaction.write(w, m.value.abortTransaction); w.nested(mark, 122); } }
  if (m.value?.kind === 'endTransaction') { { const mark = w.mark(); EndTransaction.write(w, m.value.endTransaction); w.nested(mark, 114); } }
  if (m.value?.kind === 'beginTransaction') { { const mark = w.mark(); BeginTransaction.write(w, m.value.beginTransaction); w.nested(mark, 106); } }
  if (m.value?.kind === 'requestOutcome') { { const mark = w.mark(); RequestOutcome.write(w, m.value.requestOutcome); w.nested(mark, 98); } }
  if (m.value?.kind === 'producerIds') { { const mark = w.mark(); ProducerIds.write(w, m.value.producerIds); w.nested(mark, 90); } }
  if (m.value?.kind === 'config') { { const mark = w.mark(); Config.write(w, m.value.config); w.nested(mark, 82); } }
  if (m.value?.kind === 'partitionChange') { { const mark = w.mark(); PartitionChange.write(w, m.value.partitionChange); w.nested(mark, 74); } }
  if (m.value?.kind === 'partition') { { const mark = w.mark(); Partition.write(w, m.value.partition); w.nested(mark, 66); } }
  if (m.value?.kind === 'removeTopic') { { const mark = w.mark(); RemoveTopic.write(w, m.value.removeTopic); w.nested(mark, 58); } }
  if (m.value?.kind === 'topic') { { const mark = w.mark(); Topic.write(w, m.value.topic); w.nested(mark, 50); } }
  if (m.value?.kind === 'brokerRegistrationChange') { { const mark = w.mark(); BrokerRegistrationChange.write(w, m.value.brokerRegistrationChange); w.nested(mark, 42); } }
  if (m.value?.kind === 'unregisterBroker') { { const mark = w.mark(); UnregisterBroker.write(w, m.value.unregisterBroker); w.nested(mark, 34); } }
  if (m.value?.kind === 'registerBroker') { { const mark = w.mark(); RegisterBroker.write(w, m.value.registerBroker); w.nested(mark, 26); } }
  if (m.value?.kind === 'featureLevel') { { const mark = w.mark(); FeatureLevel.write(w, m.value.featureLevel); w.nested(mark, 18); } }
  if (m.value?.kind === 'metadataLevel') { { const mark = w.mark(); MetadataLevel.write(w, m.value.metadataLevel); w.nested(mark, 10); } }
}

function readMetadataRecord(r: wire.Reader, end: number): MetadataRecord {
  let $value: MetadataRecord['value'];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $value = { kind: 'metadataLevel', metadataLevel: MetadataLevel.read(r, end) }; r.leave(end); } break;
      case 18: { const end = r.enter(); $value = { kind: 'featureLevel', featureLevel: FeatureLevel.read(r, end) }; r.leave(end); } break;
      case 26: { const end = r.enter(); $value = { kind: 'registerBroker', registerBroker: RegisterBroker.read(r, end) }; r.leave(end); } break;
      case 34: { const end = r.enter(); $value = { kind: 'unregisterBroker', unregisterBroker: UnregisterBroker.read(r, end) }; r.leave(end); } break;
      case 42: { const end = r.enter(); $value = { kind: 'brokerRegistrationChange', brokerRegistrationChange: BrokerRegistrationChange.read(r, end) }; r.leave(end); } break;
      case 50: { const end = r.enter(); $value = { kind: 'topic', topic: Topic.read(r, end) }; r.leave(end); } break;
      case 58: { const end = r.enter(); $value = { kind: 'removeTopic', removeTopic: RemoveTopic.read(r, end) }; r.leave(end); } break;
      case 66: { const end = r.enter(); $value = { kind: 'partition', partition: Partition.read(r, end) }; r.leave(end); } break;
      case 74: { const end = r.enter(); $value = { kind: 'partitionChange', partitionChange: PartitionChange.read(r, end) }; r.leave(end); } break;
      case 82: { const end = r.enter(); $value = { kind: 'config', config: Config.read(r, end) }; r.leave(end); } break;
      case 90: { const end = r.enter(); $value = { kind: 'producerIds', producerIds: ProducerIds.read(r, end) }; r.leave(end); } break;
      case 98: { const end = r.enter(); $value = { kind: 'requestOutcome', requestOutcome: RequestOutcome.read(r, end) }; r.leave(end); } break;
      case 106: { const end = r.enter(); $value = { kind: 'beginTransaction', beginTransaction: BeginTransaction.read(r, end) }; r.leave(end); } break;
      case 114: { const end = r.enter(); $value = { kind: 'endTransaction', endTransaction: EndTransaction.read(r, end) }; r.leave(end); } break;
      case 122: { const end = r.enter(); $value = { kind: 'abortTransaction', abortTransaction: AbortTransaction.read(r, end) }; r.leave(end); } break;
      case 130: { const end = r.enter(); $value = { kind: 'accessControlEntry', accessControlEntry: AccessControlEntry.read(r, end) }; r.leave(end); } break;
      case 138: { const end = r.enter(); $value = { kind: 'removeAccessControlEntry', removeAccessControlEntry: RemoveAccessControlEntry.read(r, end) }; r.leave(end); } break;
      case 146: { const end = r.enter(); $value = { kind: 'userScramCredential', userScramCredential: UserScramCredential.read(r, end) }; r.leave(end); } break;
      case 154: { const end = r.enter(); $value = { kind: 'removeUserScramCredential', removeUserScramCredential: RemoveUserScramCredential.read(r, end) }; r.leave(end); } break;
      case 162: { const end = r.enter(); $value = { kind: 'clientQuota', clientQuota: ClientQuota.read(r, end) }; r.leave(end); } break;
      default: r.skip(tag, 'MetadataRecord');
    }
  }
  return { value: $value };
}

function payloadMetadataRecord(m: MetadataRecord): number {
  let sum = 0;
  if (m.value?.kind === 'registerBroker') sum += RegisterBroker.payloadBytes(m.value.registerBroker);
  if (m.value?.kind === 'brokerRegistrationChange') sum += BrokerRegistrationChange.payloadBytes(m.value.brokerRegistrationChange);
  if (m.value?.kind === 'topic') sum += Topic.payloadBytes(m.value.topic);
  if (m.value?.kind === 'removeTopic') sum += RemoveTopic.payloadBytes(m.value.removeTopic);
  if (m.value?.kind === 'partition') sum += Partition.payloadBytes(m.value.partition);
  if (m.value?.kind === 'partitionChange') sum += PartitionChange.payloadBytes(m.value.partitionChange);
  if (m.value?.kind === 'requestOutcome') sum += RequestOutcome.payloadBytes(m.value.requestOutcome);
  if (m.value?.kind === 'accessControlEntry') sum += AccessControlEntry.payloadBytes(m.value.accessControlEntry);
  if (m.value?.kind === 'removeAccessControlEntry') sum += RemoveAccessControlEntry.payloadBytes(m.value.removeAccessControlEntry);
  if (m.value?.kind === 'userScramCredential') sum += UserScramCredential.payloadBytes(m.value.userScramCredential);
  return sum;
}

/**
 * The level that decides which records and fields may occur. It is the first record of every snapshot, and is written
 * before any record that needs it.
 */
export interface MetadataLevel {
  readonly level: number;
}

export const MetadataLevel: wire.MessageCodec<MetadataLevel> = wire.messageCodec('drave.metadata.v1.MetadataLevel', writeMetadataLevel, readMetadataLevel);

function writeMetadataLevel(w: wire.Writer, m: MetadataLevel): void {
  if (m.level !== 0) { w.int32(m.level, 'MetadataLevel.level'); w.tag(8); }
}

function readMetadataLevel(r: wire.Reader, end: number): MetadataLevel {
  let $level: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $level = r.int32(); break;
      default: r.skip(tag, 'MetadataLevel');
    }
  }
  return { level: $level };
}


/** A finalized feature of the cluster; level 0 removes it. */
export interface FeatureLevel {
  readonly name: string;
  readonly level: number;
}

export const FeatureLevel: wire.MessageCodec<FeatureLevel> = wire.messageCodec('drave.metadata.v1.FeatureLevel', writeFeatureLevel, readFeatureLevel);

function writeFeatureLevel(w: wire.Writer, m: FeatureLevel): void {
  if (m.level !== 0) { w.int32(m.level, 'FeatureLevel.level'); w.tag(16); }
  if (m.name !== '') { w.string(m.name, 'FeatureLevel.name'); w.tag(10); }
}

function readFeatureLevel(r: wire.Reader, end: number): FeatureLevel {
  let $name: string = '';
  let $level: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $name = r.string(); break;
      case 16: $level = r.int32(); break;
      default: r.skip(tag, 'FeatureLevel');
    }
  }
  return { name: $name, level: $level };
}


export interface Listener {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

export const Listener: wire.MessageCodec<Listener> = wire.messageCodec('drave.metadata.v1.Listener', writeListener, readListener);

function writeListener(w: wire.Writer, m: Listener): void {
  if (m.port !== 0) { w.int32(m.port, 'Listener.port'); w.tag(24); }
  if (m.host !== '') { w.string(m.host, 'Listener.host'); w.tag(18); }
  if (m.name !== '') { w.string(m.name, 'Listener.name'); w.tag(10); }
}

function readListener(r: wire.Reader, end: number): Listener {
  let $name: string = '';
  let $host: string = '';
  let $port: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $name = r.string(); break;
      case 18: $host = r.string(); break;
      case 24: $port = r.int32(); break;
      default: r.skip(tag, 'Listener');
    }
  }
  return { name: $name, host: $host, port: $port };
}


export interface SupportedFeature {
  readonly name: string;
  readonly minLevel: number;
  readonly maxLevel: number;
}

export const SupportedFeature: wire.MessageCodec<SupportedFeature> = wire.messageCodec('drave.metadata.v1.SupportedFeature', writeSupportedFeature, readSupportedFeature);

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


export interface RegisterBroker {
  readonly brokerId: number;
  /** Set in snapshots only; in the log it is the offset of the entry. */
  readonly brokerEpoch?: number | undefined;
  readonly incarnationId: Uint8Array;
  readonly listeners: readonly Listener[];
  readonly rack?: string | undefined;
  readonly fenced: boolean;
  readonly inControlledShutdown: boolean;
  readonly directories: readonly Uint8Array[];
  readonly features: readonly SupportedFeature[];
  readonly bootId: string;
}

export const RegisterBroker: wire.MessageCodec<RegisterBroker> = wire.messageCodec('drave.metadata.v1.RegisterBroker', writeRegisterBroker, readRegisterBroker, payloadRegisterBroker);

function writeRegisterBroker(w: wire.Writer, m: RegisterBroker): void {
  if (m.bootId !== '') { w.string(m.bootId, 'RegisterBroker.bootId'); w.tag(82); }
  for (let i = m.features.length - 1; i >= 0; i--) { { const mark = w.mark(); SupportedFeature.write(w, m.features[i]!); w.nested(mark, 74); } }
  for (let i = m.directories.length - 1; i >= 0; i--) { w.bytes(m.directories[i]!, 'RegisterBroker.directories'); w.tag(66); }
  if (m.inControlledShutdown !== false) { w.bool(m.inControlledShutdown, 'RegisterBroker.inControlledShutdown'); w.tag(56); }
  if (m.fenced !== false) { w.bool(m.fenced, 'RegisterBroker.fenced'); w.tag(48); }
  if (m.rack !== undefined) { w.string(m.rack, 'RegisterBroker.rack'); w.tag(42); }
  for (let i = m.listeners.length - 1; i >= 0; i--) { { const mark = w.mark(); Listener.write(w, m.listeners[i]!); w.nested(mark, 34); } }
  if (m.incarnationId?.length !== 0) { w.bytes(m.incarnationId, 'RegisterBroker.incarnationId'); w.tag(26); }
  if (m.brokerEpoch !== undefined) { w.int64(m.brokerEpoch, 'RegisterBroker.brokerEpoch'); w.tag(16); }
  if (m.brokerId !== 0) { w.int32(m.brokerId, 'RegisterBroker.brokerId'); w.tag(8); }
}

function readRegisterBroker(r: wire.Reader, end: number): RegisterBroker {
  let $brokerId: number = 0;
  let $brokerEpoch: number | undefined;
  let $incarnationId: Uint8Array = wire.EMPTY;
  const $listeners: Listener[] = [];
  let $rack: string | undefined;
  let $fenced: boolean = false;
  let $inControlledShutdown: boolean = false;
  const $directories: Uint8Array[] = [];
  const $features: SupportedFeature[] = [];
  let $bootId: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $brokerId = r.int32(); break;
      case 16: $brokerEpoch = r.int64(); break;
      case 26: $incarnationId = r.bytes(); break;
      case 34: { const end = r.enter(); $listeners.push(Listener.read(r, end)); r.leave(end); } break;
      case 42: $rack = r.string(); break;
      case 48: $fenced = r.bool(); break;
      case 56: $inControlledShutdown = r.bool(); break;
      case 66: $directories.push(r.bytes()); break;
      case 74: { const end = r.enter(); $features.push(SupportedFeature.read(r, end)); r.leave(end); } break;
      case 82: $bootId = r.string(); break;
      default: r.skip(tag, 'RegisterBroker');
    }
  }
  return { brokerId: $brokerId, brokerEpoch: $brokerEpoch, incarnationId: $incarnationId, listeners: $listeners, rack: $rack, fenced: $fenced, inControlledShutdown: $inControlledShutdown, directories: $directories, features: $features, bootId: $bootId };
}

function payloadRegisterBroker(m: RegisterBroker): number {
  let sum = 0;
  sum += m.incarnationId.length;
  for (const value of m.directories) sum += value.length;
  return sum;
}

export interface UnregisterBroker {
  readonly brokerId: number;
  readonly brokerEpoch: number;
}

export const UnregisterBroker: wire.MessageCodec<UnregisterBroker> = wire.messageCodec('drave.metadata.v1.UnregisterBroker', writeUnregisterBroker, readUnregisterBroker);

function writeUnregisterBroker(w: wire.Writer, m: UnregisterBroker): void {
  if (m.brokerEpoch !== 0) { w.int64(m.brokerEpoch, 'UnregisterBroker.brokerEpoch'); w.tag(16); }
  if (m.brokerId !== 0) { w.int32(m.brokerId, 'UnregisterBroker.brokerId'); w.tag(8); }
}

function readUnregisterBroker(r: wire.Reader, end: number): UnregisterBroker {
  let $brokerId: number = 0;
  let $brokerEpoch: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $brokerId = r.int32(); break;
      case 16: $brokerEpoch = r.int64(); break;
      default: r.skip(tag, 'UnregisterBroker');
    }
  }
  return { brokerId: $brokerId, brokerEpoch: $brokerEpoch };
}


export interface BrokerRegistrationChange {
  readonly brokerId: number;
  readonly brokerEpoch: number;
  readonly fenced?: boolean | undefined;
  readonly inControlledShutdown?: boolean | undefined;
  readonly directories?: DirectoryList | undefined;
}

export const BrokerRegistrationChange: wire.MessageCodec<BrokerRegistrationChange> = wire.messageCodec('drave.metadata.v1.BrokerRegistrationChange', writeBrokerRegistrationChange, readBrokerRegistrationChange, payloadBrokerRegistrationChange);

function writeBrokerRegistrationChange(w: wire.Writer, m: BrokerRegistrationChange): void {
  if (m.directories !== undefined) { { const mark = w.mark(); DirectoryList.write(w, m.directories); w.nested(mark, 42); } }
  if (m.inControlledShutdown !== undefined) { w.bool(m.inControlledShutdown, 'BrokerRegistrationChange.inControlledShutdown'); w.tag(32); }
  if (m.fenced !== undefined) { w.bool(m.fenced, 'BrokerRegistrationChange.fenced'); w.tag(24); }
  if (m.brokerEpoch !== 0) { w.int64(m.brokerEpoch, 'BrokerRegistrationChange.brokerEpoch'); w.tag(16); }
  if (m.brokerId !== 0) { w.int32(m.brokerId, 'BrokerRegistrationChange.brokerId'); w.tag(8); }
}

function readBrokerRegistrationChange(r: wire.Reader, end: number): BrokerRegistrationChange {
  let $brokerId: number = 0;
  let $brokerEpoch: number = 0;
  let $fenced: boolean | undefined;
  let $inControlledShutdown: boolean | undefined;
  let $directories: DirectoryList | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $brokerId = r.int32(); break;
      case 16: $brokerEpoch = r.int64(); break;
      case 24: $fenced = r.bool(); break;
      case 32: $inControlledShutdown = r.bool(); break;
      case 42: { const end = r.enter(); $directories = DirectoryList.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'BrokerRegistrationChange');
    }
  }
  return { brokerId: $brokerId, brokerEpoch: $brokerEpoch, fenced: $fenced, inControlledShutdown: $inControlledShutdown, directories: $directories };
}

function payloadBrokerRegistrationChange(m: BrokerRegistrationChange): number {
  let sum = 0;
  if (m.directories !== undefined) sum += DirectoryList.payloadBytes(m.directories);
  return sum;
}

export interface DirectoryList {
  readonly directories: readonly Uint8Array[];
}

export const DirectoryList: wire.MessageCodec<DirectoryList> = wire.messageCodec('drave.metadata.v1.DirectoryList', writeDirectoryList, readDirectoryList, payloadDirectoryList);

function writeDirectoryList(w: wire.Writer, m: DirectoryList): void {
  for (let i = m.directories.length - 1; i >= 0; i--) { w.bytes(m.directories[i]!, 'DirectoryList.directories'); w.tag(10); }
}

function readDirectoryList(r: wire.Reader, end: number): DirectoryList {
  const $directories: Uint8Array[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $directories.push(r.bytes()); break;
      default: r.skip(tag, 'DirectoryList');
    }
  }
  return { directories: $directories };
}

function payloadDirectoryList(m: DirectoryList): number {
  let sum = 0;
  for (const value of m.directories) sum += value.length;
  return sum;
}

export interface Topic {
  readonly topicId: Uint8Array;
  readonly name: string;
}

export const Topic: wire.MessageCodec<Topic> = wire.messageCodec('drave.metadata.v1.Topic', writeTopic, readTopic, payloadTopic);

function writeTopic(w: wire.Writer, m: Topic): void {
  if (m.name !== '') { w.string(m.name, 'Topic.name'); w.tag(18); }
  if (m.topicId?.length !== 0) { w.bytes(m.topicId, 'Topic.topicId'); w.tag(10); }
}

function readTopic(r: wire.Reader, end: number): Topic {
  let $topicId: Uint8Array = wire.EMPTY;
  let $name: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topicId = r.bytes(); break;
      case 18: $name = r.string(); break;
      default: r.skip(tag, 'Topic');
    }
  }
  return { topicId: $topicId, name: $name };
}

function payloadTopic(m: Topic): number {
  let sum = 0;
  sum += m.topicId.length;
  return sum;
}

/** Removes the topic, its partitions and its configuration. */
export interface RemoveTopic {
  readonly topicId: Uint8Array;
}

export const RemoveTopic: wire.MessageCodec<RemoveTopic> = wire.messageCodec('drave.metadata.v1.RemoveTopic', writeRemoveTopic, readRemoveTopic, payloadRemoveTopic);

function writeRemoveTopic(w: wire.Writer, m: RemoveTopic): void {
  if (m.topicId?.length !== 0) { w.bytes(m.topicId, 'RemoveTopic.topicId'); w.tag(10); }
}

function readRemoveTopic(r: wire.Reader, end: number): RemoveTopic {
  let $topicId: Uint8Array = wire.EMPTY;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topicId = r.bytes(); break;
      default: r.skip(tag, 'RemoveTopic');
    }
  }
  return { topicId: $topicId };
}

function payloadRemoveTopic(m: RemoveTopic): number {
  let sum = 0;
  sum += m.topicId.length;
  return sum;
}

/** The whole state of one partition. */
export interface Partition {
  readonly topicId: Uint8Array;
  readonly index: number;
  readonly replicas: readonly number[];
  /** One for each replica, in the same order. */
  readonly directories: readonly Uint8Array[];
  readonly isr: readonly number[];
  readonly elr: readonly number[];
  readonly lastKnownElr: readonly number[];
  readonly addingReplicas: readonly number[];
  readonly removingReplicas: readonly number[];
  /** -1 for none. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
}

export const Partition: wire.MessageCodec<Partition> = wire.messageCodec('drave.metadata.v1.Partition', writePartition, readPartition, payloadPartition);

function writePartition(w: wire.Writer, m: Partition): void {
  if (m.partitionEpoch !== 0) { w.int32(m.partitionEpoch, 'Partition.partitionEpoch'); w.tag(96); }
  if (m.leaderEpoch !== 0) { w.int32(m.leaderEpoch, 'Partition.leaderEpoch'); w.tag(88); }
  if (m.leader !== 0) { w.int32(m.leader, 'Partition.leader'); w.tag(80); }
  if (m.removingReplicas.length !== 0) { const mark = w.mark(); for (let i = m.removingReplicas.length - 1; i >= 0; i--) { w.int32(m.removingReplicas[i]!, 'Partition.removingReplicas'); } w.nested(mark, 74); }
  if (m.addingReplicas.length !== 0) { const mark = w.mark(); for (let i = m.addingReplicas.length - 1; i >= 0; i--) { w.int32(m.addingReplicas[i]!, 'Partition.addingReplicas'); } w.nested(mark, 66); }
  if (m.lastKnownElr.length !== 0) { const mark = w.mark(); for (let i = m.lastKnownElr.length - 1; i >= 0; i--) { w.int32(m.lastKnownElr[i]!, 'Partition.lastKnownElr'); } w.nested(mark, 58); }
  if (m.elr.length !== 0) { const mark = w.mark(); for (let i = m.elr.length - 1; i >= 0; i--) { w.int32(m.elr[i]!, 'Partition.elr'); } w.nested(mark, 50); }
  if (m.isr.length !== 0) { const mark = w.mark(); for (let i = m.isr.length - 1; i >= 0; i--) { w.int32(m.isr[i]!, 'Partition.isr'); } w.nested(mark, 42); }
  for (let i = m.directories.length - 1; i >= 0; i--) { w.bytes(m.directories[i]!, 'Partition.directories'); w.tag(34); }
  if (m.replicas.length !== 0) { const mark = w.mark(); for (let i = m.replicas.length - 1; i >= 0; i--) { w.int32(m.replicas[i]!, 'Partition.replicas'); } w.nested(mark, 26); }
  if (m.index !== 0) { w.int32(m.index, 'Partition.index'); w.tag(16); }
  if (m.topicId?.length !== 0) { w.bytes(m.topicId, 'Partition.topicId'); w.tag(10); }
}

function readPartition(r: wire.Reader, end: number): Partition {
  let $topicId: Uint8Array = wire.EMPTY;
  let $index: number = 0;
  const $replicas: number[] = [];
  const $directories: Uint8Array[] = [];
  const $isr: number[] = [];
  const $elr: number[] = [];
  const $lastKnownElr: number[] = [];
  const $addingReplicas: number[] = [];
  const $removingReplicas: number[] = [];
  let $leader: number = 0;
  let $leaderEpoch: number = 0;
  let $partitionEpoch: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topicId = r.bytes(); break;
      case 16: $index = r.int32(); break;
      case 24: $replicas.push(r.int32()); break;
      case 26: { const stop = r.enter(); while (r.position < stop) $replicas.push(r.int32()); r.leave(stop); break; }
      case 34: $directories.push(r.bytes()); break;
      case 40: $isr.push(r.int32()); break;
      case 42: { const stop = r.enter(); while (r.position < stop) $isr.push(r.int32()); r.leave(stop); break; }
      case 48: $elr.push(r.int32()); break;
      case 50: { const stop = r.enter(); while (r.position < stop) $elr.push(r.int32()); r.leave(stop); break; }
      case 56: $lastKnownElr.push(r.int32()); break;
      case 58: { const stop = r.enter(); while (r.position < stop) $lastKnownElr.push(r.int32()); r.leave(stop); break; }
      case 64: $addingReplicas.push(r.int32()); break;
      case 66: { const stop = r.enter(); while (r.position < stop) $addingReplicas.push(r.int32()); r.leave(stop); break; }
      case 72: $removingReplicas.push(r.int32()); break;
      case 74: { const stop = r.enter(); while (r.position < stop) $removingReplicas.push(r.int32()); r.leave(stop); break; }
      case 80: $leader = r.int32(); break;
      case 88: $leaderEpoch = r.int32(); break;
      case 96: $partitionEpoch = r.int32(); break;
      default: r.skip(tag, 'Partition');
    }
  }
  return { topicId: $topicId, index: $index, replicas: $replicas, directories: $directories, isr: $isr, elr: $elr, lastKnownElr: $lastKnownElr, addingReplicas: $addingReplicas, removingReplicas: $removingReplicas, leader: $leader, leaderEpoch: $leaderEpoch, partitionEpoch: $partitionEpoch };
}

function payloadPartition(m: Partition): number {
  let sum = 0;
  sum += m.topicId.length;
  for (const value of m.directories) sum += value.length;
  return sum;
}

export interface NodeList {
  readonly nodes: readonly number[];
}

export const NodeList: wire.MessageCodec<NodeList> = wire.messageCodec('drave.metadata.v1.NodeList', writeNodeList, readNodeList);

function writeNodeList(w: wire.Writer, m: NodeList): void {
  if (m.nodes.length !== 0) { const mark = w.mark(); for (let i = m.nodes.length - 1; i >= 0; i--) { w.int32(m.nodes[i]!, 'NodeList.nodes'); } w.nested(mark, 10); }
}

function readNodeList(r: wire.Reader, end: number): NodeList {
  const $nodes: number[] = [];
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $nodes.push(r.int32()); break;
      case 10: { const stop = r.enter(); while (r.position < stop) $nodes.push(r.int32()); r.leave(stop); break; }
      default: r.skip(tag, 'NodeList');
    }
  }
  return { nodes: $nodes };
}


/**
 * What changed in one partition; the partition epoch grows by one. A leader that is present (even the same one) makes
 * the leader epoch grow by one.
 */
export interface PartitionChange {
  readonly topicId: Uint8Array;
  readonly index: number;
  readonly leader?: number | undefined;
  readonly isr?: NodeList | undefined;
  readonly elr?: NodeList | undefined;
  readonly lastKnownElr?: NodeList | undefined;
  readonly replicas?: NodeList | undefined;
  readonly addingReplicas?: NodeList | undefined;
  readonly removingReplicas?: NodeList | undefined;
  readonly directories?: DirectoryList | undefined;
}

export const PartitionChange: wire.MessageCodec<PartitionChange> = wire.messageCodec('drave.metadata.v1.PartitionChange', writePartitionChange, readPartitionChange, payloadPartitionChange);

function writePartitionChange(w: wire.Writer, m: PartitionChange): void {
  if (m.directories !== undefined) { { const mark = w.mark(); DirectoryList.write(w, m.directories); w.nested(mark, 82); } }
  if (m.removingReplicas !== undefined) { { const mark = w.mark(); NodeList.write(w, m.removingReplicas); w.nested(mark, 74); } }
  if (m.addingReplicas !== undefined) { { const mark = w.mark(); NodeList.write(w, m.addingReplicas); w.nested(mark, 66); } }
  if (m.replicas !== undefined) { { const mark = w.mark(); NodeList.write(w, m.replicas); w.nested(mark, 58); } }
  if (m.lastKnownElr !== undefined) { { const mark = w.mark(); NodeList.write(w, m.lastKnownElr); w.nested(mark, 50); } }
  if (m.elr !== undefined) { { const mark = w.mark(); NodeList.write(w, m.elr); w.nested(mark, 42); } }
  if (m.isr !== undefined) { { const mark = w.mark(); NodeList.write(w, m.isr); w.nested(mark, 34); } }
  if (m.leader !== undefined) { w.int32(m.leader, 'PartitionChange.leader'); w.tag(24); }
  if (m.index !== 0) { w.int32(m.index, 'PartitionChange.index'); w.tag(16); }
  if (m.topicId?.length !== 0) { w.bytes(m.topicId, 'PartitionChange.topicId'); w.tag(10); }
}

function readPartitionChange(r: wire.Reader, end: number): PartitionChange {
  let $topicId: Uint8Array = wire.EMPTY;
  let $index: number = 0;
  let $leader: number | undefined;
  let $isr: NodeList | undefined;
  let $elr: NodeList | undefined;
  let $lastKnownElr: NodeList | undefined;
  let $replicas: NodeList | undefined;
  let $addingReplicas: NodeList | undefined;
  let $removingReplicas: NodeList | undefined;
  let $directories: DirectoryList | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $topicId = r.bytes(); break;
      case 16: $index = r.int32(); break;
      case 24: $leader = r.int32(); break;
      case 34: { const end = r.enter(); $isr = NodeList.read(r, end); r.leave(end); } break;
      case 42: { const end = r.enter(); $elr = NodeList.read(r, end); r.leave(end); } break;
      case 50: { const end = r.enter(); $lastKnownElr = NodeList.read(r, end); r.leave(end); } break;
      case 58: { const end = r.enter(); $replicas = NodeList.read(r, end); r.leave(end); } break;
      case 66: { const end = r.enter(); $addingReplicas = NodeList.read(r, end); r.leave(end); } break;
      case 74: { const end = r.enter(); $removingReplicas = NodeList.read(r, end); r.leave(end); } break;
      case 82: { const end = r.enter(); $directories = DirectoryList.read(r, end); r.leave(end); } break;
      default: r.skip(tag, 'PartitionChange');
    }
  }
  return { topicId: $topicId, index: $index, leader: $leader, isr: $isr, elr: $elr, lastKnownElr: $lastKnownElr, replicas: $replicas, addingReplicas: $addingReplicas, removingReplicas: $removingReplicas, directories: $directories };
}

function payloadPartitionChange(m: PartitionChange): number {
  let sum = 0;
  sum += m.topicId.length;
  if (m.directories !== undefined) sum += DirectoryList.payloadBytes(m.directories);
  return sum;
}

export interface Config {
  readonly resourceType: ResourceType;
  /** Topic name, group id, or broker id in decimal; empty for the default of all brokers. */
  readonly resourceName: string;
  readonly key: string;
  /** Absent removes the key. */
  readonly value?: string | undefined;
}

export const Config: wire.MessageCodec<Config> = wire.messageCodec('drave.metadata.v1.Config', writeConfig, readConfig);

function writeConfig(w: wire.Writer, m: Config): void {
  if (m.value !== undefined) { w.string(m.value, 'Config.value'); w.tag(34); }
  if (m.key !== '') { w.string(m.key, 'Config.key'); w.tag(26); }
  if (m.resourceName !== '') { w.string(m.resourceName, 'Config.resourceName'); w.tag(18); }
  if (m.resourceType !== 'UNSPECIFIED') { ResourceType.write(w, m.resourceType, 'Config.resourceType'); w.tag(8); }
}

function readConfig(r: wire.Reader, end: number): Config {
  let $resourceType: ResourceType = 'UNSPECIFIED';
  let $resourceName: string = '';
  let $key: string = '';
  let $value: string | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $resourceType = ResourceType.read(r); break;
      case 18: $resourceName = r.string(); break;
      case 26: $key = r.string(); break;
      case 34: $value = r.string(); break;
      default: r.skip(tag, 'Config');
    }
  }
  return { resourceType: $resourceType, resourceName: $resourceName, key: $key, value: $value };
}


export type ResourceType =
  | 'UNSPECIFIED'
  | 'TOPIC'
  | 'BROKER'
  | 'GROUP';
export const ResourceType: wire.EnumCodec<ResourceType> = wire.enumCodec('drave.metadata.v1.ResourceType', {
  UNSPECIFIED: 0,
  TOPIC: 1,
  BROKER: 2,
  GROUP: 3,
});

/** Every producer id below `next_producer_id` is allocated. */
export interface ProducerIds {
  readonly brokerId: number;
  readonly brokerEpoch: number;
  readonly nextProducerId: number;
}

export const ProducerIds: wire.MessageCodec<ProducerIds> = wire.messageCodec('drave.metadata.v1.ProducerIds', writeProducerIds, readProducerIds);

function writeProducerIds(w: wire.Writer, m: ProducerIds): void {
  if (m.nextProducerId !== 0) { w.int64(m.nextProducerId, 'ProducerIds.nextProducerId'); w.tag(24); }
  if (m.brokerEpoch !== 0) { w.int64(m.brokerEpoch, 'ProducerIds.brokerEpoch'); w.tag(16); }
  if (m.brokerId !== 0) { w.int32(m.brokerId, 'ProducerIds.brokerId'); w.tag(8); }
}

function readProducerIds(r: wire.Reader, end: number): ProducerIds {
  let $brokerId: number = 0;
  let $brokerEpoch: number = 0;
  let $nextProducerId: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $brokerId = r.int32(); break;
      case 16: $brokerEpoch = r.int64(); break;
      case 24: $nextProducerId = r.int64(); break;
      default: r.skip(tag, 'ProducerIds');
    }
  }
  return { brokerId: $brokerId, brokerEpoch: $brokerEpoch, nextProducerId: $nextProducerId };
}


/** The response to a mutation, kept so that a repetition under the same request id gets the same one. */
export interface RequestOutcome {
  readonly principal: string;
  readonly requestId: string;
  readonly requestHash: Uint8Array;
  readonly response: Uint8Array;
  readonly timestampMs: number;
}

export const RequestOutcome: wire.MessageCodec<RequestOutcome> = wire.messageCodec('drave.metadata.v1.RequestOutcome', writeRequestOutcome, readRequestOutcome, payloadRequestOutcome);

function writeRequestOutcome(w: wire.Writer, m: RequestOutcome): void {
  if (m.timestampMs !== 0) { w.int64(m.timestampMs, 'RequestOutcome.timestampMs'); w.tag(40); }
  if (m.response?.length !== 0) { w.bytes(m.response, 'RequestOutcome.response'); w.tag(34); }
  if (m.requestHash?.length !== 0) { w.bytes(m.requestHash, 'RequestOutcome.requestHash'); w.tag(26); }
  if (m.requestId !== '') { w.string(m.requestId, 'RequestOutcome.requestId'); w.tag(18); }
  if (m.principal !== '') { w.string(m.principal, 'RequestOutcome.principal'); w.tag(10); }
}

function readRequestOutcome(r: wire.Reader, end: number): RequestOutcome {
  let $principal: string = '';
  let $requestId: string = '';
  let $requestHash: Uint8Array = wire.EMPTY;
  let $response: Uint8Array = wire.EMPTY;
  let $timestampMs: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $principal = r.string(); break;
      case 18: $requestId = r.string(); break;
      case 26: $requestHash = r.bytes(); break;
      case 34: $response = r.bytes(); break;
      case 40: $timestampMs = r.int64(); break;
      default: r.skip(tag, 'RequestOutcome');
    }
  }
  return { principal: $principal, requestId: $requestId, requestHash: $requestHash, response: $response, timestampMs: $timestampMs };
}

function payloadRequestOutcome(m: RequestOutcome): number {
  let sum = 0;
  sum += m.requestHash.length;
  sum += m.response.length;
  return sum;
}

export interface BeginTransaction {
  readonly name: string;
}

export const BeginTransaction: wire.MessageCodec<BeginTransaction> = wire.messageCodec('drave.metadata.v1.BeginTransaction', writeBeginTransaction, readBeginTransaction);

function writeBeginTransaction(w: wire.Writer, m: BeginTransaction): void {
  if (m.name !== '') { w.string(m.name, 'BeginTransaction.name'); w.tag(10); }
}

function readBeginTransaction(r: wire.Reader, end: number): BeginTransaction {
  let $name: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $name = r.string(); break;
      default: r.skip(tag, 'BeginTransaction');
    }
  }
  return { name: $name };
}


export interface EndTransaction {}

export const EndTransaction: wire.MessageCodec<EndTransaction> = wire.messageCodec('drave.metadata.v1.EndTransaction', writeEndTransaction, readEndTransaction);

function writeEndTransaction(_w: wire.Writer, _m: EndTransaction): void {
}

function readEndTransaction(r: wire.Reader, end: number): EndTransaction {
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      default: r.skip(tag, 'EndTransaction');
    }
  }
  return {  };
}


export interface AbortTransaction {
  readonly reason: string;
}

export const AbortTransaction: wire.MessageCodec<AbortTransaction> = wire.messageCodec('drave.metadata.v1.AbortTransaction', writeAbortTransaction, readAbortTransaction);

function writeAbortTransaction(w: wire.Writer, m: AbortTransaction): void {
  if (m.reason !== '') { w.string(m.reason, 'AbortTransaction.reason'); w.tag(10); }
}

function readAbortTransaction(r: wire.Reader, end: number): AbortTransaction {
  let $reason: string = '';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $reason = r.string(); break;
      default: r.skip(tag, 'AbortTransaction');
    }
  }
  return { reason: $reason };
}


/** One entry of the access control lists, told apart by its id. */
export interface AccessControlEntry {
  readonly id: Uint8Array;
  readonly resourceType: AclResourceType;
  readonly resourceName: string;
  readonly patternType: AclPatternType;
  /** Type and name, such as "User:alice". */
  readonly principal: string;
  readonly host: string;
  readonly operation: AclOperation;
  readonly permission: AclPermission;
}

export const AccessControlEntry: wire.MessageCodec<AccessControlEntry> = wire.messageCodec('drave.metadata.v1.AccessControlEntry', writeAccessControlEntry, readAccessControlEntry, payloadAccessControlEntry);

function writeAccessControlEntry(w: wire.Writer, m: AccessControlEntry): void {
  if (m.permission !== 'UNSPECIFIED') { AclPermission.write(w, m.permission, 'AccessControlEntry.permission'); w.tag(64); }
  if (m.operation !== 'UNSPECIFIED') { AclOperation.write(w, m.operation, 'AccessControlEntry.operation'); w.tag(56); }
  if (m.host !== '') { w.string(m.host, 'AccessControlEntry.host'); w.tag(50); }
  if (m.principal !== '') { w.string(m.principal, 'AccessControlEntry.principal'); w.tag(42); }
  if (m.patternType !== 'UNSPECIFIED') { AclPatternType.write(w, m.patternType, 'AccessControlEntry.patternType'); w.tag(32); }
  if (m.resourceName !== '') { w.string(m.resourceName, 'AccessControlEntry.resourceName'); w.tag(26); }
  if (m.resourceType !== 'UNSPECIFIED') { AclResourceType.write(w, m.resourceType, 'AccessControlEntry.resourceType'); w.tag(16); }
  if (m.id?.length !== 0) { w.bytes(m.id, 'AccessControlEntry.id'); w.tag(10); }
}

function readAccessControlEntry(r: wire.Reader, end: number): AccessControlEntry {
  let $id: Uint8Array = wire.EMPTY;
  let $resourceType: AclResourceType = 'UNSPECIFIED';
  let $resourceName: string = '';
  let $patternType: AclPatternType = 'UNSPECIFIED';
  let $principal: string = '';
  let $host: string = '';
  let $operation: AclOperation = 'UNSPECIFIED';
  let $permission: AclPermission = 'UNSPECIFIED';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $id = r.bytes(); break;
      case 16: $resourceType = AclResourceType.read(r); break;
      case 26: $resourceName = r.string(); break;
      case 32: $patternType = AclPatternType.read(r); break;
      case 42: $principal = r.string(); break;
      case 50: $host = r.string(); break;
      case 56: $operation = AclOperation.read(r); break;
      case 64: $permission = AclPermission.read(r); break;
      default: r.skip(tag, 'AccessControlEntry');
    }
  }
  return { id: $id, resourceType: $resourceType, resourceName: $resourceName, patternType: $patternType, principal: $principal, host: $host, operation: $operation, permission: $permission };
}

function payloadAccessControlEntry(m: AccessControlEntry): number {
  let sum = 0;
  sum += m.id.length;
  return sum;
}

export type AclResourceType =
  | 'UNSPECIFIED'
  | 'TOPIC'
  | 'GROUP'
  | 'CLUSTER'
  | 'TRANSACTIONAL_ID'
  | 'DELEGATION_TOKEN'
  | 'USER';
export const AclResourceType: wire.EnumCodec<AclResourceType> = wire.enumCodec('drave.metadata.v1.AclResourceType', {
  UNSPECIFIED: 0,
  TOPIC: 1,
  GROUP: 2,
  CLUSTER: 3,
  TRANSACTIONAL_ID: 4,
  DELEGATION_TOKEN: 5,
  USER: 6,
});

export type AclPatternType =
  | 'UNSPECIFIED'
  | 'LITERAL'
  | 'PREFIXED';
export const AclPatternType: wire.EnumCodec<AclPatternType> = wire.enumCodec('drave.metadata.v1.AclPatternType', {
  UNSPECIFIED: 0,
  LITERAL: 1,
  PREFIXED: 2,
});

export type AclOperation =
  | 'UNSPECIFIED'
  | 'ALL'
  | 'READ'
  | 'WRITE'
  | 'CREATE'
  | 'DELETE'
  | 'ALTER'
  | 'DESCRIBE'
  | 'CLUSTER_ACTION'
  | 'DESCRIBE_CONFIGS'
  | 'ALTER_CONFIGS'
  | 'IDEMPOTENT_WRITE'
  | 'CREATE_TOKENS'
  | 'DESCRIBE_TOKENS'
  | 'TWO_PHASE_COMMIT';
export const AclOperation: wire.EnumCodec<AclOperation> = wire.enumCodec('drave.metadata.v1.AclOperation', {
  UNSPECIFIED: 0,
  ALL: 1,
  READ: 2,
  WRITE: 3,
  CREATE: 4,
  DELETE: 5,
  ALTER: 6,
  DESCRIBE: 7,
  CLUSTER_ACTION: 8,
  DESCRIBE_CONFIGS: 9,
  ALTER_CONFIGS: 10,
  IDEMPOTENT_WRITE: 11,
  CREATE_TOKENS: 12,
  DESCRIBE_TOKENS: 13,
  TWO_PHASE_COMMIT: 14,
});

export type AclPermission =
  | 'UNSPECIFIED'
  | 'ALLOW'
  | 'DENY';
export const AclPermission: wire.EnumCodec<AclPermission> = wire.enumCodec('drave.metadata.v1.AclPermission', {
  UNSPECIFIED: 0,
  ALLOW: 1,
  DENY: 2,
});

export interface RemoveAccessControlEntry {
  readonly id: Uint8Array;
}

export const RemoveAccessControlEntry: wire.MessageCodec<RemoveAccessControlEntry> = wire.messageCodec('drave.metadata.v1.RemoveAccessControlEntry', writeRemoveAccessControlEntry, readRemoveAccessControlEntry, payloadRemoveAccessControlEntry);

function writeRemoveAccessControlEntry(w: wire.Writer, m: RemoveAccessControlEntry): void {
  if (m.id?.length !== 0) { w.bytes(m.id, 'RemoveAccessControlEntry.id'); w.tag(10); }
}

function readRemoveAccessControlEntry(r: wire.Reader, end: number): RemoveAccessControlEntry {
  let $id: Uint8Array = wire.EMPTY;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $id = r.bytes(); break;
      default: r.skip(tag, 'RemoveAccessControlEntry');
    }
  }
  return { id: $id };
}

function payloadRemoveAccessControlEntry(m: RemoveAccessControlEntry): number {
  let sum = 0;
  sum += m.id.length;
  return sum;
}

/** What a user proves its password with (RFC 5802); the password itself is nowhere. */
export interface UserScramCredential {
  readonly name: string;
  readonly mechanism: ScramMechanism;
  readonly salt: Uint8Array;
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
  readonly iterations: number;
}

export const UserScramCredential: wire.MessageCodec<UserScramCredential> = wire.messageCodec('drave.metadata.v1.UserScramCredential', writeUserScramCredential, readUserScramCredential, payloadUserScramCredential);

function writeUserScramCredential(w: wire.Writer, m: UserScramCredential): void {
  if (m.iterations !== 0) { w.int32(m.iterations, 'UserScramCredential.iterations'); w.tag(48); }
  if (m.serverKey?.length !== 0) { w.bytes(m.serverKey, 'UserScramCredential.serverKey'); w.tag(42); }
  if (m.storedKey?.length !== 0) { w.bytes(m.storedKey, 'UserScramCredential.storedKey'); w.tag(34); }
  if (m.salt?.length !== 0) { w.bytes(m.salt, 'UserScramCredential.salt'); w.tag(26); }
  if (m.mechanism !== 'UNSPECIFIED') { ScramMechanism.write(w, m.mechanism, 'UserScramCredential.mechanism'); w.tag(16); }
  if (m.name !== '') { w.string(m.name, 'UserScramCredential.name'); w.tag(10); }
}

function readUserScramCredential(r: wire.Reader, end: number): UserScramCredential {
  let $name: string = '';
  let $mechanism: ScramMechanism = 'UNSPECIFIED';
  let $salt: Uint8Array = wire.EMPTY;
  let $storedKey: Uint8Array = wire.EMPTY;
  let $serverKey: Uint8Array = wire.EMPTY;
  let $iterations: number = 0;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $name = r.string(); break;
      case 16: $mechanism = ScramMechanism.read(r); break;
      case 26: $salt = r.bytes(); break;
      case 34: $storedKey = r.bytes(); break;
      case 42: $serverKey = r.bytes(); break;
      case 48: $iterations = r.int32(); break;
      default: r.skip(tag, 'UserScramCredential');
    }
  }
  return { name: $name, mechanism: $mechanism, salt: $salt, storedKey: $storedKey, serverKey: $serverKey, iterations: $iterations };
}

function payloadUserScramCredential(m: UserScramCredential): number {
  let sum = 0;
  sum += m.salt.length;
  sum += m.storedKey.length;
  sum += m.serverKey.length;
  return sum;
}

export type ScramMechanism =
  | 'UNSPECIFIED'
  | 'SHA_256'
  | 'SHA_512';
export const ScramMechanism: wire.EnumCodec<ScramMechanism> = wire.enumCodec('drave.metadata.v1.ScramMechanism', {
  UNSPECIFIED: 0,
  SHA_256: 1,
  SHA_512: 2,
});

export interface RemoveUserScramCredential {
  readonly name: string;
  readonly mechanism: ScramMechanism;
}

export const RemoveUserScramCredential: wire.MessageCodec<RemoveUserScramCredential> = wire.messageCodec('drave.metadata.v1.RemoveUserScramCredential', writeRemoveUserScramCredential, readRemoveUserScramCredential);

function writeRemoveUserScramCredential(w: wire.Writer, m: RemoveUserScramCredential): void {
  if (m.mechanism !== 'UNSPECIFIED') { ScramMechanism.write(w, m.mechanism, 'RemoveUserScramCredential.mechanism'); w.tag(16); }
  if (m.name !== '') { w.string(m.name, 'RemoveUserScramCredential.name'); w.tag(10); }
}

function readRemoveUserScramCredential(r: wire.Reader, end: number): RemoveUserScramCredential {
  let $name: string = '';
  let $mechanism: ScramMechanism = 'UNSPECIFIED';
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: $name = r.string(); break;
      case 16: $mechanism = ScramMechanism.read(r); break;
      default: r.skip(tag, 'RemoveUserScramCredential');
    }
  }
  return { name: $name, mechanism: $mechanism };
}


/** One limit of what clients may use. */
export interface ClientQuota {
  readonly entity: readonly QuotaEntityPart[];
  readonly key: string;
  /** Absent removes the limit. */
  readonly value?: number | undefined;
}

export const ClientQuota: wire.MessageCodec<ClientQuota> = wire.messageCodec('drave.metadata.v1.ClientQuota', writeClientQuota, readClientQuota);

function writeClientQuota(w: wire.Writer, m: ClientQuota): void {
  if (m.value !== undefined) { w.double(m.value, 'ClientQuota.value'); w.tag(25); }
  if (m.key !== '') { w.string(m.key, 'ClientQuota.key'); w.tag(18); }
  for (let i = m.entity.length - 1; i >= 0; i--) { { const mark = w.mark(); QuotaEntityPart.write(w, m.entity[i]!); w.nested(mark, 10); } }
}

function readClientQuota(r: wire.Reader, end: number): ClientQuota {
  const $entity: QuotaEntityPart[] = [];
  let $key: string = '';
  let $value: number | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 10: { const end = r.enter(); $entity.push(QuotaEntityPart.read(r, end)); r.leave(end); } break;
      case 18: $key = r.string(); break;
      case 25: $value = r.double(); break;
      default: r.skip(tag, 'ClientQuota');
    }
  }
  return { entity: $entity, key: $key, value: $value };
}


/** Whom a limit is for is a user, a client id, both together, or an address. */
export interface QuotaEntityPart {
  readonly type: QuotaEntityType;
  /** Absent for those who have no limit of their own. */
  readonly name?: string | undefined;
}

export const QuotaEntityPart: wire.MessageCodec<QuotaEntityPart> = wire.messageCodec('drave.metadata.v1.QuotaEntityPart', writeQuotaEntityPart, readQuotaEntityPart);

function writeQuotaEntityPart(w: wire.Writer, m: QuotaEntityPart): void {
  if (m.name !== undefined) { w.string(m.name, 'QuotaEntityPart.name'); w.tag(18); }
  if (m.type !== 'UNSPECIFIED') { QuotaEntityType.write(w, m.type, 'QuotaEntityPart.type'); w.tag(8); }
}

function readQuotaEntityPart(r: wire.Reader, end: number): QuotaEntityPart {
  let $type: QuotaEntityType = 'UNSPECIFIED';
  let $name: string | undefined;
  while (r.position < end) {
    const tag = r.tag();
    switch (tag) {
      case 8: $type = QuotaEntityType.read(r); break;
      case 18: $name = r.string(); break;
      default: r.skip(tag, 'QuotaEntityPart');
    }
  }
  return { type: $type, name: $name };
}


export type QuotaEntityType =
  | 'UNSPECIFIED'
  | 'USER'
  | 'CLIENT_ID'
  | 'IP';
export const QuotaEntityType: wire.EnumCodec<QuotaEntityType> = wire.enumCodec('drave.metadata.v1.QuotaEntityType', {
  UNSPECIFIED: 0,
  USER: 1,
  CLIENT_ID: 2,
  IP: 3,
});
