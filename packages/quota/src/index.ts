export { ClientQuotas, unlimitedQuota, type QuotaKind } from './client-quotas.js';
export type { Quota } from './client-quotas.js';
export { invalidQuotaValue, isQuotaKey, quotaKeys } from './quota-keys.js';
export { MutationQuotas } from './mutation-quotas.js';
