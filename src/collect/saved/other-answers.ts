/** Files that are no answer of any source, by a member that only they have: what to call them when somebody passes one. */
export const otherAnswers: readonly { readonly member: string; readonly what: string; readonly flag?: string }[] = [
  { member: "Trails", what: "the answer of `aws cloudtrail list-trails`, which lacks the settings of the trails" },
  { member: "EntityDetailsList", what: "the answer of `aws iam get-service-last-accessed-details-with-entities`" },
  { member: "JobId", what: "the answer that starts a job; its result comes from another call" },
  { member: "Records", what: "a CloudTrail log file" },
  { member: "Events", what: "the answer of `aws cloudtrail lookup-events`" },
  { member: "digestS3Object", what: "a CloudTrail digest file" },
  { member: "Statement", what: "a policy document" },
];
