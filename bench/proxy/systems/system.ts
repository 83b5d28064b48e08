/** Something that clients may be pointed at instead of a coordinator. */
export interface System {
  name: SystemName;
  url: string;
  /** Process ids by what they are, each with its children. */
  processes: Record<string, number>;
  /** Stops it where it stands, or lets it go on; for one that would take time from others. */
  pause?: (isPaused: boolean) => void;
}

export const SYSTEM_NAMES = [
  'direct',
  'haproxy',
  'switchyard',
  'trino-gateway',
  'trino-gateway-best',
] as const;
export type SystemName = (typeof SYSTEM_NAMES)[number];

/** What systems are started with. */
export interface Site {
  /** For configurations, logs and pid files. */
  folder: string;
  coordinators: readonly Coordinator[];
  cores: { system: string | undefined; rest: string | undefined };
  /** Of a PostgreSQL server that is empty; undefined where there is none. */
  postgresqlUrl: string | undefined;
  /** Where Node.js processes write CPU profiles when they end; undefined for none. */
  profiles: string | undefined;
  /** For each of them. */
  nodeOptions: readonly string[];
  /** Has something undone when the bench ends, however it ends. */
  atEnd(undo: () => void | Promise<unknown>): void;
}

export interface Coordinator {
  name: string;
  url: string;
  /** Last part of its query ids. */
  suffix: string;
}
