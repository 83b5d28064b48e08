-- Has something changed since I last looked?
create table change_counter (
  topic text primary key,
  version integer not null default 0
);

insert into change_counter (topic) values ('cluster'), ('rule_set');
