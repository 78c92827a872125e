/** What the README of one pack names. */
export interface ReadmeFacts {
  readonly signer: { readonly form: "ssh" | "minisign"; readonly name: string } | undefined;
  readonly keys: readonly { readonly fingerprint: string; readonly path: string }[];
  /** The newest digest, for an example, with the file of its metadata and the fingerprint of its key. */
  readonly digest: { readonly path: string; readonly fingerprint: string } | undefined;
  readonly counts: readonly string[];
}

/** How somebody without this tool checks the pack: with sha256sum, openssl, and ssh-keygen or minisign where it is signed. */
export function readmeText({ signer, keys, digest, counts }: ReadmeFacts): string {
  return [
    "EVIDENCE PACK",
    "=============",
    "",
    ...counts.map((count) => `  ${count}`),
    "",
    "What is what:",
    "",
    "  about.json        tool, command line, caller, times, inputs, rules and frameworks with their SHA-256",
    "  manifest.json     every file with its size and SHA-256, and the root of the Merkle tree (RFC 6962) over them",
    "  SHA256SUMS        the same for sha256sum; its lines but the last, without line ends, are the leaves of the tree",
    "  findings.jsonl    findings, one a line; detections.jsonl: matches of rules, each with its events, files and positions",
    "  snapshot.json     the state of the account that was audited; answers/: the answers of AWS that it was made of",
    "  s3/BUCKET/KEY     log files that findings cite and CloudTrail's digests, byte for byte as delivered;",
    "                    KEY.metadata.json is the metadata of a digest, which holds its signature",
    "  logs/             cited files of which no bucket is known",
    "  public-keys/      what `aws cloudtrail list-public-keys` printed, and the same keys as PEM",
    "",
    "All at once:  trailproof evidence verify .",
    "By hand, in this folder:",
    "",
    "1. Nothing was changed since packing",
    "",
    "     sha256sum --quiet -c SHA256SUMS",
    "     find . -type f | wc -l      # as many as SHA256SUMS has lines, and SHA256SUMS itself" +
      (signer === undefined ? "" : ", and the signature"),
    "",
    ...signerSteps(signer),
    ...digestSteps(digest),
    ...keySteps(keys),
  ].join("\n");
}

function signerSteps(signer: ReadmeFacts["signer"]): readonly string[] {
  if (signer === undefined) {
    return [
      "2. The pack is not signed",
      "",
      "   Whoever can write to it can make all sums anew. Ask whoever packed it for the SHA-256 of manifest.json.",
      "",
    ];
  }
  const steps =
    signer.form === "minisign"
      ? [`     minisign -V -P ${signer.name} -m manifest.json`]
      : [
          '     echo "signer $(cat KEY.pub)" > /tmp/allowed_signers',
          "     ssh-keygen -Y verify -f /tmp/allowed_signers -I signer -n trailproof-evidence -s manifest.json.sig < manifest.json",
        ];
  return [
    "2. The manifest is signed",
    "",
    `   by the Ed25519 key ${signer.name}. Get that key from its owner, not from here:`,
    "",
    ...steps,
    "",
  ];
}

function digestSteps(digest: ReadmeFacts["digest"]): readonly string[] {
  if (digest === undefined) {
    return [
      "3. There is no digest of CloudTrail in this pack",
      "",
      "   Nothing ties its log files to AWS: whether CloudTrail delivered them so is not proven.",
      "",
    ];
  }
  return [
    "3. A digest is signed by AWS (here the newest; the others alike)",
    "",
    `     D='${shellText(digest.path)}'`,
    `     K='public-keys/${digest.fingerprint}.pem'`,
    '     gunzip -c "$D" > /tmp/digest.json',
    '     member() { grep -o "\\"$1\\":\\"[^\\"]*\\"" /tmp/digest.json | tail -n 1 | cut -d \'"\' -f 4; }',
    "     P=$(grep -o '\"previousDigestSignature\":null' /tmp/digest.json > /dev/null && echo null || member previousDigestSignature)",
    '     printf \'%s\\n%s/%s\\n%s\\n%s\' "$(member digestEndTime)" "$(member digestS3Bucket)" "$(member digestS3Object)" \\',
    '       "$(sha256sum < /tmp/digest.json | cut -d \' \' -f 1)" "$P" > /tmp/signed.txt',
    '     tr -d \' \\n\' < "$D.metadata.json" | grep -o \'"signature":"[0-9a-fA-F]*"\' | cut -d \'"\' -f 4 \\',
    "       | tr -d '\\n' | tr a-f A-F | basenc --base16 -d > /tmp/signature.bin",
    '     openssl dgst -sha256 -verify "$K" -signature /tmp/signature.bin /tmp/signed.txt',
    "",
    "   What is signed: the end of its hour, where it lies, the SHA-256 of its text, and the signature of the digest before it.",
    "",
    "4. A log file is the one that the digest names; the event is in it",
    "",
    '     grep -o \'"s3Object":"[^"]*","hashValue":"[0-9a-f]*"\' /tmp/digest.json',
    "     gunzip -c s3/BUCKET/KEY | sha256sum",
    "     gunzip -c s3/BUCKET/KEY | grep -c EVENT_ID",
    "",
  ];
}

function keySteps(keys: ReadmeFacts["keys"]): readonly string[] {
  if (keys.length === 0) return [];
  return [
    "5. The keys are AWS's",
    "",
    "   The keys of a pack prove only that its parts belong together: whoever forges digests can enclose keys that fit.",
    "   Compare the fingerprints with what CloudTrail tells you in the account's region, or somebody whom you trust:",
    "",
    "     aws cloudtrail list-public-keys --start-time START --end-time END --query 'PublicKeyList[].Fingerprint'",
    "",
    ...keys.map(({ fingerprint, path }) => `     ${fingerprint}  ${path}`),
    "",
    "   A fingerprint is the MD5 of the key's bytes (DER, PKCS #1), as CloudTrail names its keys:",
    "",
    ...keys
      .slice(0, 1)
      .map(({ path }) => `     openssl rsa -pubin -in ${path} -RSAPublicKey_out -outform DER 2> /dev/null | md5sum`),
    "",
  ];
}

/** For a text between single quotes of a shell. */
function shellText(text: string): string {
  return text.replaceAll("'", "'\\''");
}
