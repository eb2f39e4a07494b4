-- A job that fails or is cancelled names what it could not take back. The words stand with each
-- object until the job ends, so that a clean-up of several tries forgets none.
-- out_shown: an object of the row may have been seen at its key, whatever became of the upload since.
ALTER TABLE task ADD COLUMN out_shown boolean NOT NULL DEFAULT false;
ALTER TABLE task ADD COLUMN out_left text;
