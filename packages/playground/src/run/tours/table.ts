import { shrinkingIsr, uncleanElection, uncommittedTail } from './partition-tours.js';
import { zombie } from './producer-tours.js';
import { election, splitVote } from './quorum-tours.js';
import type { Tour } from './tour.js';

/** In the order in which they are best taken. */
export const tours: readonly Tour[] = [election, splitVote, uncommittedTail, shrinkingIsr, uncleanElection, zombie];
