export { ScriptedController } from './scripted-controller.js';
export { acceptLeaderStream, dialFollowerStream } from './sim-streams.js';
