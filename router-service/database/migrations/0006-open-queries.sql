-- Which queries and transactions have clients now, how many proxies are there, and who drains what?
alter table query add column last_seen_at timestamptz;

create index query_open on query (cluster, last_seen_at) where state = 'RUNNING';

create table open_transaction (
  -- A hash of the id: who knows the id can use the transaction.
  transaction text primary key,
  cluster text not null,
  -- A transaction is open as long as its newest query is, and for a while after it.
  query_id text not null,
  last_seen_at timestamptz not null default now()
);

create table proxy (
  proxy_id text primary key,
  reported_at timestamptz not null
);

-- The open one of a cluster is its drain; the others tell the past, also of clusters that are no more.
create table cluster_drain (
  drain_id integer generated always as identity primary key,
  cluster text not null,
  started_at timestamptz not null default now(),
  started_by text not null,
  deadline_at timestamptz,
  at_deadline text check (at_deadline in ('CANCEL', 'INACTIVE', 'ACTIVE')),
  -- Since when proxies cancel what is left.
  canceling_since timestamptz,
  ended_at timestamptz,
  ended_by text,
  outcome text check (outcome in ('IDLE', 'CANCELED', 'DEADLINE', 'GIVEN_UP', 'UNDONE', 'DEACTIVATED', 'REMOVED'))
);

create unique index cluster_drain_open on cluster_drain (cluster) where ended_at is null;
create index cluster_drain_newest on cluster_drain (cluster, drain_id desc);
