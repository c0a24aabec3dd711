export { arbitraryAttack, type Attack } from './arbitrary-attack.js';
export { exampleRequests } from './example-message.js';
