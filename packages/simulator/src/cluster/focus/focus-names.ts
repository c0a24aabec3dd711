/** Every subject that a seed may be about, in the order in which they are drawn. */
export const focusNames = [
  'deleteRecords',
  'reassignments',
  'compaction',
  'directories',
  'retention',
  'smallDisks',
  'poison',
  'snapshots',
  'controllerDisks',
  'bigRequests',
  'recreatedTopics',
  'bitRot',
  'transactions',
  'quotas',
] as const;

export type FocusName = (typeof focusNames)[number];
