import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Behaviour, behaviourOf, type Json, type JsonObject } from "../../model/index.ts";
import { exampleClock } from "../check.ts";
import { assumed, logs, sessionIdentity, signIn, userSession } from "./examples.ts";
import { type BehaviourFoldOptions, createBehaviourFold, evictionText } from "./fold.ts";

const ana = "arn:aws:iam::111122223333:user/ana";

describe("createBehaviourFold", () => {
  test("counts reads and writes of an identity, and sign-ins as neither", () => {
    const behaviour = logs(
      1,
      { days: 3, name: "ListUsers", readOnly: true },
      { days: 2, name: "CreateUser" },
      { days: 1, name: "GetUser", more: { readOnly: null } },
      signIn(1, true),
    );
    expect(behaviourOf(behaviour, ana)).toMatchObject({ count: 4, reads: 1, writes: 1, unclear: 1 });
    expect(behaviourOf(behaviour, ana)?.lastWrite?.eventName).toBe("CreateUser");
  });

  test("a failed sign-in is no use by the user: it may be anybody", () => {
    const behaviour = logs(1, signIn(1, false, { ip: "203.0.113.7" }));
    expect(behaviourOf(behaviour, ana)).toBeUndefined();
    expect(behaviour.signIns).toMatchObject([{ identity: ana, isSuccess: false, place: "203.0.113.0/24" }]);
  });

  test("a sign-in with a masked name is nobody's", () => {
    const identity = { type: "IAMUser", accountId: "111122223333", userName: "HIDDEN_DUE_TO_SECURITY_REASONS" };
    const [masked] = logs(0, signIn(1, false, { identity })).signIns;
    expect(masked?.identity).toBeUndefined();
  });

  test("a session is its role, and its events are joined with the call that made its credentials, in any order", () => {
    const use = { days: 1.9, name: "ListUsers", readOnly: true, identity: sessionIdentity("ASIAEXAMPLE000000001") };
    for (const events of [
      [assumed(2, "ASIAEXAMPLE000000001"), use],
      [use, assumed(2, "ASIAEXAMPLE000000001")],
    ]) {
      const behaviour = logs(0, ...events);
      expect(behaviour.sessions).toMatchObject([{ caller: ana, uses: 1, byService: false }]);
      expect(behaviourOf(behaviour, "arn:aws:iam::111122223333:role/deploy")?.reads).toBe(1);
    }
  });

  test("a use of the credentials a day later is none of that session", () => {
    const late = { days: 1, name: "ListUsers", identity: sessionIdentity("ASIAEXAMPLE000000001") };
    expect(logs(0, assumed(2, "ASIAEXAMPLE000000001"), late).sessions).toMatchObject([{ uses: 0 }]);
  });

  test.each([
    ["in a session with MFA", { identity: userSession("ana", true) }, "with"],
    ["in a session without MFA", { identity: userSession("ana", false) }, "without"],
    ["with a long-term key", { key: "AKIAEXAMPLE000000001" }, "key"],
    ["without a word", {}, "silent"],
  ] as const)("a write to IAM %s is kept apart", (_name, parts, state) => {
    const privileged = behaviourOf(logs(0, { days: 1, name: "CreateUser", ...parts }), ana)?.privileged;
    expect(privileged?.[state].count).toBe(1);
  });

  test("refused, failed and repeated calls are told apart, and versions of names are left out", () => {
    const behaviour = logs(
      0,
      { days: 2, name: "CreateFunction20150331", source: "lambda", error: "AccessDeniedException" },
      { days: 1, name: "CreateFunction20150331", source: "lambda" },
      { days: 1, name: "RunInstances", source: "ec2", error: "Client.UnauthorizedOperation" },
      { days: 1, name: "RunInstances", source: "ec2", error: "Client.InsufficientInstanceCapacity" },
    );
    expect(behaviourOf(behaviour, ana)?.actions).toMatchObject([
      { action: "ec2:RunInstances", done: 0, denied: 1 },
      { action: "lambda:CreateFunction", done: 1, denied: 1 },
    ]);
  });

  test("the same events in another order give the same answer", () => {
    const events = [
      signIn(3, false),
      signIn(2, true),
      assumed(2, "ASIAEXAMPLE000000001"),
      { days: 1.9, name: "ListUsers", readOnly: true, identity: sessionIdentity("ASIAEXAMPLE000000001") },
      ...[1, 2, 3, 4, 5, 6, 7].map((hour) => ({
        days: 1 + hour / 24,
        name: "CreateUser",
        key: "AKIAEXAMPLE000000001",
      })),
    ];
    const numbered = events.map((event, at) => ({
      ...event,
      more: { ...("more" in event ? event.more : {}), eventID: `id-${at}` },
    }));
    const expected = withoutPlaces(logs(0, ...numbered));
    fc.assert(
      fc.property(fc.shuffledSubarray(numbered, { minLength: numbered.length }), (shuffled) => {
        expect(withoutPlaces(logs(0, ...shuffled))).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  test("whatever an event is, the fold does not throw", () => {
    const fold = createBehaviourFold(options);
    fc.assert(
      fc.property(fc.dictionary(fieldName, fc.jsonValue() as fc.Arbitrary<Json>), (fields) => {
        fold.see(
          { eventTime: exampleClock, eventSource: "iam.amazonaws.com", eventName: "CreateUser", ...fields },
          place,
        );
      }),
      { numRuns: 300 },
    );
    expect(() => fold.take()).not.toThrow();
  });

  test("names of JavaScript in a request are names like others", () => {
    const request = JSON.parse('{"__proto__": "x", "constructor": "y", "userName": "bo"}') as JsonObject;
    const [change] = logs(0, { days: 1, name: "CreateUser", request }).changes;
    expect(change?.request["userName"]).toBe("bo");
    expect(Object.getPrototypeOf(change?.request)).toBe(Object.prototype);
  });

  test("an event without a time counts nowhere, and is counted", () => {
    const fold = createBehaviourFold(options);
    fold.see({ eventName: "CreateUser", eventTime: "yesterday" }, place);
    expect(fold.take().coverage).toMatchObject({ events: 0, timeless: 1 });
  });

  test("what is too much to keep is counted and said", () => {
    const fold = createBehaviourFold({ ...options, limits: { identities: 1, signIns: 1, changes: 1, presence: 1 } });
    for (const user of ["ana", "bo", "cy"]) {
      for (const name of ["CreateUser", "ConsoleLogin"]) {
        const eventSource = name === "CreateUser" ? "iam.amazonaws.com" : "signin.amazonaws.com";
        const arn = `arn:aws:iam::111122223333:user/${user}`;
        fold.see(
          {
            eventTime: exampleClock,
            eventName: name,
            eventSource,
            userIdentity: { type: "IAMUser", arn },
            sourceIPAddress: name,
          },
          place,
        );
      }
    }
    const behaviour = fold.take();
    expect(behaviour.evicted).toMatchObject({ identities: 4, signIns: 2, changes: 2 });
    expect(behaviourOf(behaviour, ana)?.isTruncated).toBe(true);
    expect(evictionText(behaviour.evicted, ["changes"])).toBe(
      "the logs held more than is kept, and 2 changes were left out",
    );
    expect(evictionText(behaviour.evicted, ["keys"])).toBeUndefined();
  });
});

const options: BehaviourFoldOptions = { placeOf: (name) => ({ name }), placedBy: "network", agentOf: (text) => text };
const place = { file: "a.json", index: 0 };
const fieldName = fc.constantFrom(
  "userIdentity",
  "requestParameters",
  "responseElements",
  "additionalEventData",
  "errorCode",
  "errorMessage",
  "readOnly",
  "sourceIPAddress",
  "eventID",
  "eventName",
  "eventSource",
  "awsRegion",
);

/** Positions in the file follow the order, and nothing else may. */
function withoutPlaces({ identities, keys, ...rest }: Behaviour): unknown {
  const whole = { ...rest, identities: [...identities], keys: [...keys] };
  return JSON.parse(JSON.stringify(whole, (name, value: Json) => (name === "index" ? 0 : value)));
}
