/**
 * Levels of the metadata format. A record kind or field belongs to the level that introduced it; nothing above the
 * cluster's level is ever written.
 *
 * 1: everything in `MetadataRecord`, transactions included.
 */
export const metadataLevelMax = 1;
export const metadataLevelMin = 1;
