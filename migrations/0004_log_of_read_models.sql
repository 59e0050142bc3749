-- Positions belong to one log: which one the read models of this database were made from. One row, made by the first service that starts.
create table rm.log (
  id boolean primary key default true check (id),
  identity text not null
);
