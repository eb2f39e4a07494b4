-- Imports: under which name an attempt loads its rows, and what a piece would not take.
-- load is random at every attempt and written down before it loads; rows of other names are nobody's.

ALTER TABLE task ADD COLUMN load uuid;
ALTER TABLE task ADD COLUMN rows_failed bigint NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN refusals json;

ALTER TABLE task ADD CONSTRAINT task_load_is_of_piece CHECK (load IS NULL OR kind = 'PIECE');
ALTER TABLE task ADD CONSTRAINT task_rows_failed_counted CHECK (rows_failed >= 0);
