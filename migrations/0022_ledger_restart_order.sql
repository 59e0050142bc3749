-- Statements in the order in which the ledger went on: several can be written at one moment, when a database that was put back learns of them again.
alter table ledger.restarts add column number int generated always as identity;
