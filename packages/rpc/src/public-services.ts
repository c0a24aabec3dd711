/** These are spoken between nodes only; a client that needs reflection to find them has no business there. */
const INTERNAL_PACKAGES = [
  'drave.raft.',
  'drave.replica.',
  'drave.controller.',
  'drave.transaction.',
  'drave.local.',
  'drave.conformance.',
];

/** Whether a service is for clients, by its full name. */
export function isPublic(service: string): boolean {
  return !INTERNAL_PACKAGES.some((prefix) => service.startsWith(prefix));
}
