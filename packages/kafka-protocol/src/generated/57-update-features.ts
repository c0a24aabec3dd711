// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import { absentField } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface UpdateFeaturesRequest {
  readonly timeoutMs: number;
  readonly featureUpdates: readonly UpdateFeaturesRequestFeatureUpdate[];
  readonly validateOnly: boolean;
}

export interface UpdateFeaturesRequestInput {
  readonly timeoutMs?: number | undefined;
  readonly featureUpdates: readonly UpdateFeaturesRequestFeatureUpdateInput[];
  readonly validateOnly?: boolean | undefined;
}

export interface UpdateFeaturesRequestFeatureUpdate {
  readonly feature: string;
  readonly maxVersionLevel: number;
  readonly allowDowngrade: boolean;
  readonly upgradeType: number;
}

export interface UpdateFeaturesRequestFeatureUpdateInput {
  readonly feature: string;
  readonly maxVersionLevel: number;
  readonly allowDowngrade?: boolean | undefined;
  readonly upgradeType?: number | undefined;
}

export const updateFeaturesRequest: Codec<UpdateFeaturesRequest, UpdateFeaturesRequestInput> = {
  name: 'UpdateFeaturesRequest',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 0,
  decode: decodeUpdateFeaturesRequest,
  encode: encodeUpdateFeaturesRequest,
};

function decodeUpdateFeaturesRequest(reader: WireReader, version: number): UpdateFeaturesRequest {
  const timeoutMs = reader.int32('timeoutMs');
  const featureUpdatesCount = reader.structListLength(true, 5, 'featureUpdates');
  const featureUpdates: UpdateFeaturesRequestFeatureUpdate[] = [];
  for (let i = 0; i < featureUpdatesCount; i++) featureUpdates.push(decodeUpdateFeaturesRequestFeatureUpdate(reader, version));
  const validateOnly = version >= 1 ? reader.bool('validateOnly') : false;
  reader.skipTags('tagged fields');
  return { timeoutMs, featureUpdates, validateOnly };
}

function decodeUpdateFeaturesRequestFeatureUpdate(reader: WireReader, version: number): UpdateFeaturesRequestFeatureUpdate {
  const feature = reader.string(true, 'featureUpdates.feature');
  const maxVersionLevel = reader.int16('featureUpdates.maxVersionLevel');
  const allowDowngrade = version <= 0 ? reader.bool('featureUpdates.allowDowngrade') : false;
  const upgradeType = version >= 1 ? reader.int8('featureUpdates.upgradeType') : 1;
  reader.skipTags('featureUpdates.tagged fields');
  return { feature, maxVersionLevel, allowDowngrade, upgradeType };
}

function encodeUpdateFeaturesRequest(writer: WireWriter, value: UpdateFeaturesRequestInput, version: number): void {
  writer.int32((value.timeoutMs ?? 60000), 'UpdateFeaturesRequest.timeoutMs');
  const featureUpdatesList = value.featureUpdates;
  writer.listLength(true, featureUpdatesList.length, 'UpdateFeaturesRequest.featureUpdates');
  for (const featureUpdatesItem of featureUpdatesList) encodeUpdateFeaturesRequestFeatureUpdate(writer, featureUpdatesItem, version);
  if (version >= 1) {
    writer.bool((value.validateOnly ?? false));
  }
  else if (value.validateOnly !== undefined && value.validateOnly !== false) absentField('UpdateFeaturesRequest.validateOnly', version);
  writer.uvarint(0);
}

function encodeUpdateFeaturesRequestFeatureUpdate(writer: WireWriter, value: UpdateFeaturesRequestFeatureUpdateInput, version: number): void {
  writer.string(true, value.feature, 'UpdateFeaturesRequest.featureUpdates.feature');
  writer.int16(value.maxVersionLevel, 'UpdateFeaturesRequest.featureUpdates.maxVersionLevel');
  if (version <= 0) {
    writer.bool((value.allowDowngrade ?? false));
  }
  else if (value.allowDowngrade !== undefined && value.allowDowngrade !== false) absentField('UpdateFeaturesRequest.featureUpdates.allowDowngrade', version);
  if (version >= 1) {
    writer.int8((value.upgradeType ?? 1), 'UpdateFeaturesRequest.featureUpdates.upgradeType');
  }
  else if (value.upgradeType !== undefined && value.upgradeType !== 1) absentField('UpdateFeaturesRequest.featureUpdates.upgradeType', version);
  writer.uvarint(0);
}

export interface UpdateFeaturesResponse {
  readonly throttleTimeMs: number;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly results: readonly UpdateFeaturesResponseResult[];
}

export interface UpdateFeaturesResponseInput {
  readonly throttleTimeMs?: number | undefined;
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly results?: readonly UpdateFeaturesResponseResultInput[] | undefined;
}

export interface UpdateFeaturesResponseResult {
  readonly feature: string;
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export type UpdateFeaturesResponseResultInput = UpdateFeaturesResponseResult;

export const updateFeaturesResponse: Codec<UpdateFeaturesResponse, UpdateFeaturesResponseInput> = {
  name: 'UpdateFeaturesResponse',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 0,
  decode: decodeUpdateFeaturesResponse,
  encode: encodeUpdateFeaturesResponse,
};

function decodeUpdateFeaturesResponse(reader: WireReader, version: number): UpdateFeaturesResponse {
  const throttleTimeMs = reader.int32('throttleTimeMs');
  const errorCode = reader.int16('errorCode');
  const errorMessage = reader.nullableString(true, 'errorMessage');
  let results: UpdateFeaturesResponseResult[] = [];
  if (version <= 1) {
    const resultsCount = reader.structListLength(true, 5, 'results');
    const resultsItems: UpdateFeaturesResponseResult[] = [];
    for (let i = 0; i < resultsCount; i++) resultsItems.push(decodeUpdateFeaturesResponseResult(reader, version));
    results = resultsItems;
  }
  reader.skipTags('tagged fields');
  return { throttleTimeMs, errorCode, errorMessage, results };
}

function decodeUpdateFeaturesResponseResult(reader: WireReader, _version: number): UpdateFeaturesResponseResult {
  const feature = reader.string(true, 'results.feature');
  const errorCode = reader.int16('results.errorCode');
  const errorMessage = reader.nullableString(true, 'results.errorMessage');
  reader.skipTags('results.tagged fields');
  return { feature, errorCode, errorMessage };
}

function encodeUpdateFeaturesResponse(writer: WireWriter, value: UpdateFeaturesResponseInput, version: number): void {
  writer.int32((value.throttleTimeMs ?? 0), 'UpdateFeaturesResponse.throttleTimeMs');
  writer.int16(value.errorCode, 'UpdateFeaturesResponse.errorCode');
  writer.nullableString(true, value.errorMessage, 'UpdateFeaturesResponse.errorMessage');
  if (version <= 1) {
    const resultsList = (value.results ?? []);
    writer.listLength(true, resultsList.length, 'UpdateFeaturesResponse.results');
    for (const resultsItem of resultsList) encodeUpdateFeaturesResponseResult(writer, resultsItem, version);
  }
  writer.uvarint(0);
}

function encodeUpdateFeaturesResponseResult(writer: WireWriter, value: UpdateFeaturesResponseResultInput, _version: number): void {
  writer.string(true, value.feature, 'UpdateFeaturesResponse.results.feature');
  writer.int16(value.errorCode, 'UpdateFeaturesResponse.results.errorCode');
  writer.nullableString(true, value.errorMessage, 'UpdateFeaturesResponse.results.errorMessage');
  writer.uvarint(0);
}
