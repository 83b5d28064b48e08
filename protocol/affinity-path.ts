/** A request target that names its cluster: `/c~blue/v1/…` is cluster `blue`, target `/v1/…`. */
export interface AffinityTarget {
  cluster: string;
  target: string;
}

/** Splits the cluster's segment off a target; undefined when it has none or the prefix is off. */
export function splitAffinity(target: string, prefix: string): AffinityTarget | undefined {
  if (prefix === '' || !target.startsWith(`/${prefix}`)) return undefined;
  const end = target.slice(1).search(/[/?]/) + 1;
  const cluster = target.slice(1 + prefix.length, end === 0 ? undefined : end);
  const rest = end === 0 ? '' : target.slice(end);
  return { cluster, target: rest.startsWith('/') ? rest : `/${rest}` };
}

/** What goes before every URI that the cluster's coordinator makes. */
export function affinitySegment(cluster: string, prefix: string): string {
  return `/${prefix}${cluster}`;
}
