-- How many queries run under limits, which statements wait for a place, and what are they?
alter table cluster add column max_running_queries integer;

create table place (
  -- Names the statement before there is a query id.
  ticket text primary key,
  cluster text not null,
  user_name text not null,
  -- The limits that it counts for.
  keys text[] not null,
  query_id text,
  proxy text not null,
  taken_at timestamptz not null default now(),
  -- A lease: a proxy that sees the query makes it longer.
  expires_at timestamptz not null
);

create index place_query on place (query_id);

create table waiting_statement (
  ticket text primary key,
  user_name text not null,
  priority integer not null,
  ways jsonb not null,
  since timestamptz not null default clock_timestamp(),
  asked_at timestamptz not null,
  -- Encrypted; only the client's URL has the key.
  sealed text
);
