import { ask } from "../sdk/ask.ts";
import type { TrailAws } from "../sdk/trail-clients.ts";

/**
 * Something in a bucket that a trail does not write: the first key, or folder, that is not on the way to the trail's own folder
 * `[prefix/]AWSLogs/OWNER/`; undefined where there is none. Looks at one level after the other, whatever there is in the folder.
 */
export async function foreignKey(
  { clients, account }: TrailAws,
  bucket: { readonly name: string; readonly region: string },
  { prefix, isOwner }: { readonly prefix: string | undefined; readonly isOwner: (folder: string) => boolean },
): Promise<string | undefined> {
  const { client, sdk } = await clients.s3(bucket.region);
  const way = [...(prefix === undefined ? [] : prefix.split("/")), "AWSLogs"];
  for (let depth = 0; depth <= way.length; depth += 1) {
    const at = way
      .slice(0, depth)
      .map((part) => `${part}/`)
      .join("");
    const isAllowed = (part: string): boolean => (depth === way.length ? isOwner(part) : part === way[depth]);
    const page = await ask(
      "ListObjectVersions",
      () =>
        client.send(
          new sdk.ListObjectVersionsCommand({
            Bucket: bucket.name,
            ExpectedBucketOwner: account,
            Delimiter: "/",
            Prefix: at,
          }),
        ),
      ["NoSuchBucket"],
    );
    const folders = (page?.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []);
    const keys = [...(page?.Versions ?? []), ...(page?.DeleteMarkers ?? [])].flatMap(({ Key }) => Key ?? []);
    const foreign = keys.find((key) => key !== at) ?? folders.find((folder) => !isAllowed(folder.slice(at.length, -1)));
    if (foreign !== undefined) return foreign;
  }
  return undefined;
}

/** Until when Object Lock keeps the youngest object of a bucket, as far as its default says; undefined: nothing is kept now. */
export async function lockedUntil(
  { clients, account }: TrailAws,
  bucket: { readonly name: string; readonly region: string },
  days: number,
  now: Date,
): Promise<Date | undefined> {
  const { client, sdk } = await clients.s3(bucket.region);
  const on = { Bucket: bucket.name, ExpectedBucketOwner: account };
  let newest = 0;
  let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (markers !== undefined) {
    const input: object = markers;
    const page = await ask(
      "ListObjectVersions",
      () => client.send(new sdk.ListObjectVersionsCommand({ ...on, ...input })),
      ["NoSuchBucket"],
    );
    for (const { LastModified } of page?.Versions ?? []) newest = Math.max(newest, LastModified?.getTime() ?? 0);
    markers =
      page?.IsTruncated === true
        ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
        : undefined;
  }
  const until = newest + days * 86_400_000;
  return newest > 0 && until > now.getTime() ? new Date(until) : undefined;
}
