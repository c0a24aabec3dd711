// Generated from the tables in src/schemas by `npm run generate`. Do not edit.
import type { Codec } from '../wire/codec.js';
import type { WireReader } from '../wire/wire-reader.js';
import type { WireWriter } from '../wire/wire-writer.js';

export interface ApiVersionsRequest {
  readonly clientSoftwareName: string;
  readonly clientSoftwareVersion: string;
}

export interface ApiVersionsRequestInput {
  readonly clientSoftwareName?: string | undefined;
  readonly clientSoftwareVersion?: string | undefined;
}

export const apiVersionsRequest: Codec<ApiVersionsRequest, ApiVersionsRequestInput> = {
  name: 'ApiVersionsRequest',
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 3,
  decode: decodeApiVersionsRequest,
  encode: encodeApiVersionsRequest,
};

function decodeApiVersionsRequest(reader: WireReader, version: number): ApiVersionsRequest {
  const flexible = version >= 3;
  const clientSoftwareName = version >= 3 ? reader.string(flexible, 'clientSoftwareName') : "";
  const clientSoftwareVersion = version >= 3 ? reader.string(flexible, 'clientSoftwareVersion') : "";
  if (flexible) reader.skipTags('tagged fields');
  return { clientSoftwareName, clientSoftwareVersion };
}

function encodeApiVersionsRequest(writer: WireWriter, value: ApiVersionsRequestInput, version: number): void {
  const flexible = version >= 3;
  if (version >= 3) {
    writer.string(flexible, (value.clientSoftwareName ?? ""), 'ApiVersionsRequest.clientSoftwareName');
  }
  if (version >= 3) {
    writer.string(flexible, (value.clientSoftwareVersion ?? ""), 'ApiVersionsRequest.clientSoftwareVersion');
  }
  if (flexible) writer.uvarint(0);
}

export interface ApiVersionsResponse {
  readonly errorCode: number;
  readonly apiKeys: readonly ApiVersionsResponseApiKey[];
  readonly throttleTimeMs: number;
  readonly supportedFeatures: readonly ApiVersionsResponseSupportedFeature[];
  readonly finalizedFeaturesEpoch: number;
  readonly finalizedFeatures: readonly ApiVersionsResponseFinalizedFeature[];
  readonly zkMigrationReady: boolean;
}

export interface ApiVersionsResponseInput {
  readonly errorCode: number;
  readonly apiKeys: readonly ApiVersionsResponseApiKeyInput[];
  readonly throttleTimeMs?: number | undefined;
  readonly supportedFeatures?: readonly ApiVersionsResponseSupportedFeatureInput[] | undefined;
  readonly finalizedFeaturesEpoch?: number | undefined;
  readonly finalizedFeatures?: readonly ApiVersionsResponseFinalizedFeatureInput[] | undefined;
  readonly zkMigrationReady?: boolean | undefined;
}

export interface ApiVersionsResponseFinalizedFeature {
  readonly name: string;
  readonly maxVersionLevel: number;
  readonly minVersionLevel: number;
}

export type ApiVersionsResponseFinalizedFeatureInput = ApiVersionsResponseFinalizedFeature;

export interface ApiVersionsResponseSupportedFeature {
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
}

export type ApiVersionsResponseSupportedFeatureInput = ApiVersionsResponseSupportedFeature;

export interface ApiVersionsResponseApiKey {
  readonly apiKey: number;
  readonly minVersion: number;
  readonly maxVersion: number;
}

export type ApiVersionsResponseApiKeyInput = ApiVersionsResponseApiKey;

export const apiVersionsResponse: Codec<ApiVersionsResponse, ApiVersionsResponseInput> = {
  name: 'ApiVersionsResponse',
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 3,
  decode: decodeApiVersionsResponse,
  encode: encodeApiVersionsResponse,
};

