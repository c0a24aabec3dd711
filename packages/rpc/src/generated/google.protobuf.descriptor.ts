// Generated from proto/google/protobuf/any.proto, proto/google/protobuf/duration.proto by `npm run generate`. Do not edit.
import type { FileDescriptor } from '../descriptor.js';

export const files: readonly FileDescriptor[] = [
  {
    file: 'google/protobuf/any.proto',
    imports: [],
    symbols: [
      'google.protobuf.Any',
    ],
    services: [],
    base64:
      'Chlnb29nbGUvcHJvdG9idWYvYW55LnByb3RvEg9nb29nbGUucHJvdG9idWYiNgoDQW55EhkKCHR5cGVfdXJsGAEgASgJUgd0eXBlVXJsEhQKBXZhbHVlGAIgASgMUgV2YWx1ZWIGcHJvdG8z',
  },
  {
    file: 'google/protobuf/duration.proto',
    imports: [],
    symbols: [
      'google.protobuf.Duration',
    ],
    services: [],
    base64:
      'Ch5nb29nbGUvcHJvdG9idWYvZHVyYXRpb24ucHJvdG8SD2dvb2dsZS5wcm90b2J1ZiI6CghEdXJhdGlvbhIYCgdzZWNvbmRzGAEgASgDUgdzZWNvbmRzEhQKBW5hbm9zGAIgASgFUgVuYW5vc2IGcHJvdG8z',
  },
];
