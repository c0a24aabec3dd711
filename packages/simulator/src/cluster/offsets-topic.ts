/** Where coordinators keep their groups. */
export const offsetsTopic = '__consumer_offsets';
