import { describe, expect, test } from 'vitest';
import * as commonV1 from '../generated/common.v1.js';

describe('wire', () => {
  test('round trip, canonical bytes', () => {
    const header = { clusterId: 'drave', nodeId: 3, controllerEpoch: -1, metadataOffset: 2 ** 40 + 7 };
    const bytes = commonV1.ResponseHeader.encode(header);
    expect(Buffer.from(bytes).toString('hex')).toBe('0a056472617665100318ffffffffffffffffff01208780808080' + '20');
    expect(commonV1.ResponseHeader.decode(bytes)).toEqual(header);
  });
  test('int64 beyond 2^53', () => {
    const bytes = Buffer.from('20808080808080808001', 'hex');
    expect(() => commonV1.ResponseHeader.decode(bytes)).toThrow(/2\^53/);
  });
  test('wrong input', () => {
    expect(() => commonV1.Endpoint.encode({ host: 'a' } as never)).toThrow(/Endpoint.port/);
    expect(() => commonV1.Endpoint.decode(Buffer.from('0aff', 'hex'))).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST' }),
    );
  });
});
