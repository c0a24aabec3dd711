export { arbitraryAttack, type Attack } from './arbitrary-attack.js';
export { exampleRequests, type ExampleKind, type ExampleRequest } from './example-message.js';
