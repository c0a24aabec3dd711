export { arbitraryAttack, type Attack } from './arbitrary-attack.js';
