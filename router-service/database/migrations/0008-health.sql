-- How is a cluster looked at, what does its coordinator's machine do, and until when is it left out?
alter table cluster add column health_check jsonb;
alter table cluster_health
  add column cpu_load double precision, add column heap_load double precision, add column ejected_until timestamptz;
