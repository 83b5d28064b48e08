/** What is noticed while one rule is translated. */
export type Remark =
  | { kind: 'difference'; message: string }
  /** A header that is sent empty does not do what it does in Trino Gateway. */
  | { kind: 'empty counts as absent'; about: string }
  | { kind: 'asks for null' | 'asks for empty'; about: string };

/** What of it people should read, each thing once. */
export function toTell(remarks: readonly Remark[]): string[] {
  const asked = (kind: Remark['kind'], name: string) =>
    remarks.some((remark) => remark.kind === kind && 'about' in remark && remark.about === name);
  const messages = remarks.flatMap((remark) => {
    if (remark.kind === 'difference') return [remark.message];
    if (remark.kind !== 'empty counts as absent') return [];
    const { about } = remark;
    // "null or empty" comes out the same, only each half of it does not.
    if (asked('asks for null', about) && asked('asks for empty', about)) return [];
    return [`${about}, if a client sends it empty, counts as not sent here`];
  });
  return [...new Set(messages)];
}
