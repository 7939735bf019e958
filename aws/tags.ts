/** Tags of resources: AWS General Reference, tag naming limits. */

/** AWS: 50 tags a resource. Ten are left for those of the program and of a single resource. */
export const mostTags = 40;

export const tagKeyPattern = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u;
export const longestTagKey = 128;

export const tagValuePattern = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
export const longestTagValue = 256;
