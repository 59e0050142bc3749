-- Where a generation is filled record by record: {upTo, recordedAt: the newest event when that began; after: the last stream whose rows are there}.
alter table rm.checkpoints add column filling json;
