/**
 * What every client is asked to do, as far as it can. A test's title is `feature: ` and the name, in a `describe` of
 * the client and its version; the table of the documents is made from these.
 */
export const features = {
  none: 'produce and consume',
  gzip: 'gzip',
  snappy: 'snappy',
  lz4: 'lz4',
  zstd: 'zstd',
  idempotence: 'idempotent producer',
  transactions: 'transactions, while leaders are killed',
  groups: 'groups and rebalances',
  consumerProtocol: 'the consumer protocol (KIP-848)',
  cooperative: 'cooperative rebalances',
  commit: 'commits',
  seek: 'seeks, also by time',
  topics: 'creates and configures topics',
  segments: 'reads our segment files',
} as const;

export type Feature = keyof typeof features;

export const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
