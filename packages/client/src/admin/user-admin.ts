import { userService, type adminV1 } from '@drave/rpc';
import { collected, pages, type AdminCaller } from './admin-call.js';
import { saltedPassword, type UserMechanism } from './salted-password.js';

export interface UserOptions {
  /** Default SCRAM-SHA-256. */
  readonly mechanism?: UserMechanism;
  readonly validateOnly?: boolean;
}

export interface SetUserOptions extends UserOptions {
  /** How often the password is hashed, 4,096 (the default) to 16,384: more make each guess, and each login, dearer. */
  readonly iterations?: number;
}

/** Users with passwords: see `UserService` in drave.admin.v1. */
export class UserAdmin {
  private readonly caller: AdminCaller;

  constructor(caller: AdminCaller) {
    this.caller = caller;
  }

  /**
   * Sets the password of a user for one mechanism. It is hashed here, under a new random salt, and goes no further.
   * @throws DraveError UNACCEPTABLE_CREDENTIAL.
   */
  async set(user: string, password: string, options: SetUserOptions = {}): Promise<void> {
    const { mechanism = 'SCRAM-SHA-256', iterations = ITERATIONS_DEFAULT, validateOnly = false } = options;
    const salt = this.caller.ports.env.random.bytes(SALT_BYTES);
    const request = {
      ...{ user, mechanism: wireNames[mechanism], iterations, salt },
      saltedPassword: saltedPassword(mechanism, password, salt, iterations),
      ...this.once(validateOnly),
    };
    await this.caller.call(userService.methods.setUserCredential, request, 'repeatable');
  }

  /** Takes the password of a user for one mechanism away. @throws DraveError RESOURCE_NOT_FOUND. */
  async delete(user: string, options: UserOptions = {}): Promise<void> {
    const { mechanism = 'SCRAM-SHA-256', validateOnly = false } = options;
    const request = { user, mechanism: wireNames[mechanism], ...this.once(validateOnly) };
    await this.caller.call(userService.methods.deleteUserCredential, request, 'repeatable');
  }

  /** Resolves with the users that have passwords, by name. */
  async list(local = false): Promise<readonly adminV1.User[]> {
    return collected(
      pages(async (pageToken) => {
        const request = { pageSize: PAGE_SIZE, pageToken, local };
        const { users, nextPageToken } = await this.caller.call(userService.methods.listUsers, request, 'repeatable');
        return { items: users, nextPageToken };
      }),
    );
  }

  private once(validateOnly: boolean) {
    return { validateOnly, requestId: this.caller.requestId() };
  }
}

const PAGE_SIZE = 1000;
const SALT_BYTES = 24;
const ITERATIONS_DEFAULT = 4_096;

const wireNames = { 'SCRAM-SHA-256': 'SHA_256', 'SCRAM-SHA-512': 'SHA_512' } as const;
