-- Which clusters may statements go to, how are they, and whose query is this?
create table cluster (
  name text primary key,
  url text not null,
  external_url text,
  routing_groups text[] not null,
  admission text not null check (admission in ('ACTIVE', 'DRAINING', 'INACTIVE')),
  weight double precision not null,
  declared_by text not null check (declared_by in ('config', 'api')),
  -- What the configuration file said at the last start; an operator's choice stays until that changes.
  declared_admission text check (declared_admission in ('ACTIVE', 'DRAINING', 'INACTIVE')),
  updated_by text not null,
  updated_at timestamptz not null default now()
);

create table cluster_health (
  cluster text primary key references cluster (name) on delete cascade,
  state text not null,
  reason text not null,
  since timestamptz not null,
  reported_by text not null,
  -- The router-service that took the report; it need not read back what it wrote.
  node text not null,
  reported_at timestamptz not null
);

create table coordinator (
  coordinator_id text not null,
  cluster text not null references cluster (name) on delete cascade,
  first_seen_at timestamptz not null default now(),
  primary key (coordinator_id, cluster)
);
