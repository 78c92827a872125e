/** What a database says of an address, as rules read it. */
export interface GeoFacts {
  /** ISO 3166-1, two capitals. */
  readonly country?: string;
  /** AS number, digits. */
  readonly asn?: string;
  /** `latitude,longitude` in degrees. */
  readonly location?: string;
}

/**
 * Reads a record of MaxMind's GeoIP2 and GeoLite2 databases, and the flat ones that others write: `country_code`, `asn`, `lat`
 * and `lng`. What is not there or not as it should be is left out.
 */
export function geoFactsIn(record: unknown): GeoFacts {
  if (!isObject(record)) return {};
  const country = countryIn(record);
  const asn = asnIn(record);
  const location = locationIn(record);
  return { ...(country && { country }), ...(asn && { asn }), ...(location && { location }) };
}

function countryIn(record: object): string | undefined {
  const country = own(record, "country");
  const codes = [isObject(country) ? own(country, "iso_code") : country, own(record, "country_code")];
  const code = codes.find((one) => typeof one === "string" && /^[A-Za-z]{2}$/.test(one));
  return typeof code === "string" ? code.toUpperCase() : undefined;
}

function asnIn(record: object): string | undefined {
  const asn = own(record, "autonomous_system_number") ?? own(record, "asn");
  return /^(?:AS)?([1-9]\d{0,9})$/i.exec(typeof asn === "number" ? String(asn) : textOf(asn))?.[1];
}

function locationIn(record: object): string | undefined {
  const nested = own(record, "location");
  const place = isObject(nested) ? nested : record;
  const latitude = degrees(own(place, "latitude") ?? own(place, "lat"), 90);
  const longitude = degrees(own(place, "longitude") ?? own(place, "lng"), 180);
  return latitude === undefined || longitude === undefined ? undefined : `${latitude},${longitude}`;
}

/** Databases are never exact to more than about 100 meters. */
function degrees(value: unknown, most: number): string | undefined {
  const number = typeof value === "string" && /^-?\d{1,3}(?:\.\d{1,20})?$/.test(value) ? Number(value) : value;
  // -0 is 0.
  return typeof number === "number" && Math.abs(number) <= most ? String(Number(number.toFixed(4)) + 0) : undefined;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function own(record: object, key: string): unknown {
  // Own keys only: the reader builds plain objects from the names in the file.
  return Object.hasOwn(record, key) ? Reflect.get(record, key) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
