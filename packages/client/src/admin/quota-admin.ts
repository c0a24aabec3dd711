import { quotaService, type adminV1 } from '@drave/rpc';
import { collected, pages, type AdminCaller } from './admin-call.js';

/** A user, a client id, both together, or an address; '' stands for the default of each. */
export interface QuotaTarget {
  readonly user?: string;
  readonly clientId?: string;
  readonly ip?: string;
}

export interface AlterQuotaOptions {
  readonly validateOnly?: boolean;
}

/** What clients may use: see `QuotaService` in drave.admin.v1. */
export class QuotaAdmin {
  private readonly caller: AdminCaller;

  constructor(caller: AdminCaller) {
    this.caller = caller;
  }

  /**
   * Sets limits such as `producer_byte_rate`, and takes away those that are null; others of the same entity stay.
   * @throws DraveError INVALID_REQUEST.
   */
  async alter(
    target: QuotaTarget,
    limits: Readonly<Record<string, number | null>>,
    { validateOnly = false }: AlterQuotaOptions = {},
  ): Promise<void> {
    const set: adminV1.QuotaLimit[] = [];
    const remove: string[] = [];
    for (const [key, value] of Object.entries(limits))
      if (value === null) remove.push(key);
      else set.push({ key, value });
    const { user, clientId, ip } = target;
    const request = { entity: { user, clientId, ip }, set, remove, validateOnly, requestId: this.caller.requestId() };
    await this.caller.call(quotaService.methods.alterQuota, request, 'repeatable');
  }

  /** Resolves with the entities that have limits. */
  async list(local = false): Promise<readonly adminV1.Quota[]> {
    return collected(
      pages(async (pageToken) => {
        const request = { pageSize: PAGE_SIZE, pageToken, local };
        const { quotas, nextPageToken } = await this.caller.call(
          quotaService.methods.listQuotas,
          request,
          'repeatable',
        );
        return { items: quotas, nextPageToken };
      }),
    );
  }
}

const PAGE_SIZE = 1000;
