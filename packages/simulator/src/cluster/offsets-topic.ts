/** Where coordinators keep their groups. */
export const OFFSETS_TOPIC = '__consumer_offsets';
