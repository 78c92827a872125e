import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { copyAccount, type FakeAccount, fakeAccount } from "./account.ts";
import { act } from "./actions.ts";
import { type Fault, IamError } from "./faults.ts";
import { toXml } from "./xml.ts";

/** IAM over HTTP: the Query protocol, answers in XML, errors as IAM words them. */
export interface FakeIam {
  readonly endpoint: string;
  account: FakeAccount;
  /** Names of the writes that arrived, in order. */
  readonly writes: string[];
  /** Decides what goes wrong; counts all calls of its kind from 1. */
  fault: (call: { readonly action: string; readonly isWrite: boolean; readonly number: number }) => Fault | undefined;
  /** So many reads after a write show what was before it. */
  staleReads: number;
  close(): Promise<void>;
}

export async function startFakeIam(): Promise<FakeIam> {
  const counts = { reads: 0, writes: 0, stale: 0 };
  let older: FakeAccount | undefined;
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  // A server that listens on a port has an address and a port.
  const { port } = server.address() as AddressInfo;
  const fake: FakeIam = {
    endpoint: `http://127.0.0.1:${port}`,
    account: fakeAccount(),
    writes: [],
    fault: () => undefined,
    staleReads: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const given = new Map(new URLSearchParams(await bodyOf(request)));
    const action = given.get("Action") ?? "";
    const isWrite = !/^(Get|List)/.test(action);
    const number = isWrite ? ++counts.writes : ++counts.reads;
    const fault = fake.fault({ action, isWrite, number });
    if (fault === "lost-before") return void request.socket.destroy();
    try {
      if (fault !== undefined && fault !== "lost-after") throw new IamError(fault, `${fault} of ${action}.`);
      const result = isWrite ? write(action, given) : act(shown(), action, given);
      if (fault === "lost-after") return void request.socket.destroy();
      const inner = `<${action}Result>${toXml(result)}</${action}Result>${metadata}`;
      send(
        response,
        200,
        `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/">${inner}</${action}Response>`,
      );
    } catch (error) {
      if (!(error instanceof IamError)) throw error;
      const inner = toXml({ Error: { Type: "Sender", Code: error.code, Message: error.message } });
      send(
        response,
        error.status,
        `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">${inner}</ErrorResponse>`,
      );
    }
  }

  function write(action: string, given: ReadonlyMap<string, string>): ReturnType<typeof act> {
    fake.writes.push(action);
    older = fake.staleReads > 0 ? copyAccount(fake.account) : undefined;
    counts.stale = fake.staleReads;
    return act(fake.account, action, given);
  }

  function shown(): FakeAccount {
    if (older === undefined || counts.stale === 0) return fake.account;
    counts.stale -= 1;
    return older;
  }
}

const metadata = "<ResponseMetadata><RequestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestId></ResponseMetadata>";

function send(response: ServerResponse, status: number, xml: string): void {
  response.writeHead(status, { "content-type": "text/xml" }).end(xml);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
  return body;
}
