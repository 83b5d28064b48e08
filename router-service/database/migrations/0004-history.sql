-- What was decided and why, and what became of the query?
create table decision (
  id text primary key,
  decided_at timestamptz not null,
  reason text not null,
  routing_group text not null,
  rule text,
  message text,
  rule_set_revision integer not null,
  statement jsonb,
  user_name text,
  source text,
  client_tags text[] not null,
  remote_address text,
  statement_text text,
  input jsonb
);

create index decision_newest on decision (decided_at desc, id desc);

create table query (
  query_id text primary key,
  decision_id text,
  cluster text not null,
  routing_group text,
  reason text,
  user_name text,
  source text,
  state text not null,
  error text,
  submitted_at timestamptz,
  finished_at timestamptz,
  reported_at timestamptz not null default now()
);

-- A proxy that saw only the end of a query does not know when it was submitted.
create index query_newest on query ((coalesce(submitted_at, reported_at)) desc, query_id desc);
