import { aclService, type adminV1 } from '@drave/rpc';
import { collected, pages, type AdminCaller } from './admin-call.js';

/** One entry of the access control lists; what is left out is `LITERAL`, any host, `ALLOW`. */
export type AclSpec = Pick<adminV1.AclEntry, 'resourceType' | 'resourceName' | 'principal' | 'operation'> &
  Partial<adminV1.AclEntry>;

/** Which entries are meant; what is left out excludes none. */
export type AclFilterSpec = Partial<adminV1.AclFilter>;

export interface AccessQuestion
  extends Pick<adminV1.CheckAccessRequest, 'principal' | 'operation' | 'resourceType'>,
    Partial<Pick<adminV1.CheckAccessRequest, 'host' | 'resourceName'>> {}

/** Access control lists: see `AclService` in drave.admin.v1. */
export class AclAdmin {
  private readonly caller: AdminCaller;

  constructor(caller: AdminCaller) {
    this.caller = caller;
  }

  /** Adds entries, all of them or none; one that is there already stays. @throws DraveError SECURITY_DISABLED. */
  async create(entries: readonly AclSpec[], options: { readonly validateOnly?: boolean } = {}): Promise<void> {
    const { validateOnly = false } = options;
    const request = {
      entries: entries.map((entry) => ({ ...unspecified, ...entry })),
      validateOnly,
      requestId: this.caller.requestId(),
    };
    await this.caller.call(aclService.methods.createAcls, request, 'repeatable');
  }

  /** Removes what the filter means, and resolves with it. An empty filter means every entry. */
  async delete(
    filter: AclFilterSpec,
    options: { readonly validateOnly?: boolean } = {},
  ): Promise<readonly adminV1.AclEntry[]> {
    const { validateOnly = false } = options;
    const request = { filter: { ...unspecified, ...filter }, validateOnly, requestId: this.caller.requestId() };
    return (await this.caller.call(aclService.methods.deleteAcls, request, 'repeatable')).deleted;
  }

  /** Resolves with the entries that the filter means, by resource, then by principal. */
  async list(filter: AclFilterSpec = {}, local = false): Promise<readonly adminV1.AclEntry[]> {
    const wanted = { ...unspecified, ...filter };
    return collected(
      pages(async (pageToken) => {
        const request = { filter: wanted, pageSize: PAGE_SIZE, pageToken, local };
        const { entries, nextPageToken } = await this.caller.call(aclService.methods.listAcls, request, 'repeatable');
        return { items: entries, nextPageToken };
      }),
    );
  }

  /** Whether a principal may do something, and what decides it. */
  check(question: AccessQuestion, local = false): Promise<adminV1.CheckAccessResponse> {
    const request = { host: '', resourceName: '', ...question, local };
    return this.caller.call(aclService.methods.checkAccess, request, 'repeatable');
  }
}

const PAGE_SIZE = 1000;

const unspecified: adminV1.AclFilter = {
  resourceType: 'UNSPECIFIED',
  resourceName: '',
  patternType: 'UNSPECIFIED',
  principal: '',
  host: '',
  operation: 'UNSPECIFIED',
  permission: 'UNSPECIFIED',
};
