/** CloudTrail's way to the bucket: log files, digests and Insights, by the virtual clock; and what an attacker does to them. */
export { deliverDue, tick } from "./deliver-due.ts";
export { setDeliveryOptions } from "./delivery-options.ts";
export { type Tampering, tamper, tamperKinds } from "./tamper.ts";
