// Preloaded into a process by `node --import`: writes down each host that it connects to or asks a name of, in CONNECTIONS_FILE.
import dgram from "node:dgram";
import dns from "node:dns";
import { appendFileSync } from "node:fs";
import net from "node:net";

const file = process.env["CONNECTIONS_FILE"] ?? "";
const note = (what) => appendFileSync(file, `${what}\n`);

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  note(`connect ${typeof first === "object" ? (first.host ?? first.path ?? "localhost") : first}`);
  return connect.apply(this, args);
};
const { lookup } = dns;
dns.lookup = function (host, ...rest) {
  if (!net.isIP(host)) note(`lookup ${host}`);
  return lookup.call(this, host, ...rest);
};
const { send } = dgram.Socket.prototype;
dgram.Socket.prototype.send = function (...args) {
  note("datagram");
  return send.apply(this, args);
};
