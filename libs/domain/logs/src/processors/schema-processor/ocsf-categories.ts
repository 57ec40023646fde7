const names = [
  'Uncategorized',
  'System Activity',
  'Findings',
  'Identity & Access Management',
  'Network Activity',
  'Discovery',
  'Application Activity',
  'Remediation',
  'Unmanned Systems',
] as const;

const classesPerCategory = 1000;

/** The category of an OCSF class: the thousands of its uid. `undefined`: OCSF has no such category. */
export function findOcsfCategory(classUid: number): { readonly uid: number; readonly name: string } | undefined {
  const uid = Math.floor(classUid / classesPerCategory);
  const name = names[uid];
  return name === undefined ? undefined : { uid, name };
}
