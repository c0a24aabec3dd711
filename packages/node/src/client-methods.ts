import { DraveError } from '@drave/base';
import {
  brokerService,
  clusterService,
  configService,
  dataService,
  featureService,
  groupMemberService,
  groupService,
  partitionService,
  quorumService,
  topicService,
  transactionalProducerService,
  transactionService,
  type Method,
} from '@drave/rpc';

/** The services that the SDK, the command line and other clients call. */
const clientServices = [
  dataService,
  groupMemberService,
  transactionalProducerService,
  topicService,
  partitionService,
  brokerService,
  configService,
  quorumService,
  featureService,
  clusterService,
  groupService,
  transactionService,
];

/** Their methods, as `drave.data.v1.DataService/Produce`. */
const clientMethods: readonly string[] = clientServices.flatMap(({ methods }) =>
  Object.values<Pick<Method, 'path'>>(methods).map(({ path }) => path.slice(1)),
);

/** Whether a name, with or without the package in front, is that of a method: `DataService/Produce`. */
export function isMethod(name: string, method: string): boolean {
  return method === name || method.endsWith(`.${name}`);
}

/** @throws DraveError INVALID_REQUEST unless it is the name of one method that clients call. */
export function checkMethod(name: string): void {
  if (clientMethods.some((method) => isMethod(name, method))) return;
  const [service = ''] = name.split('/', 1);
  const siblings = clientMethods.filter((method) => isMethod(service, method.slice(0, method.indexOf('/'))));
  const known = siblings.length > 0 ? siblings : clientMethods;
  const names = known.map((method) => method.slice(method.lastIndexOf('.') + 1));
  throw new DraveError('INVALID_REQUEST', `no method is called '${name}': name one of ${names.join(', ')}`);
}
