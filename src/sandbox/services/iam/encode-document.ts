/**
 * A document as IAM's answers hold it: percent-encoded after RFC 3986, which leaves less as it is than `encodeURIComponent`.
 *
 * Source: IAM API Reference, "GetUserPolicy".
 */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
