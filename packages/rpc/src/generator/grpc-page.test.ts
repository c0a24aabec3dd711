import { describe, expect, test } from 'vitest';
import { grpcPage } from './grpc-page.js';

const common = `syntax = "proto3";
package drave.common.v1;
// Who answered.
message Header { int32 node_id = 1; }
message Unused { int32 x = 1; }
`;
const admin = `syntax = "proto3";

// What people ask, of any node.
package drave.admin.v1;

import "drave/common/v1/common.proto";

// All about ships.
service ShipService {
  // Builds one | two.
  rpc BuildShip(BuildShipRequest) returns (stream BuildShipResponse);
}

message BuildShipRequest {
  // Its name, in capitals.
  string ship_name = 1;
  optional int32 mast_count = 2;
  repeated Sail sails = 3;
  map<string, string> labels = 4;
  oneof power {
    // By wind.
    bool has_wind = 5;
    bool has_steam = 6;
  }
  bool validate_only = 7;
}

message BuildShipResponse { drave.common.v1.Header header = 1; }

enum Sail {
  SAIL_NONE = 0;
  // In front.
  SAIL_JIB = 1;
}
`;
const raft = `syntax = "proto3";
package drave.raft.v1;
message Secret { int32 x = 1; }
service RaftService { rpc Vote(Secret) returns (Secret); }
`;

describe('the page of the gRPC services', () => {
  const page = grpcPage(
    new Map([
      ['drave/common/v1/common.proto', common],
      ['drave/admin/v1/admin.proto', admin],
      ['drave/raft/v1/raft.proto', raft],
    ]),
  );

  test('has every public method with its comment, and links to its messages', () => {
    expect(page).toContain('## drave/admin/v1/admin.proto\n\nWhat people ask, of any node.\n');
    expect(page).toContain('### admin.v1.ShipService\n\nAll about ships.\n');
    const messages =
      '[BuildShipRequest](#adminv1buildshiprequest) | stream [BuildShipResponse](#adminv1buildshipresponse)';
    expect(page).toContain(`| \`BuildShip\` | ${messages} | Builds one \\| two. |`);
  });

  test('has every field of the messages as it is written, with its number, type and comment', () => {
    for (const row of [
      '| 1 | `ship_name` | `string` | Its name, in capitals. |',
      '| 2 | `mast_count` | optional `int32` |  |',
      '| 3 | `sails` | repeated [Sail](#adminv1sail) |  |',
      '| 4 | `labels` | map of `string` to `string` |  |',
      '| 5 | `has_wind` | `bool` | one of `power`. By wind. |',
      '| 7 | `validate_only` | `bool` | [as everywhere](#conventions) |',
      '| 1 | `header` | [Header](#commonv1header) | [as everywhere](#conventions) |',
      '| 1 | `SAIL_JIB` | In front. |',
    ])
      expect(page).toContain(row);
  });

  test('leads every link to a heading', () => {
    const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, text = '']) => text.toLowerCase().replaceAll('.', ''));
    const targets = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, target]) => target);
    expect(targets.filter((target) => !headings.includes(target ?? ''))).toEqual([]);
  });

  test('has nothing of what nodes say to each other, nor messages that no call needs', () => {
    expect(page).not.toContain('Secret');
    expect(page).not.toContain('Unused');
  });

  test('is not made of broken files', () => {
    expect(() =>
      grpcPage(new Map([['drave/a/v1/a.proto', 'syntax = "proto3"; package drave.a.v1; message A { B b = 1; }']])),
    ).toThrow('drave.a.v1');
  });
});
