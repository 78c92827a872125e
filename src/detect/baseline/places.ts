/** A point on Earth, in degrees. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
  /** As it was given. */
  readonly text: string;
}

/** Reads `52.52,13.40`: latitude, longitude. Undefined for anything else. */
export function parsePlace(text: string): Place | undefined {
  const match = /^(-?\d{1,2}(?:\.\d{1,12})?),(-?\d{1,3}(?:\.\d{1,12})?)$/.exec(text);
  const [latitude, longitude] = [Number(match?.[1] ?? Number.NaN), Number(match?.[2] ?? Number.NaN)];
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude, text } : undefined;
}

/** Along a great circle, by the haversine formula on a sphere. */
export function kilometersBetween(from: Place, to: Place): number {
  const [fromLatitude, toLatitude] = [radians(from.latitude), radians(to.latitude)];
  const byLatitude = Math.sin((toLatitude - fromLatitude) / 2) ** 2;
  const byLongitude = Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  const haversine = byLatitude + Math.cos(fromLatitude) * Math.cos(toLatitude) * byLongitude;
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(haversine)));
}

/** Mean radius in kilometers (IUGG). */
const earthRadius = 6371.0088;

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
