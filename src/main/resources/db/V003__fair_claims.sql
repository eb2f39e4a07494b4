-- Turns among accounts, patience with outages, and the two looks that upkeep takes.

-- How often in a row a task met an outage of S3 or of the network, and since when: such attempts
-- are not charged, so something else has to bound them.
ALTER TABLE task ADD COLUMN outages integer NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN troubled_since timestamptz;
ALTER TABLE task ADD CONSTRAINT task_outages_counted CHECK (outages >= 0);

-- The claim goes from account to account, and within one from type to type, by one probe each; in
-- the order of time alone one account's backlog would stand before everybody else's.
CREATE INDEX task_due_by_account ON task (account, type, run_at) WHERE state = 'QUEUED';
DROP INDEX task_due;

-- Retention takes the oldest, the search for orphaned uploads the newest.
CREATE INDEX job_finished ON job (type, finished_at) WHERE finished_at IS NOT NULL;
