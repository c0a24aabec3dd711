/** The version of Drave, which every package of it has; a test holds it against `package.json`. */
export const DRAVE_VERSION = '0.1.0';
