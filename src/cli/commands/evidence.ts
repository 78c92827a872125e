import { Argument, Command } from "commander";
import type { Io } from "../io.ts";
import { addCommonOptions, choice, collect, oneFile, oneOf, option } from "../options.ts";
import type { EvidencePackOptions } from "../run/evidence-pack.ts";
import type { EvidenceVerifyOptions } from "../run/evidence-verify.ts";
import { addAuditInputs } from "./audit-inputs.ts";

/** `evidence`: a sealed bundle for auditors, and whether one holds. */
export function evidenceCommand(io: Io): Command {
  return new Command("evidence")
    .summary("pack what findings rest on for auditors; verify such a pack")
    .description(
      "Packs findings with everything that they rest on, so that an outsider can check them without an account.",
    )
    .addCommand(packCommand(io))
    .addCommand(verifyCommand(io));
}

function packCommand(io: Io): Command {
  const command = new Command("pack")
    .summary("findings, the account's state, and the log files and digests that they cite, under one manifest")
    .description(
      "Packs saved findings and detections (else the findings of the audit), the snapshot with the answers of AWS, the log files that are\n" +
        "cited (looked for in --logs only) as delivered, CloudTrail's digests with their signatures, and AWS's public keys. Every file is in\n" +
        "manifest.json with its SHA-256; README.txt says how to check all of it with sha256sum and openssl.",
    )
    .addArgument(new Argument("[snapshot]", "a snapshot file (.json or .json.gz)"))
    .optionsGroup("The pack:")
    .addOption(option("--out <path>", "a folder that is not there yet, or FILE.tar.gz", oneFile).makeOptionMandatory())
    .addOption(option("--findings <file>", "saved json or jsonl of audit, detect, trail verify (repeatable)", collect))
    .addOption(option("--public-keys <file>", "aws cloudtrail list-public-keys, saved (repeatable)", collect))
    .addOption(
      option(
        "--key <file>",
        "sign with this Ed25519 private key (OpenSSH, PKCS #8 or minisign, no passphrase)",
        oneFile,
      ),
    )
    .optionsGroup("Compliance:")
    .addOption(option("--framework <id>", "enclose its controls; a framework, a profile or all (repeatable)", collect))
    .addOption(
      option("--baseline-level <level>", "of NIST SP 800-53 only this baseline: LOW, MODERATE or HIGH", (text) =>
        oneOf("LOW", "MODERATE", "HIGH")(text.toUpperCase()),
      ),
    )
    .addOption(option("--attestations <file>", "what people attest (YAML)", oneFile));
  addAuditInputs(command);
  addCommonOptions(command.optionsGroup("What is shown:")).addOption(
    choice("-o, --output <format>", "what goes to stdout", ["table", "json"]).default("table"),
  );
  return command.action(async (snapshot: string | undefined, options: EvidencePackOptions) => {
    const { runEvidencePack } = await import("../run/evidence-pack.ts");
    process.exitCode = await runEvidencePack(snapshot, options, io);
  });
}

function verifyCommand(io: Io): Command {
  const command = new Command("verify")
    .summary("is a pack what was packed, and do its findings lead to AWS's signature? exit 3 when not")
    .description(
      "Needs nothing but the pack: compares every file with the manifest, and follows each finding and detection to its event, the event's\n" +
        "log file, the digest that names it, AWS's signature of that, and the digest before it. What the pack does not tell is unchecked,\n" +
        "never valid. A pack's own keys prove only that its parts belong together; --public-keys and --signer hold them against others.",
    )
    .addArgument(new Argument("<pack>", "a folder or a .tar.gz file"))
    .optionsGroup("What is trusted:")
    .addOption(
      option(
        "--public-keys <file>",
        "aws cloudtrail list-public-keys, from elsewhere than the pack (repeatable)",
        collect,
      ),
    )
    .addOption(
      option(
        "--signer <file>",
        "public keys of who may have signed: .pub of SSH or minisign, allowed signers, or PEM",
        oneFile,
      ),
    )
    .addOption(option("--offline", "open no socket; verify never does"))
    .optionsGroup("What is shown:");
  addCommonOptions(command).addOption(
    choice("-o, --output <format>", "what goes to stdout", ["table", "json", "jsonl", "junit"]).default("table"),
  );
  return command.action(async (pack: string, options: EvidenceVerifyOptions) => {
    const { runEvidenceVerify } = await import("../run/evidence-verify.ts");
    process.exitCode = await runEvidenceVerify(pack, options, io);
  });
}
