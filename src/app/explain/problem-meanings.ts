import type { ProblemCode } from "../../model/index.ts";

/** Every problem code in words; `explain CODE` prints them. */
export const problemMeanings: { readonly [code in ProblemCode]: string } = {
  "cli.usage": "The command line is wrong: an unknown command, flag or value, or a value of the wrong form.",
  "config.invalid":
    "The configuration file cannot be read or holds a setting that is unknown or of the wrong form. As a warning: a placeholder that no rule has.",
  "input.unreadable": "A file that was named does not exist or may not be read.",
  "input.empty": "The file has no bytes.",
  "input.malformed": "The file, or a part of it, is not in the form that it should have. What could be read was used.",
  "input.truncated":
    "The file ends in the middle, as an interrupted download does. What stands before the end was used.",
  "input.trailing-data":
    "After the end of the gzip data stand bytes that are no gzip data, or after the last column further cells. They are not read. Several gzip members in a log file are read, and are no problem; `trail verify` tells of them, since CloudTrail writes one.",
  "input.too-large":
    "A file, a record or a value is larger than trailproof reads, so that hostile input cannot exhaust memory.",
  "input.unsupported": "The input is of a kind that trailproof does not read.",
  "input.conflict":
    "Two inputs contradict each other: two accounts, two versions of one thing, or an event id with two contents.",
  "input.nothing": "There was nothing to read: no file, or no record in it.",
  "input.no-time":
    "Events have no eventTime that can be read. Rules were asked of them all the same, and no span of time leaves them out.",
  "input.late":
    "Events came later than --allow-lateness allows, or after more events than can wait for them. Rules over time did not see them; all other rules did.",
  "rule.syntax": "A Sigma rule is not valid. The rule was left out; all others run.",
  "rule.unsupported":
    "A Sigma rule asks for something that trailproof does not do, or is not for CloudTrail. The rule was left out; all others run.",
  "rule.duplicate": "Two different rules have the same id. The first one runs.",
  "state.invalid":
    "The file of --state is damaged or is not one of trailproof. Nothing of it was used, or nothing for the rule that is named.",
  "state.changed":
    "A rule over time asks something else than when the state was saved. What it had seen until then was forgotten.",
  "output.unwritable": "An output file cannot be written.",
  "aws.credentials": "There are no AWS credentials, or they are expired or wrong. Nothing was asked of AWS with them.",
  "aws.denied": "The credentials do not allow a call to AWS that is named. The call did nothing.",
  "aws.unreachable":
    "AWS gave no answer, or broke down while it answered. Whether a write was carried out is found out by reading.",
  "aws.refused": "AWS refused a call as it was made, and did nothing.",
  "plan.invalid": "The plan was edited after it was made, or its own proof does not hold. Nothing was changed.",
  "plan.drift": "The account is not as the plan says, or somebody changed it since the plan was applied.",
  "plan.expired": "The evidence of a plan is too old to act on it. What was unused then may be used by now.",
  "journal.invalid": "The journal of an apply is damaged, or belongs to another plan.",
  "journal.locked": "Another process is applying the plan or rolling it back.",
};
