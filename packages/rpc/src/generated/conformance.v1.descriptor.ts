// Generated from proto/drave/conformance/v1/conformance.proto by `npm run generate`. Do not edit.
import type { FileDescriptor } from '../descriptor.js';

export const files: readonly FileDescriptor[] = [
  {
    file: 'drave/conformance/v1/conformance.proto',
    imports: [],
    symbols: [
      'drave.conformance.v1.Conformance',
      'drave.conformance.v1.Conformance.Echo',
      'drave.conformance.v1.Conformance.Fail',
      'drave.conformance.v1.Conformance.Hang',
      'drave.conformance.v1.Conformance.Context',
      'drave.conformance.v1.Conformance.Converse',
      'drave.conformance.v1.Conformance.Pour',
      'drave.conformance.v1.Conformance.Collect',
      'drave.conformance.v1.Payload',
      'drave.conformance.v1.CallFacts',
    ],
    services: ["drave.conformance.v1.Conformance"],
    base64:
      'CiZkcmF2ZS9jb25mb3JtYW5jZS92MS9jb25mb3JtYW5jZS5wcm90bxIUZHJhdmUuY29uZm9ybWFuY2UudjEiYwoHUGF5bG9hZBIWCgZudW1iZXIYASABKANSBm51bWJlchIYCgdjb21tYW5kGAIgASgJUgdjb21tYW5kEhIKBGRhdGEYAyABKAxSBGRhdGESEgoEc2l6ZRgEIAEoBVIEc2l6ZSLhAQoJQ2FsbEZhY3RzEhsKCXBlZXJfaG9zdBgBIAEoCVIIcGVlckhvc3QSNwoVcGVlcl9jZXJ0aWZpY2F0ZV9uYW1lGAIgASgJSABSE3BlZXJDZXJ0aWZpY2F0ZU5hbWWIAQESIAoJY2FsbGVyX2lkGAMgASgFSAFSCGNhbGxlcklkiAEBEiQKC2RlYWRsaW5lX21zGAQgASgDSAJSCmRlYWRsaW5lTXOIAQFCGAoWX3BlZXJfY2VydGlmaWNhdGVfbmFtZUIMCgpfY2FsbGVyX2lkQg4KDF9kZWFkbGluZV9tczKfBAoLQ29uZm9ybWFuY2USSAoERWNobxIdLmRyYXZlLmNvbmZvcm1hbmNlLnYxLlBheWxvYWQaHS5kcmF2ZS5jb25mb3JtYW5jZS52MS5QYXlsb2FkKAAwABJICgRGYWlsEh0uZHJhdmUuY29uZm9ybWFuY2UudjEuUGF5bG9hZBodLmRyYXZlLmNvbmZvcm1hbmNlLnYxLlBheWxvYWQoADAAEkgKBEhhbmcSHS5kcmF2ZS5jb25mb3JtYW5jZS52MS5QYXlsb2FkGh0uZHJhdmUuY29uZm9ybWFuY2UudjEuUGF5bG9hZCgAMAASTQoHQ29udGV4dBIdLmRyYXZlLmNvbmZvcm1hbmNlLnYxLlBheWxvYWQaHy5kcmF2ZS5jb25mb3JtYW5jZS52MS5DYWxsRmFjdHMoADAAEkwKCENvbnZlcnNlEh0uZHJhdmUuY29uZm9ybWFuY2UudjEuUGF5bG9hZBodLmRyYXZlLmNvbmZvcm1hbmNlLnYxLlBheWxvYWQoATABEkgKBFBvdXISHS5kcmF2ZS5jb25mb3JtYW5jZS52MS5QYXlsb2FkGh0uZHJhdmUuY29uZm9ybWFuY2UudjEuUGF5bG9hZCgAMAESSwoHQ29sbGVjdBIdLmRyYXZlLmNvbmZvcm1hbmNlLnYxLlBheWxvYWQaHS5kcmF2ZS5jb25mb3JtYW5jZS52MS5QYXlsb2FkKAEwAGIGcHJvdG8z',
  },
];
