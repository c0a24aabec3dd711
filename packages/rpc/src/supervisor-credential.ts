/**
 * What the supervisor of a local cluster shows as its credential with every question. Nobody gains anything by it: it
 * tells the fault kit of a node that the question is no client's, so that no fault meets it.
 */
export const SUPERVISOR_CREDENTIAL = 'supervisor of a local cluster';
