-- Which rules decide now, what did they say before, and who changed them?
create table rule_set_revision (
  revision integer primary key,
  -- json, not jsonb: people read back what they wrote, in their order.
  rule_set json not null,
  author text not null,
  note text not null,
  created_at timestamptz not null default now()
);

-- The newest row names the active revision; the others tell the past.
create table rule_set_activation (
  number integer primary key,
  revision integer not null references rule_set_revision (revision),
  author text not null,
  activated_at timestamptz not null default now()
);

create index rule_set_activation_revision on rule_set_activation (revision);
