import { CLUSTER } from '@drave/base/access';
import { page, scramKeys, type AlterScramCredentialsCommand } from '@drave/controller';
import { scramMechanismNames, scramMechanisms, type MetadataImage, type ScramMechanism } from '@drave/metadata';
import { implement, userService, type adminV1, type CallContext, type ServiceImplementation } from '@drave/rpc';
import { responseHeader } from '../response-header.js';
import { execute, onlyItem, readImage, requireRight, type AdminDomain } from './admin-domain.js';
import { invalidField } from './explained.js';

/** `drave.admin.v1.UserService`; any node offers it. */
export function createUserService(domain: AdminDomain): ServiceImplementation {
  const header = () => responseHeader(domain.view);
  return implement(userService, {
    async setUserCredential(request, call) {
      requireRight(domain, call, 'alter', CLUSTER);
      const { user, iterations, salt, saltedPassword, validateOnly, requestId } = request;
      const mechanism = mechanismOf(request.mechanism);
      if (saltedPassword.length === 0) throw invalidField('salted_password', 'is empty');
      const { storedKey, serverKey } = scramKeys(mechanism, saltedPassword);
      const keys = { salt: base64(salt), storedKey: base64(storedKey), serverKey: base64(serverKey) };
      const alterations = [{ kind: 'set', user, mechanism, iterations, ...keys }] as const;
      await alter(domain, call, { kind: 'alterScramCredentials', alterations, validateOnly, requestId });
      return { header: header() };
    },
    async deleteUserCredential(request, call) {
      requireRight(domain, call, 'alter', CLUSTER);
      const { user, validateOnly, requestId } = request;
      const alterations = [{ kind: 'delete', user, mechanism: mechanismOf(request.mechanism) }] as const;
      await alter(domain, call, { kind: 'alterScramCredentials', alterations, validateOnly, requestId });
      return { header: header() };
    },
    async listUsers({ pageSize, pageToken, local }, call) {
      requireRight(domain, call, 'describe', CLUSTER);
      const image = await readImage(domain, call, local);
      const names = image.scramUsers();
      const found = page(
        { pageSize, pageToken, query: ['users'] },
        (key) => (key === undefined ? names : names.filter((name) => name > key)),
        (name) => name,
      );
      const users = found.items.map((name) => ({ name, credentials: credentialsOf(image, name) }));
      return { header: header(), users, nextPageToken: found.nextPageToken };
    },
  });
}

/** @throws DraveError UNACCEPTABLE_CREDENTIAL, RESOURCE_NOT_FOUND. */
async function alter(domain: AdminDomain, call: CallContext, command: AlterScramCredentialsCommand): Promise<void> {
  const { response } = await execute(domain, call, command);
  onlyItem(response.map(({ result }) => result));
}

function credentialsOf(image: MetadataImage, user: string): adminV1.UserCredential[] {
  return scramMechanisms.flatMap((mechanism) => {
    const credential = image.scramCredential(user, mechanism);
    if (credential === undefined) return [];
    return [{ mechanism: scramMechanismNames.toWire(mechanism), iterations: credential.iterations }];
  });
}

/** @throws DraveError INVALID_REQUEST. */
function mechanismOf(name: adminV1.ScramMechanism): ScramMechanism {
  if (name === 'UNSPECIFIED') throw invalidField('mechanism', 'is not said: SHA_256 or SHA_512');
  return scramMechanismNames.fromWire(name);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