function decodeApiVersionsResponse(reader: WireReader, version: number): ApiVersionsResponse {
  const flexible = version >= 3;
  const errorCode = reader.int16('errorCode');
  const apiKeysCount = reader.structListLength(flexible, 6, 'apiKeys');
  const apiKeys: ApiVersionsResponseApiKey[] = [];
  for (let i = 0; i < apiKeysCount; i++) apiKeys.push(decodeApiVersionsResponseApiKey(reader, version));
  const throttleTimeMs = version >= 1 ? reader.int32('throttleTimeMs') : 0;
  let supportedFeatures: ApiVersionsResponseSupportedFeature[] = [];
  let finalizedFeaturesEpoch: number = -1;
  let finalizedFeatures: ApiVersionsResponseFinalizedFeature[] = [];
  let zkMigrationReady: boolean = false;
  if (flexible) {
    for (let left = reader.uvarint('tagged fields'); left > 0; left--) {
      const tag = reader.uvarint('tagged fields');
      const outer = reader.enterTag('tagged fields');
      switch (tag) {
        case 0: {
          const supportedFeaturesCount = reader.structListLength(flexible, 6, 'supportedFeatures');
          const supportedFeaturesItems: ApiVersionsResponseSupportedFeature[] = [];
          for (let i = 0; i < supportedFeaturesCount; i++) supportedFeaturesItems.push(decodeApiVersionsResponseSupportedFeature(reader, version));
          supportedFeatures = supportedFeaturesItems;
          reader.leaveTag(outer, 'supportedFeatures');
          break;
        }
        case 1: {
          finalizedFeaturesEpoch = reader.int64('finalizedFeaturesEpoch');
          reader.leaveTag(outer, 'finalizedFeaturesEpoch');
          break;
        }
        case 2: {
          const finalizedFeaturesCount = reader.structListLength(flexible, 6, 'finalizedFeatures');
          const finalizedFeaturesItems: ApiVersionsResponseFinalizedFeature[] = [];
          for (let i = 0; i < finalizedFeaturesCount; i++) finalizedFeaturesItems.push(decodeApiVersionsResponseFinalizedFeature(reader, version));
          finalizedFeatures = finalizedFeaturesItems;
          reader.leaveTag(outer, 'finalizedFeatures');
          break;
        }
        case 3: {
          zkMigrationReady = reader.bool('zkMigrationReady');
          reader.leaveTag(outer, 'zkMigrationReady');
          break;
        }
        default:
          reader.skipTag(outer);
      }
    }
  }
  return { errorCode, apiKeys, throttleTimeMs, supportedFeatures, finalizedFeaturesEpoch, finalizedFeatures, zkMigrationReady };
}

function decodeApiVersionsResponseFinalizedFeature(reader: WireReader, _version: number): ApiVersionsResponseFinalizedFeature {
  const name = reader.string(true, 'finalizedFeatures.name');
  const maxVersionLevel = reader.int16('finalizedFeatures.maxVersionLevel');
  const minVersionLevel = reader.int16('finalizedFeatures.minVersionLevel');
  reader.skipTags('finalizedFeatures.tagged fields');
  return { name, maxVersionLevel, minVersionLevel };
}

function decodeApiVersionsResponseSupportedFeature(reader: WireReader, _version: number): ApiVersionsResponseSupportedFeature {
  const name = reader.string(true, 'supportedFeatures.name');
  const minVersion = reader.int16('supportedFeatures.minVersion');
  const maxVersion = reader.int16('supportedFeatures.maxVersion');
  reader.skipTags('supportedFeatures.tagged fields');
  return { name, minVersion, maxVersion };
}

function decodeApiVersionsResponseApiKey(reader: WireReader, version: number): ApiVersionsResponseApiKey {
  const flexible = version >= 3;
  const apiKey = reader.int16('apiKeys.apiKey');
  const minVersion = reader.int16('apiKeys.minVersion');
  const maxVersion = reader.int16('apiKeys.maxVersion');
  if (flexible) reader.skipTags('apiKeys.tagged fields');
  return { apiKey, minVersion, maxVersion };
}

