import { limits } from '@drave/base';
import { ANONYMOUS, NODE_PRINCIPAL, type Principal } from '@drave/base/access';

/** The principal of a user that has proved its name; undefined for a name that nobody may have. */
export function principalOfUser(user: string): Principal | undefined {
  const principal = `User:${user}`;
  if (user === '' || principal.length > limits.principalLengthMax || CONTROLS.test(user)) return undefined;
  return RESERVED.has(principal) || principal.startsWith(CERTIFICATE) ? undefined : principal;
}

/** Names of the node itself, of those whom nobody knows, and of everybody in access control lists. */
const RESERVED: ReadonlySet<Principal> = new Set([NODE_PRINCIPAL, ANONYMOUS, 'User:*']);
/** Whoever can have a user made, or a token issued, must not be taken for the holder of a certificate. */
const CERTIFICATE = 'User:CN=';
const CONTROLS = /\p{Cc}/u;
