-- How busy is a cluster? As its coordinator says; null where it does not.
alter table cluster_health add column running_queries integer, add column queued_queries integer;