function encodeApiVersionsResponse(writer: WireWriter, value: ApiVersionsResponseInput, version: number): void {
  const flexible = version >= 3;
  writer.int16(value.errorCode, 'ApiVersionsResponse.errorCode');
  const apiKeysList = value.apiKeys;
  writer.listLength(flexible, apiKeysList.length, 'ApiVersionsResponse.apiKeys');
  for (const apiKeysItem of apiKeysList) encodeApiVersionsResponseApiKey(writer, apiKeysItem, version);
  if (version >= 1) {
    writer.int32((value.throttleTimeMs ?? 0), 'ApiVersionsResponse.throttleTimeMs');
  }
  if (flexible) {
    const has0 = value.supportedFeatures !== undefined && value.supportedFeatures.length > 0;
    const has1 = value.finalizedFeaturesEpoch !== undefined && value.finalizedFeaturesEpoch !== -1;
    const has2 = value.finalizedFeatures !== undefined && value.finalizedFeatures.length > 0;
    const has3 = value.zkMigrationReady !== undefined && value.zkMigrationReady !== false;
    writer.uvarint((has0 ? 1 : 0) + (has1 ? 1 : 0) + (has2 ? 1 : 0) + (has3 ? 1 : 0));
    if (has0) {
      const tagged = writer.openTag(0);
      const supportedFeaturesList = value.supportedFeatures;
      tagged.listLength(flexible, supportedFeaturesList.length, 'ApiVersionsResponse.supportedFeatures');
      for (const supportedFeaturesItem of supportedFeaturesList) encodeApiVersionsResponseSupportedFeature(tagged, supportedFeaturesItem, version);
      writer.closeTag();
    }
    if (has1) {
      const tagged = writer.openTag(1);
      tagged.int64(value.finalizedFeaturesEpoch, 'ApiVersionsResponse.finalizedFeaturesEpoch');
      writer.closeTag();
    }
    if (has2) {
      const tagged = writer.openTag(2);
      const finalizedFeaturesList = value.finalizedFeatures;
      tagged.listLength(flexible, finalizedFeaturesList.length, 'ApiVersionsResponse.finalizedFeatures');
      for (const finalizedFeaturesItem of finalizedFeaturesList) encodeApiVersionsResponseFinalizedFeature(tagged, finalizedFeaturesItem, version);
      writer.closeTag();
    }
    if (has3) {
      const tagged = writer.openTag(3);
      tagged.bool(value.zkMigrationReady);
      writer.closeTag();
    }
  }
}

function encodeApiVersionsResponseFinalizedFeature(writer: WireWriter, value: ApiVersionsResponseFinalizedFeatureInput, _version: number): void {
  writer.string(true, value.name, 'ApiVersionsResponse.finalizedFeatures.name');
  writer.int16(value.maxVersionLevel, 'ApiVersionsResponse.finalizedFeatures.maxVersionLevel');
  writer.int16(value.minVersionLevel, 'ApiVersionsResponse.finalizedFeatures.minVersionLevel');
  writer.uvarint(0);
}

function encodeApiVersionsResponseSupportedFeature(writer: WireWriter, value: ApiVersionsResponseSupportedFeatureInput, _version: number): void {
  writer.string(true, value.name, 'ApiVersionsResponse.supportedFeatures.name');
  writer.int16(value.minVersion, 'ApiVersionsResponse.supportedFeatures.minVersion');
  writer.int16(value.maxVersion, 'ApiVersionsResponse.supportedFeatures.maxVersion');
  writer.uvarint(0);
}

function encodeApiVersionsResponseApiKey(writer: WireWriter, value: ApiVersionsResponseApiKeyInput, version: number): void {
  const flexible = version >= 3;
  writer.int16(value.apiKey, 'ApiVersionsResponse.apiKeys.apiKey');
  writer.int16(value.minVersion, 'ApiVersionsResponse.apiKeys.minVersion');
  writer.int16(value.maxVersion, 'ApiVersionsResponse.apiKeys.maxVersion');
  if (flexible) writer.uvarint(0);
}
