import { officialBaseline } from "./nist-800-53-baselines.ts";

/**
 * The ids that each framework has, or the form that they have where its list is not public: lists of ids are facts.
 * The numbers of ids are those that the publishers state.
 */
export interface OfficialIds {
  readonly isId: (id: string) => boolean;
  /** How many ids the framework has; undefined where only their form is checked. */
  readonly size?: number;
}

export const officialIds: ReadonlyMap<string, OfficialIds> = new Map([
  ["cis-aws-7.0", { isId: (id: string) => /^[245][.]([1-9]|1\d|2[01])([.][1-6])?$/.test(id) }],
  ["cmmc-l2", listed(cmmc())],
  ["iso-27001-2022", listed(annexA())],
  ["nist-800-171-r3", listed(sp800171r3())],
  ["nist-800-53-r5", { isId: isSp80053 }],
  ["nist-csf-2.0", listed(csf20())],
  ["nist-ir-8401", listed(csf11())],
  [
    "part-is",
    {
      isId: (id: string) =>
        /^IS[.]I[.]OR[.](200|205|210|215|220|225|230|235|240|245|250|255|260)\([a-l]\)(\(\d+\))?$/.test(id),
    },
  ],
  [
    "pci-dss-4.0.1",
    { isId: (id: string) => /^((1[0-2]|[1-9])[.]\d{1,2}[.]\d{1,2}([.]\d)?|A[123][.]\d[.]\d)$/.test(id) },
  ],
  ["soc2", listed(trustServices())],
]);

function listed(ids: readonly string[]): OfficialIds {
  const known = new Set(ids);
  return { isId: (id) => known.has(id), size: known.size };
}

/** `n("A.5.", 37)` is A.5.1 to A.5.37. */
function n(head: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${head}${at + 1}`);
}

/** `two("GV.OC-", [1, 2])` is GV.OC-01 and GV.OC-02. */
function two(head: string, numbers: readonly number[]): readonly string[] {
  return numbers.map((number) => `${head}${String(number).padStart(2, "0")}`);
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

/** 93 controls. */
function annexA(): readonly string[] {
  return [...n("A.5.", 37), ...n("A.6.", 8), ...n("A.7.", 14), ...n("A.8.", 34)];
}

/** 33 common criteria. */
function trustServices(): readonly string[] {
  return [5, 3, 4, 2, 3, 8, 5, 1, 2].flatMap((count, at) => n(`CC${at + 1}.`, count));
}

/** 106 sub-categories; the gaps are numbers that version 2.0 left free. */
function csf20(): readonly string[] {
  const categories: Readonly<Record<string, readonly number[]>> = {
    "GV.OC": upTo(5),
    "GV.RM": upTo(7),
    "GV.RR": upTo(4),
    "GV.PO": upTo(2),
    "GV.OV": upTo(3),
    "GV.SC": upTo(10),
    "ID.AM": [1, 2, 3, 4, 5, 7, 8],
    "ID.RA": upTo(10),
    "ID.IM": upTo(4),
    "PR.AA": upTo(6),
    "PR.AT": upTo(2),
    "PR.DS": [1, 2, 10, 11],
    "PR.PS": upTo(6),
    "PR.IR": upTo(4),
    "DE.CM": [1, 2, 3, 6, 9],
    "DE.AE": [2, 3, 4, 6, 7, 8],
    "RS.MA": upTo(5),
    "RS.AN": [3, 6, 7, 8],
    "RS.CO": [2, 3],
    "RS.MI": [1, 2],
    "RC.RP": upTo(6),
    "RC.CO": [3, 4],
  };
  return Object.entries(categories).flatMap(([category, numbers]) => two(`${category}-`, numbers));
}

/** 108 sub-categories of version 1.1. */
function csf11(): readonly string[] {
  const counts: Readonly<Record<string, number>> = {
    "ID.AM": 6,
    "ID.BE": 5,
    "ID.GV": 4,
    "ID.RA": 6,
    "ID.RM": 3,
    "ID.SC": 5,
    "PR.AC": 7,
    "PR.AT": 5,
    "PR.DS": 8,
    "PR.IP": 12,
    "PR.MA": 2,
    "PR.PT": 5,
    "DE.AE": 5,
    "DE.CM": 8,
    "DE.DP": 5,
    "RS.RP": 1,
    "RS.CO": 5,
    "RS.AN": 5,
    "RS.MI": 3,
    "RS.IM": 2,
    "RC.RP": 1,
    "RC.IM": 2,
    "RC.CO": 3,
  };
  return Object.entries(counts).flatMap(([category, count]) => n(`${category}-`, count));
}

/** 110 requirements of NIST SP 800-171 Revision 2, with the domains of CMMC. */
function cmmc(): readonly string[] {
  const families: readonly (readonly [domain: string, count: number])[] = [
    ["AC", 22],
    ["AT", 3],
    ["AU", 9],
    ["CM", 9],
    ["IA", 11],
    ["IR", 3],
    ["MA", 6],
    ["MP", 9],
    ["PS", 2],
    ["PE", 6],
    ["RA", 3],
    ["CA", 4],
    ["SC", 16],
    ["SI", 7],
  ];
  return families.flatMap(([domain, count], at) => n(`${domain}.L2-3.${at + 1}.`, count));
}

/** 97 requirements; the gaps were withdrawn. */
function sp800171r3(): readonly string[] {
  const families: readonly (readonly number[])[] = [
    [...upTo(12), 16, 18, 20, 22],
    [1, 2],
    upTo(8),
    [...upTo(6), 8, 10, 11, 12],
    [...upTo(5), 7, 11, 12],
    upTo(5),
    [4, 5, 6],
    [...upTo(5), 7, 9],
    [1, 2],
    [1, 2, 6, 7, 8],
    [1, 2, 4],
    [1, 2, 3, 5],
    [1, 4, 6, 8, 9, 10, 11, 12, 13, 15],
    [1, 2, 3, 6, 8],
    upTo(3),
    upTo(3),
    upTo(3),
  ];
  return families.flatMap((numbers, at) => two(`${two("03.", [at + 1]).join("")}.`, numbers));
}

/** The baselines are NIST's lists; of the rest those of the catalogue that are used here. */
function isSp80053(id: string): boolean {
  const oscalId = id.toLowerCase().replace("(", ".").replace(")", "");
  return officialBaseline("HIGH").has(oscalId) || inNoBaseline.has(oscalId);
}

const inNoBaseline: ReadonlySet<string> = new Set([
  "ac-2.7",
  "ac-2.9",
  "ac-3.7",
  "ac-3.15",
  "ac-6.8",
  "ac-24",
  "au-4.1",
  "au-6.4",
  "au-6.8",
  "au-9.5",
  "au-9.6",
  "au-11.1",
  "au-16",
  "ia-2.6",
  "ia-5.7",
  "pm-12",
  "si-4.16",
  "si-4.19",
]);
