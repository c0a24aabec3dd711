// Generated from proto/drave/common/v1/common.proto by `npm run generate`. Do not edit.
import type { FileDescriptor } from '../descriptor.js';

export const files: readonly FileDescriptor[] = [
  {
    file: 'drave/common/v1/common.proto',
    imports: [],
    symbols: [
      'drave.common.v1.ResponseHeader',
      'drave.common.v1.Endpoint',
      'drave.common.v1.TopicPartition',
    ],
    services: [],
    base64:
      'ChxkcmF2ZS9jb21tb24vdjEvY29tbW9uLnByb3RvEg9kcmF2ZS5jb21tb24udjEinAEKDlJlc3BvbnNlSGVhZGVyEh0KCmNsdXN0ZXJfaWQYASABKAlSCWNsdXN0ZXJJZBIXCgdub2RlX2lkGAIgASgFUgZub2RlSWQSKQoQY29udHJvbGxlcl9lcG9jaBgDIAEoBVIPY29udHJvbGxlckVwb2NoEicKD21ldGFkYXRhX29mZnNldBgEIAEoA1IObWV0YWRhdGFPZmZzZXQiMgoIRW5kcG9pbnQSEgoEaG9zdBgBIAEoCVIEaG9zdBISCgRwb3J0GAIgASgFUgRwb3J0IkQKDlRvcGljUGFydGl0aW9uEhQKBXRvcGljGAEgASgJUgV0b3BpYxIcCglwYXJ0aXRpb24YAiABKAVSCXBhcnRpdGlvbmIGcHJvdG8z',
  },
];
