/** The tag of buckets that were made here; its value is the ARN of the trail that they were made for. */
export const madeForTag = "trailproof:made-for";
